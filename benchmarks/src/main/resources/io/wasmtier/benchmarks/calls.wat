;; Calls between host and guest. Each loop adds its counter to a sum, n to 1, in another way.
(module
  (type $binary (func (param i32 i32) (result i32)))
  (import "host" "add" (func $host_add (type $binary)))
  (table funcref (elem $add))

  (func $add (export "add") (type $binary)
    (i32.add (local.get 0) (local.get 1)))

  ;; No call: what the loop itself takes.
  (func (export "inline") (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (local.get $n)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  (func (export "guest") (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (call $add (local.get $sum) (local.get $n)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  (func (export "indirect") (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum
        (call_indirect (type $binary) (local.get $sum) (local.get $n) (i32.const 0)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  (func (export "host") (param $n i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (call $host_add (local.get $sum) (local.get $n)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
