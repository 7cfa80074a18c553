(module
  (func $wrong (result i32)
    (f32.const 1))
)
