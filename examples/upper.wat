;; A filter: standard input to standard output, letters a to z in upper case.
;;
;;   echo hello | ./wasmtier run examples/upper.wat
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))

  (memory (export "memory") 2)

  ;; 0: an iovec, 8: bytes read or written, 65536: the buffer.
  (func (export "_start")
    (local $count i32) (local $at i32)
    (loop $next
      (i32.store (i32.const 0) (i32.const 65536))
      (i32.store (i32.const 4) (i32.const 65536))
      (call $check (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (local.set $count (i32.load (i32.const 8)))
      (if (local.get $count)
        (then
          (call $convert (local.get $count))
          (local.set $at (i32.const 65536))
          ;; What is written may be less than what was asked for.
          (loop $rest
            (i32.store (i32.const 0) (local.get $at))
            (i32.store (i32.const 4) (local.get $count))
            (call $check (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (local.set $at (i32.add (local.get $at) (i32.load (i32.const 8))))
            (local.set $count (i32.sub (local.get $count) (i32.load (i32.const 8))))
            (br_if $rest (local.get $count)))
          (br $next)))))

  (func $convert (param $count i32)
    (local $at i32)
    (loop $next
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (local.set $at (i32.add (i32.const 65536) (local.get $count)))
      (if (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 97)) (i32.const 26))
        (then
          (i32.store8 (local.get $at) (i32.sub (i32.load8_u (local.get $at)) (i32.const 32)))))
      (br_if $next (local.get $count))))

  ;; Ends the program with an error number.
  (func $check (param $error i32)
    (if (local.get $error)
      (then (call $proc_exit (local.get $error)))))
)
