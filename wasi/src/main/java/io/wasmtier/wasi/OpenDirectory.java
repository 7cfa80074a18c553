package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A descriptor of a directory.
///
/// Reading it needs memory for what fits the guest's buffer only. A cookie is the number of entries
/// before, in the order of the file system, plus one; an entry read goes on to be known until one
/// behind it is asked for, because a guest asks again for what its buffer cut off. To go further
/// back the directory is read anew from its beginning.
final class OpenDirectory extends Descriptor {
  /// An entry as the guest sees it.
  static final class Entry {
    /// Its number, which is the cookie that leads to it.
    final long index;

    final byte[] name;
    final long inode;
    final FileType type;
    private @Nullable Entry behind;

    Entry(long index, byte[] name, long inode, FileType type) {
      this.index = index;
      this.name = name;
      this.inode = inode;
      this.type = type;
    }
  }

  private static final byte[] SELF = {'.'};
  private static final byte[] PARENT = {'.', '.'};

  private final Directory directory;
  private final byte @Nullable [] preopenName;
  private Directory.@Nullable Names names;
  private @Nullable Entry first;
  private @Nullable Entry last;
  private long next;
  private boolean end;

  /// Makes a descriptor.
  ///
  /// @param directory closed with it
  /// @param preopenName the guest's path in UTF-8 if the embedder gave it, else null
  OpenDirectory(
      Directory directory, byte @Nullable [] preopenName, long rights, long inheriting, int flags) {
    super(FileType.DIRECTORY, rights, inheriting, flags);
    this.directory = directory;
    this.preopenName = preopenName;
  }

  @Override
  OpenDirectory directory() {
    return this;
  }

  @Override
  RegularFile file() throws WasiError {
    throw Errno.BADF.error();
  }

  Directory opened() {
    return directory;
  }

  byte @Nullable [] preopenName() {
    return preopenName;
  }

  /// {@return the entry a cookie leads to, or null at the end}
  @Nullable Entry entry(long cookie) throws IOException, WasiError {
    if (cookie < 0) {
      throw Errno.INVAL.error();
    }
    // Cookie 0 begins anew, so that the guest sees what has changed (POSIX rewinddir).
    if (cookie == 0 || cookie < firstKnown()) {
      rewind();
    }
    while (true) {
      Entry candidate = first;
      if (candidate == null) {
        candidate = append();
        if (candidate == null) {
          return null;
        }
      }
      if (candidate.index >= cookie) {
        return candidate;
      }
      first = candidate.behind;
    }
  }

  /// {@return the entry behind one that was just got, or null at the end}
  @Nullable Entry entryBehind(Entry entry) throws IOException, WasiError {
    Entry behind = entry.behind;
    return behind != null ? behind : append();
  }

  private @Nullable Entry append() throws IOException, WasiError {
    Entry entry = readNext();
    if (entry != null) {
      Entry before = last;
      if (first == null || before == null) {
        first = entry;
      } else {
        before.behind = entry;
      }
      last = entry;
    }
    return entry;
  }

  private long firstKnown() {
    Entry entry = first;
    return entry == null ? next : entry.index;
  }

  private void rewind() throws IOException {
    first = null;
    last = null;
    next = 0;
    end = false;
    closeNames();
  }

  private @Nullable Entry readNext() throws IOException, WasiError {
    if (next < 2) {
      // The parent's number is not the guest's business; its own will do.
      Entry dots =
          new Entry(next, next == 0 ? SELF : PARENT, directory.stat().inode(), FileType.DIRECTORY);
      next++;
      return dots;
    }
    while (!end) {
      Directory.Names reading = names;
      if (reading == null) {
        reading = directory.names();
        names = reading;
      }
      String name = reading.next();
      if (name == null) {
        end = true;
        closeNames();
        return null;
      }
      long index = next++;
      FileStat stat = directory.stat(name);
      if (stat != null) { // Else deleted meanwhile.
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new Entry(index, bytes, stat.inode(), stat.type());
      }
    }
    return null;
  }

  private void closeNames() throws IOException {
    Directory.Names reading = names;
    names = null;
    if (reading != null) {
      reading.close();
    }
  }

  @Override
  FileStat stat() throws IOException, WasiError {
    return directory.stat();
  }

  @Override
  void setTimes(@Nullable Long access, @Nullable Long modification) throws IOException, WasiError {
    directory.setTimes(access, modification);
  }

  @Override
  void sync(boolean metadata) throws IOException, WasiError {
    directory.sync();
  }

  @Override
  void close() throws IOException {
    try {
      closeNames();
    } finally {
      directory.close();
    }
  }
}
