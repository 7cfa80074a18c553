package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// An open regular file of the host.
final class HostFile extends OpenFile {
  private static final ByteBuffer ZERO = ByteBuffer.wrap(new byte[1]).asReadOnlyBuffer();

  private final FileChannel channel;
  private final @Nullable Object key;

  /// Where it was when it was opened; used only after its key was compared.
  private final Path opened;

  private @Nullable Path path;

  HostFile(FileChannel channel, @Nullable Object key, Path opened) {
    this.channel = channel;
    this.key = key;
    this.opened = opened;
  }

  @Override
  int read(ByteBuffer target, long position) throws IOException {
    return channel.read(target, position);
  }

  @Override
  int write(ByteBuffer source, long position) throws IOException {
    return channel.write(source, position);
  }

  @Override
  long size() throws IOException {
    return channel.size();
  }

  @Override
  void setSize(long size) throws IOException {
    long now = channel.size();
    if (size < now) {
      channel.truncate(size);
    } else if (size > now) {
      // Java's truncate never extends.
      channel.write(ZERO.duplicate(), size - 1);
    }
  }

  @Override
  void sync(boolean metadata) throws IOException {
    channel.force(metadata);
  }

  @Override
  FileStat stat() throws IOException {
    Path path = path();
    if (path != null) {
      FileStat stat = HostStats.full(path);
      if (stat.inode() == HostStats.inode(key)) {
        return stat;
      }
    }
    // Deleted or moved, on a system without descriptor paths: the size is what is known for sure.
    return new FileStat(
        HostStats.device(key),
        HostStats.inode(key),
        FileType.REGULAR_FILE,
        0,
        channel.size(),
        0,
        0,
        0);
  }

  @Override
  void setTimes(@Nullable Long access, @Nullable Long modification) throws IOException, WasiError {
    Path path = path();
    if (path == null) {
      throw Errno.NOTSUP.error();
    }
    Files.getFileAttributeView(path, BasicFileAttributeView.class)
        .setTimes(HostStats.time(modification), HostStats.time(access), null);
  }

  /// A path that leads to this file now, or null. Following links is right: a descriptor path is
  /// one, and nothing else has the key.
  private @Nullable Path path() {
    if (key == null) {
      return samePlace() ? opened : null;
    }
    Path known = path;
    if (known == null || !DescriptorPaths.leadsTo(known, key)) {
      known = DescriptorPaths.find(key);
      if (known == null && samePlace()) {
        known = opened;
      }
      path = known;
    }
    return known;
  }

  private boolean samePlace() {
    try {
      BasicFileAttributes now =
          Files.readAttributes(
              opened, BasicFileAttributes.class, java.nio.file.LinkOption.NOFOLLOW_LINKS);
      return now.isRegularFile() && (key == null || key.equals(now.fileKey()));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
