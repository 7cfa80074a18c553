package io.wasmtier.cli;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The standard streams of a run of the command line, those of the process or those of a test.
final class Io {
  /// Which of the descriptors 0, 1 and 2 are terminals; the launcher says it, as Java can't find
  /// out.
  private static final String TERMINALS = "wasmtier.terminals";

  private final StandardOutput out;
  private final InputStream in;
  private final OutputStream err;
  private final boolean colors;
  private final boolean[] terminals = new boolean[3];

  Io(InputStream in, OutputStream out, OutputStream err, String terminals, boolean colors) {
    for (int i = 0; i < 3; i++) {
      this.terminals[i] = terminals.indexOf('0' + i) >= 0;
    }
    this.out = new StandardOutput(out, this.terminals[1]);
    this.in = new Input(in, this.out);
    this.err = new ErrorOutput(err, this.out);
    this.colors = colors && this.terminals[2];
  }

  /// {@return the streams of this process}
  static Io ofProcess() {
    String noColor = System.getenv("NO_COLOR");
    return new Io(
        new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getProperty(TERMINALS, ""),
        (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM")));
  }

  /// {@return standard input; reading it first writes what is buffered of the output}
  InputStream in() {
    return in;
  }

  /// {@return standard output, buffered}
  StandardOutput out() {
    return out;
  }

  /// {@return standard error output; what was printed before it comes first}
  OutputStream err() {
    return err;
  }

  /// {@return whether a descriptor from 0 to 2 is a terminal}
  boolean isTerminal(int descriptor) {
    return terminals[descriptor];
  }

  /// Prints a text to standard output.
  void print(String text) throws IOException {
    byte[] bytes = harmless(text).getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
  }

  /// Prints lines to standard error output, the first marked as coming from wasmtier.
  void error(String message) throws IOException {
    complain((colors ? "\33[1;31mwasmtier:\33[0m " : "wasmtier: "), message);
  }

  /// Prints lines to standard error output.
  void complain(String mark, String message) throws IOException {
    err.write((mark + harmless(message) + "\n").getBytes(StandardCharsets.UTF_8));
    err.flush();
  }

  /// {@return the text without control characters: names in modules could do anything to a
  /// terminal}
  private static String harmless(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHarmful(c)) {
        return escaped(text);
      }
    }
    return text;
  }

  /// {@return whether a character could drive a terminal, or change the order or the lines of what
  /// is seen}
  private static boolean isHarmful(char c) {
    if (c < 0xA0) {
      return c < ' ' && c != '\n' && c != '\t' || c >= 0x7F;
    }
    int type = Character.getType(c);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHarmful(c)) {
        out.append("\\u{").append(Integer.toHexString(c)).append('}');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static final class Input extends FilterInputStream {
    private final StandardOutput out;

    Input(InputStream in, StandardOutput out) {
      super(in);
      this.out = out;
    }

    @Override
    public int read() throws IOException {
      out.finishQuietly();
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      out.finishQuietly();
      return super.read(bytes, offset, length);
    }
  }

  private static final class ErrorOutput extends FilterOutputStream {
    private final StandardOutput before;

    ErrorOutput(OutputStream err, StandardOutput before) {
      super(err);
      this.before = before;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      before.finishQuietly();
      out.write(bytes, offset, length);
    }
  }
}
