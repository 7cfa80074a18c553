package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// A descriptor of a connected stream socket. The channel is always in non-blocking mode; waiting
/// is done by a selector, where the guest can be stopped.
final class SocketDescriptor extends Descriptor {
  /// How far one can look ahead with RECV_PEEK or to see whether the other end is gone.
  private static final int PEEK = 4096;

  private final SocketChannel channel;
  private final Waiter waiter;

  /// Bytes received but not yet given to the guest, between position and limit.
  private final ByteBuffer ahead = ByteBuffer.allocate(PEEK).limit(0);

  private boolean ended;

  SocketDescriptor(SocketChannel channel, long rights, int flags, Waiter waiter)
      throws IOException {
    super(FileType.SOCKET_STREAM, rights & Rights.SOCKET, 0, flags);
    channel.configureBlocking(false);
    this.channel = channel;
    this.waiter = waiter;
  }

  SocketChannel channel() {
    return channel;
  }

  @Override
  SocketDescriptor socket() {
    return this;
  }

  @Override
  int read(ByteBuffer target, boolean more) throws IOException, WasiError {
    return receive(target, false, !more && !has(Abi.FD_NONBLOCK));
  }

  /// Receives bytes.
  ///
  /// @param peek leaves them there to be received again; then at most [#PEEK] are got
  /// @param wait whether to wait for at least one
  /// @return how many, 0 if there are none and it must not wait, -1 at the end
  int receive(ByteBuffer target, boolean peek, boolean wait) throws IOException, WasiError {
    while (true) {
      waiter.prepare();
      int count = receiveNow(target, peek);
      if (count != 0 || !wait || !target.hasRemaining()) {
        return count;
      }
      await(SelectionKey.OP_READ);
    }
  }

  private int receiveNow(ByteBuffer target, boolean peek) throws IOException {
    if (!peek && !ahead.hasRemaining()) {
      return readChannel(target);
    }
    fill();
    int count = Math.min(ahead.remaining(), target.remaining());
    if (count == 0) {
      return ended && !ahead.hasRemaining() ? -1 : 0;
    }
    target.put(target.position(), ahead, ahead.position(), count);
    target.position(target.position() + count);
    if (!peek) {
      ahead.position(ahead.position() + count);
    }
    return count;
  }

  /// Receives what there is into the look-ahead buffer, if it is empty.
  private void fill() throws IOException {
    if (!ahead.hasRemaining() && !ended) {
      ahead.clear();
      try {
        readChannel(ahead);
      } finally {
        ahead.flip();
      }
    }
  }

  private int readChannel(ByteBuffer target) throws IOException {
    int count = channel.read(target);
    if (count < 0) {
      ended = true;
    }
    return count;
  }

  @Override
  int write(ByteBuffer source) throws IOException, WasiError {
    int total = 0;
    while (source.hasRemaining()) {
      waiter.prepare();
      total += writeNow(source);
      if (source.hasRemaining()) {
        if (has(Abi.FD_NONBLOCK)) {
          if (total == 0) {
            throw Errno.AGAIN.error();
          }
          return total;
        }
        await(SelectionKey.OP_WRITE);
      }
    }
    return total;
  }

  private int writeNow(ByteBuffer source) throws IOException, WasiError {
    try {
      return channel.write(source);
    } catch (NotYetConnectedException e) {
      throw Errno.NOTCONN.error();
    }
  }

  private void await(int operation) throws IOException {
    try (Selector selector = channel.provider().openSelector()) {
      channel.register(selector, operation);
      waiter.await(selector, Long.MAX_VALUE);
    }
  }

  void shutdown(boolean input, boolean output) throws IOException {
    if (input) {
      channel.shutdownInput();
      ended = true;
    }
    if (output) {
      channel.shutdownOutput();
    }
  }

  @Override
  long readable() throws IOException {
    fill();
    if (ahead.hasRemaining()) {
      return ahead.remaining();
    }
    return ended ? 0 : -1;
  }

  @Override
  long writable() throws IOException {
    try (Selector selector = channel.provider().openSelector()) {
      channel.register(selector, SelectionKey.OP_WRITE);
      return selector.selectNow() > 0 ? 1 : -1;
    }
  }

  @Override
  boolean hangup() {
    return ended;
  }

  @Override
  void close() throws IOException {
    channel.close();
  }
}
