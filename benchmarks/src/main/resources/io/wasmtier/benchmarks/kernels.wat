;; Shapes of access to memory. Each kernel goes once over 64 KiB at address 0; "add" reads a second array behind it, and
;; "chase" follows a ring of addresses that "link" has written.
(module
  (memory (export "memory") 3)

  (func (export "load") (result i32) (local $p i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
      (br_if $next
        (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 65536))))
    (local.get $sum))

  (func (export "load8") (result i32) (local $p i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $p))))
      (br_if $next
        (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 1))) (i32.const 65536))))
    (local.get $sum))

  (func (export "load64") (result i64) (local $p i32) (local $sum i64)
    (loop $next
      (local.set $sum (i64.add (local.get $sum) (i64.load (local.get $p))))
      (br_if $next
        (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 8))) (i32.const 65536))))
    (local.get $sum))

  (func (export "store") (param $value i32) (local $p i32)
    (loop $next
      (i32.store (local.get $p) (local.get $value))
      (br_if $next
        (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 65536)))))

  (func (export "add") (local $p i32)
    (loop $next
      (i32.store (local.get $p)
        (i32.add (i32.load (local.get $p)) (i32.load offset=65536 (local.get $p))))
      (br_if $next
        (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 65536)))))

  ;; Steps of 4 * 4093 modulo 64 KiB: odd, so that the ring has all 16384 places.
  (func (export "link") (local $p i32)
    (loop $next
      (i32.store (local.get $p)
        (i32.and (i32.add (local.get $p) (i32.const 16372)) (i32.const 65535)))
      (br_if $next
        (i32.ne (local.tee $p (i32.add (local.get $p) (i32.const 4))) (i32.const 65536)))))

  (func (export "chase") (result i32) (local $p i32) (local $n i32)
    (local.set $n (i32.const 16384))
    (loop $next
      (local.set $p (i32.load (local.get $p)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $p))

  (func (export "copy")
    (memory.copy (i32.const 65536) (i32.const 0) (i32.const 65536)))

  (func (export "fill") (param $value i32)
    (memory.fill (i32.const 0) (local.get $value) (i32.const 65536))))
