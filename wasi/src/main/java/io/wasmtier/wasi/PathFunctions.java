package io.wasmtier.wasi;

import io.wasmtier.wasi.PathWalk.Kind;
import io.wasmtier.wasi.PathWalk.Last;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The functions that take a path (`path_*`). Errors are those Linux gives for the same situation.
final class PathFunctions {
  /// With one of these a file has to be opened for writing.
  private static final long WRITING =
      Rights.FD_WRITE | Rights.FD_ALLOCATE | Rights.FD_FILESTAT_SET_SIZE;

  private final DescriptorTable table;
  private final WasiClock clock;

  PathFunctions(DescriptorTable table, WasiClock clock) {
    this.table = table;
    this.clock = clock;
  }

  private OpenDirectory directory(int fd, long right) throws WasiError {
    OpenDirectory directory = table.get(fd).directory();
    directory.require(right);
    return directory;
  }

  private static Last last(int lookupFlags) throws WasiError {
    if ((lookupFlags & ~Abi.LOOKUP_SYMLINK_FOLLOW) != 0) {
      throw Errno.INVAL.error();
    }
    return lookupFlags != 0 ? Last.FOLLOW : Last.NOFOLLOW;
  }

  /// A place where an entry is to be made: fails with EXIST if there is one, with NOENT if slashes
  /// behind it ask for a directory.
  private static String vacant(PathWalk walk, boolean directory) throws WasiError {
    String name = walk.name();
    if (name == null || walk.stat() != null) {
      throw Errno.EXIST.error();
    }
    if (walk.slash() && !directory) {
      throw Errno.NOENT.error();
    }
    return name;
  }

  private static FileStat existing(PathWalk walk) throws WasiError {
    FileStat stat = walk.stat();
    if (stat == null) {
      throw Errno.NOENT.error();
    }
    if (walk.slash() && !stat.isDirectory()) {
      throw Errno.NOTDIR.error();
    }
    return stat;
  }

  void createDirectory(GuestMemory memory, int fd, int path, int length)
      throws IOException, WasiError {
    OpenDirectory base = directory(fd, Rights.PATH_CREATE_DIRECTORY);
    try (PathWalk walk = PathWalk.resolve(base.opened(), memory.path(path, length), Last.EDIT)) {
      walk.parent().createDirectory(vacant(walk, true));
    }
  }

  void filestatGet(GuestMemory memory, int fd, int flags, int path, int length, int result)
      throws IOException, WasiError {
    OpenDirectory base = directory(fd, Rights.PATH_FILESTAT_GET);
    memory.check(result, Abi.FILESTAT_SIZE);
    try (PathWalk walk = PathWalk.resolve(base.opened(), memory.path(path, length), last(flags))) {
      String name = walk.name();
      if (name == null) {
        memory.fileStat(result, walk.parent().stat());
      } else {
        existing(walk);
        memory.fileStat(result, walk.parent().fullStat(name));
      }
    }
  }

  void filestatSetTimes(
      GuestMemory memory,
      int fd,
      int flags,
      int path,
      int length,
      long access,
      long modification,
      int timeFlags)
      throws IOException, WasiError {
    OpenDirectory base = directory(fd, Rights.PATH_FILESTAT_SET_TIMES);
    FileTimes times = FileTimes.of(access, modification, timeFlags, clock);
    try (PathWalk walk = PathWalk.resolve(base.opened(), memory.path(path, length), last(flags))) {
      String name = walk.name();
      if (name == null) {
        walk.parent().setTimes(times.access(), times.modification());
      } else {
        checkOpenable(existing(walk), true);
        walk.parent().setTimes(name, times.access(), times.modification());
      }
    }
  }

  void link(
      GuestMemory memory,
      int fromFd,
      int flags,
      int fromPath,
      int fromLength,
      int toFd,
      int toPath,
      int toLength)
      throws IOException, WasiError {
    OpenDirectory from = directory(fromFd, Rights.PATH_LINK_SOURCE);
    OpenDirectory to = directory(toFd, Rights.PATH_LINK_TARGET);
    if (last(flags) == Last.FOLLOW) {
      // As other engines have it: Java offers no link to what a link leads to.
      throw Errno.INVAL.error();
    }
    try (PathWalk source =
            PathWalk.resolve(from.opened(), memory.path(fromPath, fromLength), Last.EDIT);
        PathWalk target = PathWalk.resolve(to.opened(), memory.path(toPath, toLength), Last.EDIT)) {
      String sourceName = source.name();
      if (sourceName == null) {
        throw Errno.PERM.error();
      }
      FileStat stat = existing(source);
      String targetName = vacant(target, false);
      if (stat.isDirectory()) {
        throw Errno.PERM.error();
      }
      target.parent().createLink(targetName, source.parent(), sourceName);
    }
  }

  /// Opens a file or directory; its number is the result.
  void open(
      GuestMemory memory,
      int fd,
      int lookupFlags,
      int path,
      int length,
      int openFlags,
      long rights,
      long inheriting,
      int fdFlags,
      int result)
      throws IOException, WasiError {
    OpenDirectory base = table.get(fd).directory();
    memory.check(result, Integer.BYTES);
    if ((openFlags & ~Abi.O_ALL) != 0 || (fdFlags & ~Abi.FD_ALL) != 0) {
      throw Errno.INVAL.error();
    }
    boolean create = (openFlags & Abi.O_CREAT) != 0;
    if (create && (openFlags & Abi.O_DIRECTORY) != 0) {
      throw Errno.INVAL.error();
    }
    Last last = last(lookupFlags);
    base.require(needed(openFlags));
    if ((rights & ~base.inheriting() & (Rights.FD_READ | Rights.FD_WRITE)) != 0) {
      throw Errno.NOTCAPABLE.error();
    }
    if (create && (openFlags & Abi.O_EXCL) != 0) {
      last = Last.NOFOLLOW;
    }
    table.checkRoom();
    Descriptor opened;
    try (PathWalk walk = PathWalk.resolve(base.opened(), memory.path(path, length), last)) {
      opened =
          open(
              walk, openFlags, rights & base.inheriting(), inheriting & base.inheriting(), fdFlags);
    }
    memory.i32(result, table.add(opened));
  }

  private static long needed(int openFlags) {
    long needed = Rights.PATH_OPEN;
    if ((openFlags & Abi.O_CREAT) != 0) {
      needed |= Rights.PATH_CREATE_FILE;
    }
    if ((openFlags & Abi.O_TRUNC) != 0) {
      needed |= Rights.PATH_FILESTAT_SET_SIZE;
    }
    return needed;
  }

  private static Descriptor open(
      PathWalk walk, int openFlags, long rights, long inheriting, int fdFlags)
      throws IOException, WasiError {
    boolean create = (openFlags & Abi.O_CREAT) != 0;
    boolean exclusive = create && (openFlags & Abi.O_EXCL) != 0;
    boolean truncate = (openFlags & Abi.O_TRUNC) != 0;
    String name = walk.name();
    FileStat stat = name == null ? null : walk.stat();
    if (name == null || stat != null && stat.isDirectory()) {
      if (exclusive) {
        throw Errno.EXIST.error();
      }
      if (create || truncate || (rights & Rights.FD_WRITE) != 0) {
        throw Errno.ISDIR.error();
      }
      Directory directory =
          name == null ? walk.parent().reopen() : walk.parent().openDirectory(name);
      return new OpenDirectory(
          directory, null, rights & Rights.DIRECTORY, inheriting & Rights.INHERITING, fdFlags);
    }
    if (stat == null) {
      if (!create) {
        throw Errno.NOENT.error();
      }
      if (walk.slash()) {
        throw Errno.ISDIR.error();
      }
    } else {
      if (exclusive) {
        throw Errno.EXIST.error();
      }
      if ((openFlags & Abi.O_DIRECTORY) != 0 || walk.slash()) {
        throw Errno.NOTDIR.error();
      }
      checkOpenable(stat, false);
    }
    boolean write = (rights & WRITING) != 0;
    // A file that may be neither read nor written still can be opened, to ask for its size or
    // times.
    boolean read = (rights & Rights.FD_READ) != 0 || !write;
    OpenFile file = walk.parent().openFile(name, read, write, create, exclusive, truncate);
    return new RegularFile(file, rights & Rights.FILE, inheriting & Rights.INHERITING, fdFlags);
  }

  /// Only regular files and directories are opened: a pipe could block the opening thread for ever,
  /// and a device is more than a file that was granted.
  private static void checkOpenable(FileStat stat, boolean link) throws WasiError {
    switch (stat.type()) {
      case REGULAR_FILE, DIRECTORY -> {}
      case SYMBOLIC_LINK -> {
        if (!link) {
          throw Errno.LOOP.error();
        }
      }
      case UNKNOWN, BLOCK_DEVICE, CHARACTER_DEVICE, SOCKET_DGRAM, SOCKET_STREAM ->
          throw Errno.NOTCAPABLE.error();
    }
  }

  void readlink(GuestMemory memory, int fd, int path, int length, int buffer, int size, int result)
      throws IOException, WasiError {
    OpenDirectory base = directory(fd, Rights.PATH_READLINK);
    memory.check(buffer, size & 0xFFFF_FFFFL);
    memory.check(result, Integer.BYTES);
    try (PathWalk walk =
        PathWalk.resolve(base.opened(), memory.path(path, length), Last.NOFOLLOW)) {
      String name = walk.name();
      if (name == null || !existing(walk).isSymbolicLink()) {
        throw Errno.INVAL.error();
      }
      byte[] target = walk.parent().readLink(name).getBytes(StandardCharsets.UTF_8);
      // What does not fit is cut off, as POSIX has it.
      int count = (int) Math.min(target.length, size & 0xFFFF_FFFFL);
      memory.write(buffer, target, count);
      memory.i32(result, count);
    }
  }

  void removeDirectory(GuestMemory memory, int fd, int path, int length)
      throws IOException, WasiError {
    OpenDirectory base = directory(fd, Rights.PATH_REMOVE_DIRECTORY);
    try (PathWalk walk = PathWalk.resolve(base.opened(), memory.path(path, length), Last.EDIT)) {
      String name = walk.name();
      if (name == null) {
        throw (walk.kind() == Kind.DOT ? Errno.INVAL : Errno.NOTEMPTY).error();
      }
      if (!existing(walk).isDirectory()) {
        throw Errno.NOTDIR.error();
      }
      walk.parent().deleteDirectory(name);
    }
  }

  void rename(
      GuestMemory memory,
      int fromFd,
      int fromPath,
      int fromLength,
      int toFd,
      int toPath,
      int toLength)
      throws IOException, WasiError {
    OpenDirectory from = directory(fromFd, Rights.PATH_RENAME_SOURCE);
    OpenDirectory to = directory(toFd, Rights.PATH_RENAME_TARGET);
    try (PathWalk source =
            PathWalk.resolve(from.opened(), memory.path(fromPath, fromLength), Last.EDIT);
        PathWalk target = PathWalk.resolve(to.opened(), memory.path(toPath, toLength), Last.EDIT)) {
      String sourceName = source.name();
      String targetName = target.name();
      if (sourceName == null || targetName == null) {
        throw Errno.BUSY.error();
      }
      FileStat stat = existing(source);
      checkReplaceable(stat, target.stat(), target.slash());
      source.parent().rename(sourceName, target.parent(), targetName);
    }
  }

  private static void checkReplaceable(FileStat source, @Nullable FileStat target, boolean slash)
      throws WasiError {
    if (source.isDirectory()) {
      if (target != null && !target.isDirectory()) {
        throw Errno.NOTDIR.error();
      }
    } else if (slash) {
      throw Errno.NOTDIR.error();
    } else if (target != null && target.isDirectory()) {
      throw Errno.ISDIR.error();
    }
  }

  void symlink(GuestMemory memory, int target, int targetLength, int fd, int path, int length)
      throws IOException, WasiError {
    OpenDirectory base = directory(fd, Rights.PATH_SYMLINK);
    String contents = memory.path(target, targetLength);
    if (contents.isEmpty()) {
      throw Errno.NOENT.error();
    }
    if (contents.charAt(0) == '/') {
      // No guest could follow it, but a program of the host that trusts the folder would.
      throw Errno.NOTCAPABLE.error();
    }
    try (PathWalk walk = PathWalk.resolve(base.opened(), memory.path(path, length), Last.EDIT)) {
      walk.parent().createSymbolicLink(vacant(walk, false), contents);
    }
  }

  void unlinkFile(GuestMemory memory, int fd, int path, int length) throws IOException, WasiError {
    OpenDirectory base = directory(fd, Rights.PATH_UNLINK_FILE);
    try (PathWalk walk = PathWalk.resolve(base.opened(), memory.path(path, length), Last.EDIT)) {
      String name = walk.name();
      if (name == null) {
        throw Errno.ISDIR.error();
      }
      if (existing(walk).isDirectory()) {
        throw Errno.ISDIR.error();
      }
      walk.parent().deleteFile(name);
    }
  }
}
