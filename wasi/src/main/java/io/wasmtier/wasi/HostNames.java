package io.wasmtier.wasi;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns file names of guests, which are UTF-8, into paths of the host and back.
///
/// On POSIX systems Java encodes names by the locale of the process (system property
/// `sun.jnu.encoding`): in the C locale, usual in containers, no name outside ASCII would work. A
/// file URI carries the bytes of a name as they are, whatever the locale.
final class HostNames {
  private static final boolean NATIVE_UTF8 =
      System.getProperty("sun.jnu.encoding", "").equalsIgnoreCase("UTF-8");

  /// Names that denote devices in every folder of Windows.
  private static final Set<String> WINDOWS_DEVICES =
      Set.of(
          "con", "prn", "aux", "nul", "conin$", "conout$", "com0", "com1", "com2", "com3", "com4",
          "com5", "com6", "com7", "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5",
          "lpt6", "lpt7", "lpt8", "lpt9");

  private HostNames() {}

  /// {@return a relative path of one element}
  ///
  /// @throws WasiError INVAL or ILSEQ if the file system can't have such a name
  static Path path(FileSystem fileSystem, String name) throws WasiError {
    try {
      Path path;
      if (isAscii(name) || NATIVE_UTF8 || !isPosix(fileSystem)) {
        path = fileSystem.getPath(name);
      } else {
        path = byUri(name);
      }
      // A separator, drive or stream of another system than the guest knows must not become a way
      // out.
      if (path.isAbsolute() || path.getRoot() != null || path.getNameCount() != 1) {
        throw Errno.INVAL.error();
      }
      if (fileSystem.getSeparator().equals("\\")) {
        checkWindows(name);
      }
      return path;
    } catch (InvalidPathException e) {
      throw Errno.ILSEQ.error();
    }
  }

  private static boolean isPosix(FileSystem fileSystem) {
    return fileSystem.equals(FileSystems.getDefault()) && fileSystem.getSeparator().equals("/");
  }

  private static Path byUri(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    StringBuilder uri = new StringBuilder("file:///");
    for (byte b : bytes) {
      HexFormat.of().toHexDigits(uri.append('%'), b);
    }
    Path fileName = Path.of(URI.create(uri.toString())).getFileName();
    if (fileName == null) {
      throw new InvalidPathException(name, "no name");
    }
    return fileName;
  }

  private static void checkWindows(String name) throws WasiError {
    if (name.equals(".") || name.equals("..")) {
      return; // In the contents of a link.
    }
    int dot = name.indexOf('.');
    String base = (dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
    if (name.indexOf(':') >= 0
        || name.endsWith(".")
        || name.endsWith(" ")
        || WINDOWS_DEVICES.contains(base)) {
      throw Errno.INVAL.error();
    }
  }

  /// {@return the last element of a path as the guest sees it, or null if it is not UTF-8 and so
  /// has no name for the guest}
  static @Nullable String name(Path path) {
    Path fileName = path.getFileName();
    if (fileName == null) {
      return null;
    }
    return text(fileName);
  }

  /// {@return a relative or absolute path as the guest sees it, or null if it is not UTF-8}
  static @Nullable String text(Path path) {
    String text = path.toString();
    if (!isPosix(path.getFileSystem())) {
      return text.replace(path.getFileSystem().getSeparator(), "/");
    }
    if (isAscii(text) || NATIVE_UTF8 && text.indexOf('\uFFFD') < 0) {
      return text;
    }
    // Relative paths become absolute for a URI, hence the root before and the cut behind.
    Path absolute = Path.of("/").resolve(path);
    String raw = absolute.toUri().getRawPath();
    if (raw.length() > 1 && raw.endsWith("/")) {
      raw = raw.substring(0, raw.length() - 1);
    }
    if (!path.isAbsolute()) {
      raw = raw.substring(1);
    }
    byte[] bytes = new byte[raw.length()];
    int size = 0;
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        bytes[size++] = (byte) HexFormat.fromHexDigits(raw, i + 1, i + 3);
        i += 2;
      } else {
        bytes[size++] = (byte) raw.charAt(i);
      }
    }
    return decode(ByteBuffer.wrap(bytes, 0, size));
  }

  /// {@return bytes as text, or null if they are not UTF-8}
  static @Nullable String decode(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes)
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
