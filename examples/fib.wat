;; Functions to call from the command line or from Java:
;;
;;   ./wasmtier run --invoke fib examples/fib.wat 20
;;   ./wasmtier bench examples/fib.wat --invoke fib --arg 30 --reps 5
(module
  ;; The n-th Fibonacci number, by recursion: all it does is call.
  (func $fib (export "fib") (param $n i64) (result i64)
    (if (result i64) (i64.lt_u (local.get $n) (i64.const 2))
      (then (local.get $n))
      (else
        (i64.add
          (call $fib (i64.sub (local.get $n) (i64.const 1)))
          (call $fib (i64.sub (local.get $n) (i64.const 2)))))))

  ;; The same by iteration, with two values on the stack from turn to turn.
  (func (export "fast") (param $n i64) (result i64)
    (i64.const 0)
    (i64.const 1)
    (loop $next (param i64 i64) (result i64 i64)
      (call $step)
      (local.set $n (i64.sub (local.get $n) (i64.const 1)))
      (br_if $next (i64.gt_s (local.get $n) (i64.const 0))))
    (drop))

  (func $step (param $a i64) (param $b i64) (result i64 i64)
    (local.get $b)
    (i64.add (local.get $a) (local.get $b)))
)
