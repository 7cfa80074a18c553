package io.wasmtier.wasi;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Resolves a path of the guest, component by component, to a directory and the name of an entry in
/// it.
///
/// The sandbox is decided here, by construction:
/// - A directory is only ever opened by a single name inside one that is open already, without
///   following links.
/// - `..` goes back to the directory the walk came from, which is still open; it is never looked
///   up. From where the walk started there is no way back: NOTCAPABLE.
/// - Links are read and their components walked like those of the path. Absolute paths and absolute
///   links: NOTCAPABLE.
///
/// So the walk can't leave the starting directory, whoever renames or exchanges what meanwhile. At
/// most [#MAX_LINKS] links are followed.
final class PathWalk implements AutoCloseable {
  /// What is done with a link at the end of the path.
  enum Last {
    /// It is followed.
    FOLLOW,
    /// It is not followed, unless a slash behind it says that a directory is meant.
    NOFOLLOW,
    /// It is never followed: an entry is made, replaced or removed.
    EDIT
  }

  /// What the last component was.
  enum Kind {
    NAME,
    DOT,
    DOTDOT
  }

  /// As in the Linux kernel.
  static final int MAX_LINKS = 40;

  /// Directories opened on the way down. The starting directory is not among them, it belongs to
  /// the caller.
  private final ArrayList<Directory> opened = new ArrayList<>();

  private final ArrayDeque<String> pending = new ArrayDeque<>();
  private final Directory start;
  private int links;
  private Kind kind = Kind.DOT;
  private @Nullable String name;
  private @Nullable FileStat stat;
  private boolean slash;

  private PathWalk(Directory start) {
    this.start = start;
  }

  /// Resolves a path. The result must be closed.
  ///
  /// @throws WasiError NOENT, NOTDIR, LOOP, NOTCAPABLE and so on if a component but the last can't
  ///   be passed
  static PathWalk resolve(Directory start, String path, Last last) throws IOException, WasiError {
    PathWalk walk = new PathWalk(start);
    try {
      walk.walk(path, last);
      return walk;
    } catch (IOException | WasiError | RuntimeException e) {
      walk.close();
      throw e;
    }
  }

  /// {@return the directory the last component lies in; it belongs to the walk}
  Directory parent() {
    return opened.isEmpty() ? start : opened.getLast();
  }

  /// {@return the last component, or null if the path ends with `.` or `..` and means [#parent]
  /// itself}
  @Nullable String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  /// {@return what the last component is, or null if there is nothing of the name; meaningless
  /// without a name}
  @Nullable FileStat stat() {
    return stat;
  }

  /// {@return whether slashes follow the last component, which therefore must be a directory}
  boolean slash() {
    return slash;
  }

  private void walk(String path, Last last) throws IOException, WasiError {
    if (path.isEmpty()) {
      throw Errno.NOENT.error();
    }
    push(path, true);
    while (true) {
      String component = pending.poll();
      if (component == null) {
        return;
      }
      boolean end = pending.isEmpty();
      if (component.equals(".")) {
        kind = Kind.DOT;
        name = null;
      } else if (component.equals("..")) {
        kind = Kind.DOTDOT;
        name = null;
        leave();
      } else if (!end) {
        enter(component);
      } else if (!last(component, last)) {
        return;
      }
    }
  }

  /// Puts the components of a path before those that are pending.
  ///
  /// @param end whether they come last, so that a slash behind them counts for the whole path
  private void push(String path, boolean end) throws WasiError {
    if (path.charAt(0) == '/') {
      throw Errno.NOTCAPABLE.error();
    }
    int stop = path.length();
    if (end && path.charAt(stop - 1) == '/') {
      slash = true;
    }
    while (stop > 0) {
      int begin = path.lastIndexOf('/', stop - 1) + 1;
      if (begin < stop) {
        pending.push(path.substring(begin, stop));
      }
      stop = begin - 1;
    }
  }

  private void leave() throws IOException, WasiError {
    if (opened.isEmpty()) {
      throw Errno.NOTCAPABLE.error();
    }
    opened.removeLast().close();
  }

  private void enter(String component) throws IOException, WasiError {
    checkLength(component);
    FileStat found = parent().stat(component);
    if (found == null) {
      throw Errno.NOENT.error();
    }
    switch (found.type()) {
      case DIRECTORY -> opened.add(parent().openDirectory(component));
      case SYMBOLIC_LINK -> follow(component, false);
      // Nothing but a seen directory is ever opened as one: to open a pipe would wait for its other
      // end.
      case UNKNOWN, BLOCK_DEVICE, CHARACTER_DEVICE, REGULAR_FILE, SOCKET_DGRAM, SOCKET_STREAM ->
          throw Errno.NOTDIR.error();
    }
  }

  /// Handles the last component.
  ///
  /// @return whether it was a link that has been replaced by its components
  private boolean last(String component, Last last) throws IOException, WasiError {
    checkLength(component);
    FileStat found = parent().stat(component);
    boolean follow = last == Last.FOLLOW || last == Last.NOFOLLOW && slash;
    if (follow && found != null && found.isSymbolicLink()) {
      follow(component, true);
      return true;
    }
    kind = Kind.NAME;
    name = component;
    stat = found;
    return false;
  }

  private void follow(String component, boolean end) throws IOException, WasiError {
    links++;
    if (links > MAX_LINKS) {
      throw Errno.LOOP.error();
    }
    String target = parent().readLink(component);
    if (target.isEmpty()) {
      throw Errno.NOENT.error();
    }
    push(target, end);
  }

  private static void checkLength(String component) throws WasiError {
    // Each char of UTF-16 is one to three bytes of UTF-8: count only where it matters.
    int length = component.length();
    if (length > Abi.MAX_NAME
        || length * 3 > Abi.MAX_NAME
            && component.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > Abi.MAX_NAME) {
      throw Errno.NAMETOOLONG.error();
    }
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Directory directory : opened) {
      try {
        directory.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        }
      }
    }
    opened.clear();
    if (first != null) {
      throw first;
    }
  }
}
