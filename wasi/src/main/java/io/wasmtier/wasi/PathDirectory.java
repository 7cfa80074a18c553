package io.wasmtier.wasi;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A directory of a file system without SecureDirectoryStream (Windows, most file systems inside
/// archives or memory), known by its path.
///
/// Before each operation it is checked that no part of the path below the root has become a link.
/// Between the check and the operation somebody could still exchange a directory for a link: unlike
/// [HostDirectory] it withstands guests that run one at a time, not those that race with another
/// guest or a program of the host in the same folder.
final class PathDirectory extends Directory {
  private final Path root;
  private final Path path;

  PathDirectory(Path root, Path path) {
    this.root = root;
    this.path = path;
  }

  private Path self() throws IOException {
    // The root was given by the embedder; what is below may be the guest's doing.
    Path part = root;
    for (Path element : root.relativize(path)) {
      part = part.resolve(element);
      if (!element.toString().isEmpty() && !Files.isDirectory(part, NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(part.toString());
      }
    }
    return path;
  }

  private Path entry(String name) throws IOException, WasiError {
    return self().resolve(HostNames.path(path.getFileSystem(), name));
  }

  @Override
  FileStat stat() throws IOException {
    return HostStats.full(self(), NOFOLLOW_LINKS);
  }

  @Override
  @Nullable FileStat stat(String name) throws IOException, WasiError {
    try {
      return HostStats.of(
          Files.readAttributes(entry(name), BasicFileAttributes.class, NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  FileStat fullStat(String name) throws IOException, WasiError {
    return HostStats.full(entry(name), NOFOLLOW_LINKS);
  }

  @Override
  Directory reopen() {
    return new PathDirectory(root, path);
  }

  @Override
  Directory openDirectory(String name) throws IOException, WasiError {
    Path directory = entry(name);
    if (!Files.isDirectory(directory, NOFOLLOW_LINKS)) {
      throw Errno.NOTDIR.error();
    }
    return new PathDirectory(root, directory);
  }

  @Override
  OpenFile openFile(
      String name, boolean read, boolean write, boolean create, boolean exclusive, boolean truncate)
      throws IOException, WasiError {
    Path file = entry(name);
    SeekableByteChannel channel =
        Files.newByteChannel(file, HostDirectory.options(read, write, create, exclusive, truncate));
    if (!(channel instanceof FileChannel opened)) {
      channel.close();
      throw Errno.NOTSUP.error();
    }
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).fileKey();
      return new HostFile(opened, key, file);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  String readLink(String name) throws IOException, WasiError {
    return HostDirectory.linkText(entry(name));
  }

  @Override
  void createDirectory(String name) throws IOException, WasiError {
    Files.createDirectory(entry(name));
  }

  @Override
  void createSymbolicLink(String name, String target) throws IOException, WasiError {
    Files.createSymbolicLink(entry(name), HostDirectory.targetPath(path, target));
  }

  @Override
  void createLink(String name, Directory from, String fromName) throws IOException, WasiError {
    if (!(from instanceof PathDirectory host)) {
      throw Errno.XDEV.error();
    }
    Files.createLink(entry(name), host.entry(fromName));
  }

  @Override
  void deleteFile(String name) throws IOException, WasiError {
    Files.delete(entry(name));
  }

  @Override
  void deleteDirectory(String name) throws IOException, WasiError {
    Files.delete(entry(name));
  }

  @Override
  void rename(String name, Directory to, String toName) throws IOException, WasiError {
    if (!(to instanceof PathDirectory host)) {
      throw Errno.XDEV.error();
    }
    Path target = host.entry(toName);
    // Where REPLACE_EXISTING is asked for, some systems would delete a directory with contents
    // first.
    if (Files.isDirectory(target, NOFOLLOW_LINKS)) {
      Files.delete(target);
    }
    Files.move(entry(name), target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  void setTimes(@Nullable Long access, @Nullable Long modification) throws IOException {
    setTimes(self(), access, modification);
  }

  @Override
  void setTimes(String name, @Nullable Long access, @Nullable Long modification)
      throws IOException, WasiError {
    setTimes(entry(name), access, modification);
  }

  private static void setTimes(Path path, @Nullable Long access, @Nullable Long modification)
      throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW_LINKS)
        .setTimes(HostStats.time(modification), HostStats.time(access), null);
  }

  @Override
  @SuppressWarnings("StreamResourceLeak") // The names close it.
  Names names() throws IOException {
    return new HostDirectory.StreamNames(Files.newDirectoryStream(self()));
  }

  @Override
  void sync() {
    // There is no portable way to make entries durable; what is written to files is, by their own
    // sync.
  }

  @Override
  public void close() {}
}
