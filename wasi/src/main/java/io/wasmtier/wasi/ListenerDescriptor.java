package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A descriptor of a listening socket, which the embedder has bound. The channel is always in
/// non-blocking mode; waiting is done by a selector, where the guest can be stopped.
final class ListenerDescriptor extends Descriptor {
  private final ServerSocketChannel channel;
  private final Waiter waiter;

  /// A connection that was accepted to see whether there is one.
  private @Nullable SocketChannel accepted;

  ListenerDescriptor(ServerSocketChannel channel, Waiter waiter) throws IOException {
    super(FileType.SOCKET_STREAM, Rights.LISTENER, Rights.SOCKET, 0);
    channel.configureBlocking(false);
    this.channel = channel;
    this.waiter = waiter;
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /// Accepts a connection.
  ///
  /// @param flags the flags of the new descriptor, of which NONBLOCK means something
  SocketDescriptor accept(int flags) throws IOException, WasiError {
    while (true) {
      waiter.prepare();
      if (look()) {
        SocketChannel connection = accepted;
        accepted = null;
        if (connection != null) {
          return new SocketDescriptor(connection, inheriting(), flags, waiter);
        }
      }
      if (has(Abi.FD_NONBLOCK)) {
        throw Errno.AGAIN.error();
      }
      try (Selector selector = channel.provider().openSelector()) {
        channel.register(selector, SelectionKey.OP_ACCEPT);
        waiter.await(selector, Long.MAX_VALUE);
      }
    }
  }

  private boolean look() throws IOException {
    if (accepted == null) {
      accepted = channel.accept();
    }
    return accepted != null;
  }

  @Override
  SocketDescriptor socket() throws WasiError {
    throw Errno.NOTCONN.error();
  }

  @Override
  long readable() throws IOException {
    return look() ? 1 : -1;
  }

  @Override
  void close() throws IOException {
    SocketChannel connection = accepted;
    accepted = null;
    try {
      if (connection != null) {
        connection.close();
      }
    } finally {
      channel.close();
    }
  }
}
