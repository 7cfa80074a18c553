package io.wasmtier.wasi;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An open directory of the host, held by its descriptor: operations are relative to the directory
/// itself (`openat`, `fstatat`, `unlinkat`, `renameat`), so that nobody can lead them elsewhere by
/// exchanging a directory for a link.
///
/// What SecureDirectoryStream lacks (making directories and links, reading links, counting them,
/// times of links) goes through [DescriptorPaths], where those are missing through the path it was
/// opened by, if that still leads here.
final class HostDirectory extends Directory {
  private final SecureDirectoryStream<Path> stream;
  private final Path opened;
  private final @Nullable Object key;
  private @Nullable Path anchor;

  private HostDirectory(SecureDirectoryStream<Path> stream, Path opened) throws IOException {
    this.stream = stream;
    this.opened = opened;
    this.key = attributes(stream).fileKey();
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> stream)
      throws IOException {
    return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
  }

  /// Opens a directory of the host, in the best form its file system offers.
  ///
  /// @param path the directory; links in it are followed, for the embedder named it
  @SuppressWarnings("StreamResourceLeak") // The directory closes it.
  static Directory open(Path path) throws IOException {
    Path real = path.toRealPath();
    if (!Files.isDirectory(real, NOFOLLOW_LINKS)) {
      throw new java.nio.file.NotDirectoryException(path.toString());
    }
    DirectoryStream<Path> stream = Files.newDirectoryStream(real);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return wrap(secure, real);
    }
    stream.close();
    return new PathDirectory(real, real);
  }

  private static HostDirectory wrap(SecureDirectoryStream<Path> stream, Path opened)
      throws IOException {
    try {
      return new HostDirectory(stream, opened);
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private Path path(String name) throws WasiError {
    return HostNames.path(opened.getFileSystem(), name);
  }

  private BasicFileAttributeView view(String name) throws WasiError {
    return stream.getFileAttributeView(path(name), BasicFileAttributeView.class, NOFOLLOW_LINKS);
  }

  /// A path that leads to this directory.
  private Path anchor() throws IOException {
    Path known = anchor;
    if (known != null && key != null && DescriptorPaths.leadsTo(known, key)) {
      return known;
    }
    known = DescriptorPaths.find(key);
    anchor = known;
    if (known != null) {
      return known;
    }
    BasicFileAttributes now =
        Files.readAttributes(opened, BasicFileAttributes.class, NOFOLLOW_LINKS);
    if (!now.isDirectory()
        || key != null && !key.equals(now.fileKey())
        || !opened.equals(opened.toRealPath())) {
      throw new NoSuchFileException(opened.toString());
    }
    return opened;
  }

  private Path anchored(String name) throws IOException, WasiError {
    return anchor().resolve(path(name));
  }

  @Override
  FileStat stat() throws IOException {
    return HostStats.full(anchor());
  }

  @Override
  @Nullable FileStat stat(String name) throws IOException, WasiError {
    try {
      return HostStats.of(view(name).readAttributes());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  FileStat fullStat(String name) throws IOException, WasiError {
    return HostStats.full(anchored(name), NOFOLLOW_LINKS);
  }

  @Override
  Directory reopen() throws IOException {
    Path self = opened.getFileSystem().getPath(".");
    return wrap(stream.newDirectoryStream(self, NOFOLLOW_LINKS), opened);
  }

  @Override
  Directory openDirectory(String name) throws IOException, WasiError {
    Path path = path(name);
    return wrap(stream.newDirectoryStream(path, NOFOLLOW_LINKS), opened.resolve(path));
  }

  @Override
  OpenFile openFile(
      String name, boolean read, boolean write, boolean create, boolean exclusive, boolean truncate)
      throws IOException, WasiError {
    Path path = path(name);
    SeekableByteChannel channel =
        stream.newByteChannel(path, options(read, write, create, exclusive, truncate));
    try {
      if (!(channel instanceof FileChannel file)) {
        throw Errno.NOTSUP.error();
      }
      Object fileKey = view(name).readAttributes().fileKey();
      return new HostFile(file, fileKey, opened.resolve(path));
    } catch (IOException | WasiError | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Java's options. It creates and truncates only what it opens for writing; the guest's rights
  /// still decide what it may do.
  static Set<OpenOption> options(
      boolean read, boolean write, boolean create, boolean exclusive, boolean truncate) {
    Set<OpenOption> options = new HashSet<>();
    options.add(NOFOLLOW_LINKS);
    if (read) {
      options.add(StandardOpenOption.READ);
    }
    if (write || create || truncate) {
      options.add(StandardOpenOption.WRITE);
    }
    if (create) {
      options.add(exclusive ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    }
    if (truncate) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    return options;
  }

  @Override
  String readLink(String name) throws IOException, WasiError {
    return linkText(anchored(name));
  }

  static String linkText(Path link) throws IOException, WasiError {
    String text = HostNames.text(Files.readSymbolicLink(link));
    if (text == null) {
      throw Errno.ILSEQ.error();
    }
    return text;
  }

  @Override
  void createDirectory(String name) throws IOException, WasiError {
    Files.createDirectory(anchored(name));
  }

  @Override
  void createSymbolicLink(String name, String target) throws IOException, WasiError {
    Files.createSymbolicLink(anchored(name), targetPath(opened, target));
  }

  /// The contents of a link, element by element, so that each is encoded as a name is.
  static Path targetPath(Path base, String target) throws WasiError {
    Path path = base.getFileSystem().getPath("");
    int start = 0;
    while (start <= target.length()) {
      int end = target.indexOf('/', start);
      if (end < 0) {
        end = target.length();
      }
      if (end > start) {
        path = path.resolve(HostNames.path(base.getFileSystem(), target.substring(start, end)));
      }
      start = end + 1;
    }
    return path;
  }

  @Override
  void createLink(String name, Directory from, String fromName) throws IOException, WasiError {
    if (!(from instanceof HostDirectory host)) {
      throw Errno.XDEV.error();
    }
    Files.createLink(anchored(name), host.anchored(fromName));
  }

  @Override
  void deleteFile(String name) throws IOException, WasiError {
    stream.deleteFile(path(name));
  }

  @Override
  void deleteDirectory(String name) throws IOException, WasiError {
    stream.deleteDirectory(path(name));
  }

  @Override
  void rename(String name, Directory to, String toName) throws IOException, WasiError {
    if (!(to instanceof HostDirectory host)) {
      throw Errno.XDEV.error();
    }
    stream.move(path(name), host.stream, path(toName));
  }

  @Override
  void setTimes(@Nullable Long access, @Nullable Long modification) throws IOException {
    stream
        .getFileAttributeView(BasicFileAttributeView.class)
        .setTimes(HostStats.time(modification), HostStats.time(access), null);
  }

  @Override
  void setTimes(String name, @Nullable Long access, @Nullable Long modification)
      throws IOException, WasiError {
    // Not by the stream's view, which opens the file and so can't set the times of a link.
    Files.getFileAttributeView(anchored(name), BasicFileAttributeView.class, NOFOLLOW_LINKS)
        .setTimes(HostStats.time(modification), HostStats.time(access), null);
  }

  @Override
  Names names() throws IOException {
    Path self = opened.getFileSystem().getPath(".");
    return new StreamNames(stream.newDirectoryStream(self, NOFOLLOW_LINKS));
  }

  @Override
  void sync() throws IOException {
    Path path = anchor();
    // Linux lets directories be opened as files for just this purpose.
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  /// Names from a directory stream; those that are not UTF-8 are left out, because a guest can't
  /// name such files.
  static final class StreamNames implements Names {
    private final DirectoryStream<Path> stream;
    private final Iterator<Path> iterator;

    StreamNames(DirectoryStream<Path> stream) {
      this.stream = stream;
      this.iterator = stream.iterator();
    }

    @Override
    public @Nullable String next() throws IOException {
      try {
        while (iterator.hasNext()) {
          String name = HostNames.name(iterator.next());
          if (name != null) {
            return name;
          }
        }
        return null;
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
