;; What ContinuationBenchmark calls.
(module
  (type $gen (func (result i32)))
  (type $k (cont $gen))
  (type $deep (func (param i32) (result i32)))
  (type $kdeep (cont $deep))
  (rec
    (type $peer (func (param (ref null $kpeer))))
    (type $kpeer (cont $peer)))
  (tag $yield (param i32))
  (tag $swap)
  (table $live 0 (ref null $k))
  (global $left (mut i32) (i32.const 0))
  (elem declare func $numbers $down $peer $one)

  ;; Yields 0, 1, 2, …
  (func $numbers (result i32) (local $i i32)
    (loop $l
      (suspend $yield (local.get $i))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $l))
    (unreachable))

  ;; The same, below a number of frames.
  (func $down (param $depth i32) (result i32)
    (if (result i32) (local.get $depth)
      (then (call $down (i32.sub (local.get $depth) (i32.const 1))))
      (else (call $numbers))))

  ;; The sum of the first n numbers yielded $depth frames deep.
  (func (export "yield") (param $depth i32) (param $n i32) (result i32)
    (local $k (ref null $k)) (local $sum i32)
    (block $h (result i32 (ref $k))
      (return (resume $kdeep (on $yield $h) (local.get $depth) (cont.new $kdeep (ref.func $down)))))
    (local.set $k)
    (local.set $sum)
    (loop $l
      (block $h (result i32 (ref $k))
        (return (resume $k (on $yield $h) (local.get $k))))
      (local.set $k)
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $l (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 1))))
    (local.get $sum))

  (func $peer (type $peer)
    (loop $l
      (local.set 0 (switch $kpeer $swap (local.get 0)))
      (global.set $left (i32.sub (global.get $left) (i32.const 1)))
      (br_if $l (global.get $left))))

  ;; Two continuations switch to one another, n times in all.
  (func (export "switch") (param $n i32) (result i32)
    (global.set $left (local.get $n))
    (resume $kpeer (on $swap switch)
      (cont.new $kpeer (ref.func $peer)) (cont.new $kpeer (ref.func $peer)))
    (global.get $left))

  (func $one (result i32) (i32.const 1))

  ;; The sum of what n continuations return, none of which suspends.
  (func (export "fresh") (param $n i32) (result i32) (local $sum i32)
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (resume $k (cont.new $k (ref.func $one)))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  ;; Has n suspended continuations from now on.
  (func (export "fill") (param $n i32) (local $i i32) (local $k (ref null $k))
    (drop (table.grow $live (ref.null $k) (local.get $n)))
    (loop $l
      (block $h (result i32 (ref $k))
        (resume $k (on $yield $h) (cont.new $k (ref.func $numbers)))
        (unreachable))
      (local.set $k)
      (drop)
      (table.set $live (local.get $i) (local.get $k))
      (br_if $l
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))

  ;; Resumes each of them once.
  (func (export "round") (result i32) (local $i i32) (local $k (ref null $k)) (local $sum i32)
    (loop $l
      (block $h (result i32 (ref $k))
        (return (resume $k (on $yield $h) (table.get $live (local.get $i)))))
      (local.set $k)
      (local.set $sum (i32.add (local.get $sum)))
      (table.set $live (local.get $i) (local.get $k))
      (br_if $l
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (table.size $live))))
    (local.get $sum)))
