package io.wasmtier.wasi;

/// What a file is (witx type `filetype`), in the order of the numbers: the ordinal is the number.
enum FileType {
  UNKNOWN,
  BLOCK_DEVICE,
  CHARACTER_DEVICE,
  DIRECTORY,
  REGULAR_FILE,
  SOCKET_DGRAM,
  SOCKET_STREAM,
  SYMBOLIC_LINK
}
