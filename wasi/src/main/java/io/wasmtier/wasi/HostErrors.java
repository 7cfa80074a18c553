package io.wasmtier.wasi;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import org.jspecify.annotations.Nullable;

/// Finds the WASI error number for a Java exception.
///
/// Java has classes for the usual errors; for the others only the text of `strerror` is left, which
/// is English unless the JVM runs under another locale. Therefore whatever can be seen beforehand
/// (is it a directory, a link, there at all) is checked by the callers, and this table is the
/// second line.
final class HostErrors {
  private record Text(String part, Errno errno) {}

  private static final Text[] TEXTS = {
    new Text("Not a directory", Errno.NOTDIR),
    new Text("Is a directory", Errno.ISDIR),
    new Text("Too many levels of symbolic links", Errno.LOOP),
    new Text("File name too long", Errno.NAMETOOLONG),
    new Text("Directory not empty", Errno.NOTEMPTY),
    new Text("No space left on device", Errno.NOSPC),
    new Text("Operation not permitted", Errno.PERM),
    new Text("Permission denied", Errno.ACCES),
    new Text("Read-only file system", Errno.ROFS),
    new Text("ross-device link", Errno.XDEV),
    new Text("resource busy", Errno.BUSY),
    new Text("Text file busy", Errno.TXTBSY),
    new Text("Too many open files in system", Errno.NFILE),
    new Text("Too many open files", Errno.MFILE),
    new Text("Too many links", Errno.MLINK),
    new Text("File too large", Errno.FBIG),
    new Text("quota exceeded", Errno.DQUOT),
    new Text("No such file or directory", Errno.NOENT),
    new Text("File exists", Errno.EXIST),
    new Text("No such device or address", Errno.NXIO),
    new Text("Invalid argument", Errno.INVAL),
    new Text("Operation not supported", Errno.NOTSUP),
    new Text("Bad file descriptor", Errno.BADF),
    new Text("Broken pipe", Errno.PIPE),
    new Text("Connection reset", Errno.CONNRESET),
    new Text("Connection refused", Errno.CONNREFUSED),
    new Text("Stream closed", Errno.BADF),
    new Text("Pipe closed", Errno.PIPE),
    new Text("Pipe broken", Errno.PIPE),
    new Text("Read end dead", Errno.PIPE),
    new Text("Write end dead", Errno.PIPE),
  };

  private HostErrors() {}

  /// {@return the error number for an exception}
  static Errno errno(IOException e) {
    if (e instanceof FileSystemException failure) {
      return switch (failure) {
        case NoSuchFileException _ -> Errno.NOENT;
        case FileAlreadyExistsException _ -> Errno.EXIST;
        case AccessDeniedException _ -> Errno.ACCES;
        case DirectoryNotEmptyException _ -> Errno.NOTEMPTY;
        case NotDirectoryException _ -> Errno.NOTDIR;
        case NotLinkException _ -> Errno.INVAL;
        case FileSystemLoopException _ -> Errno.LOOP;
        case AtomicMoveNotSupportedException _ -> Errno.XDEV;
        default -> byText(failure.getReason());
      };
    }
    if (e instanceof ClosedByInterruptException) {
      return Errno.INTR;
    }
    if (e instanceof ClosedChannelException) {
      return Errno.BADF;
    }
    if (e instanceof EOFException) {
      return Errno.IO;
    }
    if (e instanceof SocketTimeoutException) {
      return Errno.TIMEDOUT;
    }
    return byText(e.getMessage());
  }

  private static Errno byText(@Nullable String text) {
    if (text != null) {
      for (Text candidate : TEXTS) {
        if (text.contains(candidate.part)) {
          return candidate.errno;
        }
      }
    }
    return Errno.IO;
  }
}
