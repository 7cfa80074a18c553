package io.wasmtier.wasi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An open directory of some file system, and the only way to reach what lies in it.
///
/// Every name is a single component, neither `.` nor `..`, and no method follows a symbolic link:
/// that is the business of [PathWalk], which therefore needs to be right only once, for all file
/// systems. Methods fail with an IOException (see [HostErrors]) or a [WasiError].
abstract class Directory implements AutoCloseable {
  /// The names in a directory, in an order that stays the same as long as nothing is added or
  /// removed.
  interface Names extends AutoCloseable {
    /// {@return the next name, or null at the end; without `.` and `..`}
    @Nullable String next() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// {@return what is known of this directory}
  abstract FileStat stat() throws IOException, WasiError;

  /// {@return what is known of an entry, or null if there is none; the number of links may be
  /// missing (1) and the type of devices too (UNKNOWN)}
  abstract @Nullable FileStat stat(String name) throws IOException, WasiError;

  /// {@return all that is known of an entry, at some more cost}
  abstract FileStat fullStat(String name) throws IOException, WasiError;

  /// {@return another open directory for this one}
  abstract Directory reopen() throws IOException, WasiError;

  /// {@return a directory in this one; the caller has seen that it is one}
  abstract Directory openDirectory(String name) throws IOException, WasiError;

  /// Opens a regular file.
  ///
  /// @param create makes it if there is none
  /// @param exclusive fails if there is one
  abstract OpenFile openFile(
      String name, boolean read, boolean write, boolean create, boolean exclusive, boolean truncate)
      throws IOException, WasiError;

  abstract String readLink(String name) throws IOException, WasiError;

  abstract void createDirectory(String name) throws IOException, WasiError;

  abstract void createSymbolicLink(String name, String target) throws IOException, WasiError;

  /// Makes a hard link in this directory.
  abstract void createLink(String name, Directory from, String fromName)
      throws IOException, WasiError;

  abstract void deleteFile(String name) throws IOException, WasiError;

  abstract void deleteDirectory(String name) throws IOException, WasiError;

  abstract void rename(String name, Directory to, String toName) throws IOException, WasiError;

  /// Sets times in nanoseconds since 1970, each only if it is not null.
  abstract void setTimes(@Nullable Long access, @Nullable Long modification)
      throws IOException, WasiError;

  /// Sets times of an entry in nanoseconds since 1970, each only if it is not null.
  abstract void setTimes(String name, @Nullable Long access, @Nullable Long modification)
      throws IOException, WasiError;

  /// {@return the names of its entries}
  abstract Names names() throws IOException, WasiError;

  /// Makes entries added and removed durable, as far as the file system can.
  abstract void sync() throws IOException, WasiError;

  @Override
  public abstract void close() throws IOException;
}
