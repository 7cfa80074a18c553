package io.wasmtier.cli;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// A file given by the user that should hold a module, binary or text. Which, its content says, not
/// its name.
///
/// @param name the file's name as given, for messages
/// @param bytes its content: mapped if it is large, else read
/// @param isText whether it is in the text format
record ModuleFile(String name, Slice bytes, boolean isText) {
  /// Files from here on are mapped: below, reading is cheaper than what the JVM needs to map a
  /// file.
  private static final long MAPPED_SIZE = 16 << 20;

  private static final String MAGIC = "\0asm";

  private static final int LARGEST = DecodeLimits.DEFAULT.moduleSize();

  /// {@return a file's content}
  ///
  /// @param name its name, or `-` for standard input
  /// @throws CommandException if it can't be read or can't be a module
  static ModuleFile read(String name, Io io) {
    try {
      if (name.equals("-")) {
        return of(name, stream(name, io.in()));
      }
      File file = new File(name);
      if (file.isDirectory()) {
        throw failure(name, "is a directory");
      }
      try (FileInputStream in = new FileInputStream(file)) {
        if (!file.isFile()) {
          return of(name, stream(name, in));
        }
        long size = file.length();
        if (size > LARGEST) {
          throw failure(
              name,
              "limit exceeded: a module of "
                  + size
                  + " bytes is too large, allowed are "
                  + LARGEST);
        }
        return of(name, size >= MAPPED_SIZE ? mapped(in, size) : Slice.of(in.readAllBytes()));
      }
    } catch (FileNotFoundException e) {
      throw failure(name, new File(name).exists() ? "permission denied" : "no such file");
    } catch (IOException e) {
      throw failure(name, "can't be read: " + e.getMessage());
    }
  }

  private static CommandException failure(String name, String message) {
    return new CommandException(ExitCode.FAILURE, name + ": " + message);
  }

  private static Slice mapped(FileInputStream in, long size) throws IOException {
    return Slice.of(in.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto()));
  }

  /// Reads a pipe or device to its end, unless its first bytes show that it can't be a module: it
  /// may have no end.
  private static Slice stream(String name, InputStream in) throws IOException {
    byte[] start = in.readNBytes(16);
    kind(name, Slice.of(start));
    byte[] rest = in.readNBytes(LARGEST - start.length + 1);
    if (rest.length > LARGEST - start.length) {
      throw failure(
          name, "limit exceeded: a module of more than " + LARGEST + " bytes is too large");
    }
    byte[] all = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, all, start.length, rest.length);
    return Slice.of(all);
  }

  private static ModuleFile of(String name, Slice bytes) {
    Kind kind = kind(name, bytes);
    if (kind == Kind.BLANK) {
      throw failure(name, "malformed: the file is empty");
    }
    return new ModuleFile(name, bytes, kind == Kind.TEXT);
  }

  private enum Kind {
    BINARY,
    TEXT,
    /// No more than white space so far.
    BLANK
  }

  /// {@return what the bytes are the beginning of}
  ///
  /// @throws CommandException if it can't be a module
  private static Kind kind(String name, Slice bytes) {
    int at = 0;
    while (at < bytes.length() && isBlank(bytes.get(at))) {
      at++;
    }
    if (at == bytes.length()) {
      return Kind.BLANK;
    }
    if (isMagic(bytes)) {
      return Kind.BINARY;
    }
    // Texts begin with a parenthesis or a comment.
    byte first = bytes.get(at);
    if (first == '(' || first == ';' || first != 0 && isText(name)) {
      return Kind.TEXT;
    }
    throw failure(
        name,
        first == 0
            ? "malformed: magic header not detected at offset 0x0"
            : "malformed: magic header not detected, and no module in the text format, at offset 0x0");
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  /// {@return whether this is the magic number, or its beginning if there is no more: the decoder
  /// says what is missing}
  private static boolean isMagic(Slice bytes) {
    for (int i = 0; i < Math.min(MAGIC.length(), bytes.length()); i++) {
      if (bytes.get(i) != MAGIC.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(String name) {
    return name.endsWith(".wat") || name.endsWith(".wast");
  }

  /// {@return the module}
  ///
  /// @throws io.wasmtier.wasm.WasmtierException of kind MALFORMED, LIMIT or INVALID
  WasmModule module(FeatureSet features) {
    return isText
        ? WatParser.parse(name, bytes.toArray(), features)
        : Decoder.decode(bytes, features);
  }
}
