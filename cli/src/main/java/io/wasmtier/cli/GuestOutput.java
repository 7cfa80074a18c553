package io.wasmtier.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// An output stream of a guest, which ends the guest when nobody reads the other end any more, as
/// SIGPIPE ends other programs: one that prints forever and does not look at errors would never end
/// else. All other failures are for the guest to see.
final class GuestOutput extends FilterOutputStream {
  GuestOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    try {
      out.write(b);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// {@return the failure to be thrown, or not}
  ///
  /// @throws UncheckedIOException that passes through the guest, if nobody reads any more
  private static IOException failure(IOException e) {
    if (isBrokenPipe(e)) {
      throw new UncheckedIOException(e);
    }
    return e;
  }

  /// {@return whether an error says that the other end of a pipe is closed; Java knows it only by
  /// the system's words}
  static boolean isBrokenPipe(IOException e) {
    return String.valueOf(e.getMessage()).contains("Broken pipe");
  }
}
