;; Prints a line through WASI preview 1 and ends with exit code 0:
;;
;;   ./wasmtier run examples/hello.wat
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param $fd i32) (param $iovs i32) (param $iovs_len i32) (param $written i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param $code i32)))

  (memory (export "memory") 1)

  ;; One ciovec at address 0: where the text lies and how long it is.
  (data (i32.const 0) "\10\00\00\00" "\15\00\00\00")
  (data (i32.const 16) "Hello from wasmtier!\n")

  (func (export "_start")
    ;; stdout is file descriptor 1; the count of bytes written goes to address 8.
    (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
      (then (call $proc_exit (i32.const 1))))
  )
)
