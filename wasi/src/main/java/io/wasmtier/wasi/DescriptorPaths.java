package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import org.jspecify.annotations.Nullable;

/// Finds a path of the form `/proc/self/fd/N` for a file or directory that this process holds open.
///
/// The Linux kernel resolves such a path to the open file itself, whatever has been renamed or
/// exchanged by a link meanwhile, so that `/proc/self/fd/N/name` is what `mkdirat(N, "name")` would
/// be. Java has no such function: SecureDirectoryStream can open, stat, rename and delete, but
/// neither make directories and links nor read links or count them.
///
/// Java also does not tell the number N. It is found by comparing file keys, which needs no trust:
/// any descriptor of the same file will do, and users compare the key again before each use. What
/// is left is this: between comparing and using, another thread of this process would have to close
/// just that descriptor (not ours, if the same directory is open twice) and open another directory
/// under its number. No guest alone can do that.
final class DescriptorPaths {
  private static final Path FOLDER = Path.of("/proc/self/fd");

  /// On other systems `/dev/fd` may exist but does not lead through directories.
  private static final boolean AVAILABLE =
      System.getProperty("os.name", "").equals("Linux") && Files.isDirectory(FOLDER);

  /// The last number found: the kernel gives out the lowest free one, so the next is near. Racy by
  /// design, a wrong one costs time only.
  private static int hint = 8;

  private static final int BEFORE = 4;
  private static final int BEHIND = 12;

  private DescriptorPaths() {}

  /// {@return a path for the open file with a key, or null if there is none or the system has no
  /// such paths}
  static @Nullable Path find(@Nullable Object key) {
    if (key == null || !AVAILABLE) {
      return null;
    }
    int near = hint;
    for (int n = Math.max(0, near - BEFORE); n < near + BEHIND; n++) {
      Path path = FOLDER.resolve(Integer.toString(n));
      if (leadsTo(path, key)) {
        hint = n;
        return path;
      }
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(FOLDER)) {
      for (Path path : all) {
        if (leadsTo(path, key)) {
          hint = Integer.parseInt(FOLDER.relativize(path).toString());
          return path;
        }
      }
    } catch (IOException | RuntimeException e) {
      // Out of descriptors, or a hidden /proc: then there is no such path.
      return null;
    }
    return null;
  }

  /// {@return whether a path leads to the file with a key}
  static boolean leadsTo(Path path, Object key) {
    try {
      FileSystemProvider provider = FileSystems.getDefault().provider();
      BasicFileAttributes attributes =
          provider.readAttributesIfExists(path, BasicFileAttributes.class);
      return attributes != null && key.equals(attributes.fileKey());
    } catch (IOException e) {
      return false;
    }
  }
}
