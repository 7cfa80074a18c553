package io.wasmtier.wasi;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.Memory;
import io.wasmtier.runtime.Store;
import io.wasmtier.wasm.ValType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A guest that does nothing but pass on the WASI functions, so that tests can call each with any
/// arguments.
final class TestGuest implements AutoCloseable {
  /// Where results are put, 256 bytes.
  static final int RESULT = 0;

  /// Where the first path is put.
  private static final int PATH = 1024;

  /// Where the second path is put.
  private static final int PATH2 = 16384;

  /// Free for buffers, to the end of the memory.
  static final int BUFFER = 65536;

  /// The size of the memory.
  static final int SIZE = 4 * 65536;

  /// The first preopened directory.
  static final int ROOT = 3;

  final Engine engine = new Engine();
  final Wasi wasi;
  final Memory memory;
  private final Store store = engine.newStore();
  private final Instance instance;

  TestGuest(WasiConfig config) throws IOException {
    wasi = new Wasi(config);
    StringBuilder wat = new StringBuilder("(module\n");
    StringBuilder exports = new StringBuilder();
    for (Preview1 function : Preview1.values()) {
      String name = function.label();
      wat.append("(import \"").append(Preview1.MODULE).append("\" \"").append(name);
      wat.append("\" (func $").append(name);
      for (ValType type : function.type().params()) {
        wat.append(" (param ").append(type).append(')');
      }
      for (ValType type : function.type().results()) {
        wat.append(" (result ").append(type).append(')');
      }
      wat.append("))\n");
      exports.append("(export \"").append(name).append("\" (func $").append(name).append("))\n");
    }
    wat.append("(memory (export \"memory\") 4)\n").append(exports).append(')');
    instance = wasi.defineIn(new Linker()).instantiate(store, engine.loadText(wat.toString()));
    memory = instance.memory("memory");
  }

  /// A number in an i32 or i64 parameter, whichever it is.
  Errno call(Preview1 function, long... arguments) {
    List<ValType> types = function.type().params();
    Object[] boxed = new Object[types.size()];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] =
          types.get(i).equals(ValType.I64) ? (Object) arguments[i] : (Object) (int) arguments[i];
    }
    Object result = instance.function(function.label()).call(boxed);
    return Errno.values()[(Integer) result];
  }

  int i32() {
    return memory.getInt(RESULT);
  }

  long i64() {
    return memory.getLong(RESULT);
  }

  /// Puts a path into memory; returns its length.
  int path(String path) {
    return memory.writeString(PATH, path);
  }

  int path2(String path) {
    return memory.writeString(PATH2, path);
  }

  /// Opens with all rights; the descriptor is in the result.
  Errno open(int directory, String path, int lookup, int openFlags, int fdFlags) {
    return open(directory, path, lookup, openFlags, ~Rights.FD_WRITE, fdFlags);
  }

  Errno open(int directory, String path, int lookup, int openFlags, long rights, int fdFlags) {
    return call(
        Preview1.PATH_OPEN,
        directory,
        lookup,
        PATH,
        path(path),
        openFlags,
        rights,
        -1L,
        fdFlags,
        RESULT);
  }

  /// Opens for reading; fails if that fails.
  int openRead(String path) {
    expectSuccess(open(ROOT, path, 1, 0, 0), path);
    return i32();
  }

  /// Opens for reading and writing; fails if that fails.
  int openWrite(String path, int openFlags, int fdFlags) {
    expectSuccess(open(ROOT, path, 1, openFlags, -1L, fdFlags), path);
    return i32();
  }

  private static void expectSuccess(Errno errno, String what) {
    if (errno != Errno.SUCCESS) {
      throw new AssertionError(what + ": " + errno);
    }
  }

  Errno close(int fd) {
    return call(Preview1.FD_CLOSE, fd);
  }

  Errno stat(int directory, String path, int lookup) {
    return call(Preview1.PATH_FILESTAT_GET, directory, lookup, PATH, path(path), RESULT);
  }

  Errno createDirectory(int directory, String path) {
    return call(Preview1.PATH_CREATE_DIRECTORY, directory, PATH, path(path));
  }

  Errno removeDirectory(int directory, String path) {
    return call(Preview1.PATH_REMOVE_DIRECTORY, directory, PATH, path(path));
  }

  Errno unlink(int directory, String path) {
    return call(Preview1.PATH_UNLINK_FILE, directory, PATH, path(path));
  }

  Errno symlink(String contents, int directory, String path) {
    return call(Preview1.PATH_SYMLINK, PATH, path(contents), directory, PATH2, path2(path));
  }

  Errno link(int lookup, String from, String to) {
    return call(Preview1.PATH_LINK, ROOT, lookup, PATH, path(from), ROOT, PATH2, path2(to));
  }

  Errno rename(String from, String to) {
    return call(Preview1.PATH_RENAME, ROOT, PATH, path(from), ROOT, PATH2, path2(to));
  }

  Errno readlink(String path, int size) {
    return call(Preview1.PATH_READLINK, ROOT, PATH, path(path), BUFFER, size, RESULT);
  }

  /// Writes a text with one vector; returns the error number, the count is in the result.
  Errno write(int fd, String text) {
    int length = memory.writeString(BUFFER, text);
    vector(0, BUFFER, length);
    return call(Preview1.FD_WRITE, fd, VECTORS, 1, RESULT);
  }

  /// Where vectors are put.
  static final int VECTORS = 512;

  void vector(int index, int address, int length) {
    memory.putInt(VECTORS + index * 8L, address);
    memory.putInt(VECTORS + index * 8L + 4, length);
  }

  /// Reads with one vector; returns the text, or the name of the error.
  String read(int fd, int length) {
    vector(0, BUFFER, length);
    Errno errno = call(Preview1.FD_READ, fd, VECTORS, 1, RESULT);
    return errno == Errno.SUCCESS ? text(BUFFER, i32()) : errno.name();
  }

  String text(int address, int length) {
    return new String(memory.read(address, length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    wasi.close();
    engine.close();
  }
}
