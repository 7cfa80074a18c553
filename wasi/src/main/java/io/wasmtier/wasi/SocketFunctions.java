package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The functions that work on sockets (`sock_*`). A guest has only those the embedder gave it, and
/// what they accept.
final class SocketFunctions {
  private final DescriptorTable table;

  SocketFunctions(DescriptorTable table) {
    this.table = table;
  }

  void accept(GuestMemory memory, int fd, int flags, int result) throws IOException, WasiError {
    Descriptor descriptor = table.get(fd);
    if (!(descriptor instanceof ListenerDescriptor listener)) {
      // A connected socket is one, but does not listen.
      descriptor.socket();
      throw Errno.INVAL.error();
    }
    listener.require(Rights.SOCK_ACCEPT);
    memory.check(result, Integer.BYTES);
    if ((flags & ~Abi.FD_NONBLOCK) != 0) {
      throw Errno.INVAL.error();
    }
    table.checkRoom();
    memory.i32(result, table.add(listener.accept(flags)));
  }

  void receive(
      GuestMemory memory, int fd, int vectors, int count, int flags, int size, int outFlags)
      throws IOException, WasiError {
    SocketDescriptor socket = table.get(fd).socket();
    socket.require(Rights.FD_READ);
    int number = FileFunctions.checkVectors(memory, vectors, count, size);
    memory.check(outFlags, Short.BYTES);
    if ((flags & ~(Abi.RECV_PEEK | Abi.RECV_WAITALL)) != 0) {
      throw Errno.INVAL.error();
    }
    boolean peek = (flags & Abi.RECV_PEEK) != 0;
    boolean all = (flags & Abi.RECV_WAITALL) != 0 && !peek;
    boolean wait = !socket.has(Abi.FD_NONBLOCK);
    int total = 0;
    boolean blocked = false;
    for (int i = 0; i < number && !blocked; i++) {
      ByteBuffer target = FileFunctions.vector(memory, vectors + i * Abi.IOVEC_SIZE, total);
      while (target != null && target.hasRemaining()) {
        int got = socket.receive(target, peek, wait && (total == 0 || all));
        blocked = got == 0;
        if (got <= 0) {
          number = 0;
          break;
        }
        total += got;
        if (peek || !all && target.hasRemaining()) {
          // A second look would show the same bytes again.
          number = 0;
          break;
        }
      }
    }
    if (total == 0 && blocked) {
      throw Errno.AGAIN.error();
    }
    memory.i32(size, total);
    // A stream never cuts a message.
    memory.i16(outFlags, 0);
  }

  void send(GuestMemory memory, int fd, int vectors, int count, int flags, int size)
      throws IOException, WasiError {
    SocketDescriptor socket = table.get(fd).socket();
    socket.require(Rights.FD_WRITE);
    int number = FileFunctions.checkVectors(memory, vectors, count, size);
    if (flags != 0) {
      throw Errno.INVAL.error();
    }
    memory.i32(size, FileFunctions.write(memory, socket, null, 0, vectors, number));
  }

  void shutdown(int fd, int how) throws IOException, WasiError {
    SocketDescriptor socket = table.get(fd).socket();
    socket.require(Rights.SOCK_SHUTDOWN);
    if (how == 0 || (how & ~(Abi.SHUT_RD | Abi.SHUT_WR)) != 0) {
      throw Errno.INVAL.error();
    }
    socket.shutdown((how & Abi.SHUT_RD) != 0, (how & Abi.SHUT_WR) != 0);
  }
}
