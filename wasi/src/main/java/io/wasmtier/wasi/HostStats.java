package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads what the host knows of its files.
final class HostStats {
  private static final String UNIX =
      "unix:mode,ino,dev,nlink,size,lastAccessTime,lastModifiedTime,ctime";

  // The type bits of a mode (POSIX sys/stat.h; the numbers are the same on all systems Java runs
  // on).
  private static final int S_IFMT = 0xF000;
  private static final int S_IFSOCK = 0xC000;
  private static final int S_IFLNK = 0xA000;
  private static final int S_IFREG = 0x8000;
  private static final int S_IFBLK = 0x6000;
  private static final int S_IFDIR = 0x4000;
  private static final int S_IFCHR = 0x2000;

  private HostStats() {}

  /// {@return what portable attributes tell}
  static FileStat of(BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    FileType type;
    if (attributes.isRegularFile()) {
      type = FileType.REGULAR_FILE;
    } else if (attributes.isDirectory()) {
      type = FileType.DIRECTORY;
    } else if (attributes.isSymbolicLink()) {
      type = FileType.SYMBOLIC_LINK;
    } else {
      type = FileType.UNKNOWN;
    }
    long modification = nanos(attributes.lastModifiedTime());
    return new FileStat(
        device(key),
        inode(key),
        type,
        1,
        attributes.size(),
        nanos(attributes.lastAccessTime()),
        modification,
        modification);
  }

  /// {@return all there is, where the file system has the attribute view `unix`, else what portable
  /// attributes tell}
  static FileStat full(Path path, LinkOption... options) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return of(Files.readAttributes(path, BasicFileAttributes.class, options));
    }
    Map<String, Object> values = Files.readAttributes(path, UNIX, options);
    return new FileStat(
        number(values.get("dev")),
        number(values.get("ino")),
        type((int) number(values.get("mode"))),
        number(values.get("nlink")),
        number(values.get("size")),
        time(values.get("lastAccessTime")),
        time(values.get("lastModifiedTime")),
        time(values.get("ctime")));
  }

  private static FileType type(int mode) {
    return switch (mode & S_IFMT) {
      case S_IFREG -> FileType.REGULAR_FILE;
      case S_IFDIR -> FileType.DIRECTORY;
      case S_IFLNK -> FileType.SYMBOLIC_LINK;
      case S_IFCHR -> FileType.CHARACTER_DEVICE;
      case S_IFBLK -> FileType.BLOCK_DEVICE;
      case S_IFSOCK -> FileType.SOCKET_STREAM;
      default -> FileType.UNKNOWN;
    };
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  private static long time(@Nullable Object value) {
    return value instanceof FileTime time ? nanos(time) : 0;
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  static @Nullable FileTime time(@Nullable Long nanos) {
    return nanos == null ? null : FileTime.from(nanos, TimeUnit.NANOSECONDS);
  }

  /// The device in a POSIX file key: `(dev=<hexadecimal>,ino=<decimal>)` is the only form in which
  /// Java tells it. 0 if the key is another.
  static long device(@Nullable Object key) {
    return key == null ? 0 : part(key.toString(), "(dev=", ",", 16);
  }

  /// The inode in a POSIX file key, or a hash of another key.
  static long inode(@Nullable Object key) {
    if (key == null) {
      return 0;
    }
    String text = key.toString();
    return text.startsWith("(dev=") ? part(text, ",ino=", ")", 10) : key.hashCode() & 0xFFFF_FFFFL;
  }

  private static long part(String text, String before, String behind, int radix) {
    int start = text.indexOf(before);
    int end = text.indexOf(behind, start + 1);
    if (start < 0 || end < 0) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(text, start + before.length(), end, radix);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
