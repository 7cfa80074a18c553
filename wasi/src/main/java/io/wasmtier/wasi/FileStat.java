package io.wasmtier.wasi;

/// What is known of a file (witx type `filestat`).
///
/// @param device the number of the device that holds it
/// @param inode its number on the device
/// @param type what it is
/// @param links how many hard links it has
/// @param size its size in bytes
/// @param accessTime when it was read last, in nanoseconds since 1970
/// @param modificationTime when its contents were changed last, in nanoseconds since 1970
/// @param changeTime when anything of it was changed last, in nanoseconds since 1970
record FileStat(
    long device,
    long inode,
    FileType type,
    long links,
    long size,
    long accessTime,
    long modificationTime,
    long changeTime) {

  boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  boolean isSymbolicLink() {
    return type == FileType.SYMBOLIC_LINK;
  }

  /// {@return whether both are the same file}
  boolean isSameFile(FileStat other) {
    return device == other.device && inode == other.inode;
  }
}
