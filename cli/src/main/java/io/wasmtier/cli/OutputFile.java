package io.wasmtier.cli;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// What a command writes: a file, or standard output.
final class OutputFile {
  private OutputFile() {}

  /// Something that writes bytes.
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Writes a file.
  ///
  /// @param name its name, or `-` for standard output
  /// @throws CommandException if it can't be written
  static void write(String name, Io io, Content content) throws IOException {
    if (name.equals("-")) {
      content.writeTo(io.out());
      return;
    }
    try (OutputStream out = new FileOutputStream(name)) {
      content.writeTo(out);
    } catch (FileNotFoundException e) {
      File file = new File(name);
      File folder = file.getAbsoluteFile().getParentFile();
      String problem =
          file.isDirectory()
              ? "is a directory"
              : folder != null && !folder.isDirectory()
                  ? "no such folder: " + folder
                  : "permission denied";
      throw new CommandException(ExitCode.FAILURE, name + ": " + problem);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILURE, name + ": can't be written: " + e.getMessage());
    }
  }
}
