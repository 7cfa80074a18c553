package io.wasmtier.wasi;

/// Ends a WASI function with an error number for the guest. It never leaves this package: the
/// dispatcher turns it into the function's result. Guests run into errors all the time (looking for
/// files that are not there), hence no Java stack.
final class WasiError extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  WasiError(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
