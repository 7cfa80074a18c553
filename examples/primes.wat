;; The sieve of Eratosthenes, in a memory that grows with what is asked:
;;
;;   ./wasmtier run --invoke count examples/primes.wat 1000000
(module
  (memory (export "memory") 0)

  ;; How many primes are less than $n. The byte at address i is 1 when i is known to be a multiple of something.
  (func (export "count") (param $n i32) (result i32)
    (local $i i32) (local $multiple i32) (local $count i32)
    (if (i32.lt_s (call $reserve (local.get $n)) (i32.const 0))
      (then (unreachable)))
    (memory.fill (i32.const 0) (i32.const 0) (local.get $n))
    (local.set $i (i32.const 2))
    (block $done
      (loop $candidates
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (if (i32.eqz (i32.load8_u (local.get $i)))
          (then
            (local.set $count (i32.add (local.get $count) (i32.const 1)))
            (local.set $multiple (i32.add (local.get $i) (local.get $i)))
            (block $marked
              (loop $mark
                (br_if $marked (i32.ge_u (local.get $multiple) (local.get $n)))
                (i32.store8 (local.get $multiple) (i32.const 1))
                (local.set $multiple (i32.add (local.get $multiple) (local.get $i)))
                (br $mark)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $candidates)))
    (local.get $count))

  ;; Grows the memory to at least $bytes; -1 if it can't.
  (func $reserve (param $bytes i32) (result i32)
    (local $missing i32)
    (local.set $missing
      (i32.sub
        (i32.add (i32.shr_u (local.get $bytes) (i32.const 16)) (i32.const 1))
        (memory.size)))
    (if (result i32) (i32.gt_s (local.get $missing) (i32.const 0))
      (then (memory.grow (local.get $missing)))
      (else (i32.const 0))))
)
