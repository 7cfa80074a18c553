;; Prints its arguments, one per line, through WASI preview 1:
;;
;;   ./wasmtier run examples/echo.wat one "two words"
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))

  (memory (export "memory") 2)

  ;; 0: number of arguments, 4: their length in bytes, 8: a ciovec, 16: bytes written, 64: pointers, 65536: the texts.
  (func (export "_start")
    (local $i i32) (local $at i32)
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    ;; Not more than has room here.
    (if (i32.or
          (i32.gt_u (i32.load (i32.const 0)) (i32.const 16000))
          (i32.gt_u (i32.load (i32.const 4)) (i32.const 65536)))
      (then (unreachable)))
    (drop (call $args_get (i32.const 64) (i32.const 65536)))
    ;; The first argument is the name of the program.
    (local.set $i (i32.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (i32.load (i32.const 0))))
        (local.set $at
          (i32.load (i32.add (i32.const 64) (i32.shl (local.get $i) (i32.const 2)))))
        (call $line (local.get $at))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))

  ;; Prints a text that ends with a zero byte, which becomes the end of the line.
  (func $line (param $text i32)
    (local $end i32)
    (local.set $end (local.get $text))
    (block $found
      (loop $search
        (br_if $found (i32.eqz (i32.load8_u (local.get $end))))
        (local.set $end (i32.add (local.get $end) (i32.const 1)))
        (br $search)))
    (i32.store8 (local.get $end) (i32.const 10))
    (i32.store (i32.const 8) (local.get $text))
    (i32.store (i32.const 12) (i32.add (i32.sub (local.get $end) (local.get $text)) (i32.const 1)))
    (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16))))
)
