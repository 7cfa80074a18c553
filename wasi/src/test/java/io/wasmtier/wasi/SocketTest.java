package io.wasmtier.wasi;

import static io.wasmtier.wasi.TestGuest.BUFFER;
import static io.wasmtier.wasi.TestGuest.RESULT;
import static io.wasmtier.wasi.TestGuest.VECTORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sockets the embedder has bound, and what they accept.
@Timeout(30)
class SocketTest {
  private static final int LISTENER = 3;
  private static final int OUT = BUFFER + 4096;
  private static final int FLAGS = RESULT + 8;

  private ServerSocketChannel listener;
  private TestGuest guest;

  @BeforeEach
  void open() throws IOException {
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    guest = new TestGuest(WasiConfig.builder().listener(listener).build());
  }

  @AfterEach
  void close() throws IOException {
    guest.close();
    assertThat(listener.isOpen()).isFalse();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), listener.socket().getLocalPort());
  }

  private int accept(int flags) {
    assertThat(guest.call(Preview1.SOCK_ACCEPT, LISTENER, flags, RESULT)).isEqualTo(Errno.SUCCESS);
    return guest.i32();
  }

  private String receive(int fd, int length, int flags) {
    guest.vector(0, BUFFER, length);
    Errno errno = guest.call(Preview1.SOCK_RECV, fd, VECTORS, 1, flags, RESULT, FLAGS);
    return errno == Errno.SUCCESS ? guest.text(BUFFER, guest.i32()) : errno.name();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void talks() throws IOException {
    try (Socket client = connect()) {
      int fd = accept(0);
      assertThat(guest.call(Preview1.FD_FDSTAT_GET, fd, RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.getByte(RESULT)).isEqualTo((byte) FileType.SOCKET_STREAM.ordinal());
      send(client, "hello");
      assertThat(receive(fd, 2, Abi.RECV_PEEK)).isEqualTo("he");
      assertThat(receive(fd, 100, Abi.RECV_PEEK)).isEqualTo("hello");
      assertThat(receive(fd, 2, 0)).isEqualTo("he");
      assertThat(guest.read(fd, 100)).isEqualTo("llo");
      assertThat(guest.write(fd, "answer")).isEqualTo(Errno.SUCCESS);
      guest.vector(1, BUFFER, 2);
      assertThat(guest.call(Preview1.SOCK_SEND, fd, VECTORS, 2, 0, RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.i32()).isEqualTo(8);
      assertThat(new String(client.getInputStream().readNBytes(14), StandardCharsets.UTF_8))
          .isEqualTo("answeransweran");
      assertThat(guest.call(Preview1.SOCK_SHUTDOWN, fd, Abi.SHUT_WR)).isEqualTo(Errno.SUCCESS);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      send(client, "last");
      client.shutdownOutput();
      assertThat(receive(fd, 100, Abi.RECV_WAITALL)).isEqualTo("last");
      assertThat(receive(fd, 100, 0)).isEmpty();
      assertThat(receive(fd, 100, Abi.RECV_PEEK)).isEmpty();
      assertThat(guest.close(fd)).isEqualTo(Errno.SUCCESS);
    }
  }

  @Test
  void waitsForAll() throws Exception {
    try (Socket client = connect()) {
      int fd = accept(0);
      Thread sending =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 5; i++) {
                    send(client, "part" + i);
                    Thread.sleep(10);
                  }
                } catch (IOException | InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(receive(fd, 25, Abi.RECV_WAITALL)).isEqualTo("part0part1part2part3part4");
      sending.join();
    }
  }

  @Test
  void doesNotWaitWhereItMustNot() throws IOException {
    guest.call(Preview1.FD_FDSTAT_SET_FLAGS, LISTENER, Abi.FD_NONBLOCK);
    assertThat(guest.call(Preview1.SOCK_ACCEPT, LISTENER, 0, RESULT)).isEqualTo(Errno.AGAIN);
    try (Socket client = connect()) {
      pollRead(LISTENER);
      int fd = accept(Abi.FD_NONBLOCK);
      assertThat(receive(fd, 10, 0)).isEqualTo("AGAIN");
      assertThat(receive(fd, 10, Abi.RECV_PEEK)).isEqualTo("AGAIN");
      assertThat(guest.read(fd, 10)).isEqualTo("AGAIN");
      send(client, "x");
      assertThat(pollRead(fd)).isEqualTo(1);
      assertThat(receive(fd, 10, 0)).isEqualTo("x");
      client.shutdownOutput();
      assertThat(pollRead(fd)).isZero();
      assertThat(guest.memory.getShort(OUT + Abi.EVENT_FLAGS))
          .isEqualTo((short) Abi.EVENTRWFLAG_HANGUP);
    }
  }

  /// Polls one descriptor; returns the number of bytes told.
  private long pollRead(int fd) {
    guest.memory.fill(BUFFER, (byte) 0, Abi.SUBSCRIPTION_SIZE);
    guest.memory.putByte(BUFFER + Abi.SUBSCRIPTION_TAG, (byte) Abi.EVENT_FD_READ);
    guest.memory.putInt(BUFFER + Abi.SUBSCRIPTION_FD, fd);
    assertThat(guest.call(Preview1.POLL_ONEOFF, BUFFER, OUT, 1, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isEqualTo(1);
    assertThat(guest.memory.getShort(OUT + Abi.EVENT_ERROR)).isZero();
    return guest.memory.getLong(OUT + Abi.EVENT_NBYTES);
  }

  @Test
  void wrongUses() throws IOException {
    assertThat(guest.call(Preview1.SOCK_SHUTDOWN, 1, 1)).isEqualTo(Errno.NOTSOCK);
    assertThat(guest.call(Preview1.SOCK_SHUTDOWN, 99, 1)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.SOCK_SHUTDOWN, LISTENER, 1)).isEqualTo(Errno.NOTCONN);
    assertThat(guest.call(Preview1.SOCK_ACCEPT, 1, 0, RESULT)).isEqualTo(Errno.NOTSOCK);
    assertThat(guest.call(Preview1.SOCK_ACCEPT, LISTENER, 1, RESULT)).isEqualTo(Errno.INVAL);
    try (Socket client = connect()) {
      int fd = accept(0);
      assertThat(guest.call(Preview1.SOCK_ACCEPT, fd, 0, RESULT)).isEqualTo(Errno.INVAL);
      assertThat(guest.call(Preview1.SOCK_SHUTDOWN, fd, 0)).isEqualTo(Errno.INVAL);
      assertThat(guest.call(Preview1.SOCK_SHUTDOWN, fd, 4)).isEqualTo(Errno.INVAL);
      assertThat(receive(fd, 1, 4)).isEqualTo("INVAL");
      assertThat(guest.call(Preview1.SOCK_SEND, fd, VECTORS, 1, 1, RESULT)).isEqualTo(Errno.INVAL);
      assertThat(guest.call(Preview1.FD_SEEK, fd, 0, 0, RESULT)).isEqualTo(Errno.SPIPE);
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void acceptingCanBeStopped() throws Exception {
    Thread stopping =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Thread.sleep(50);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              guest.wasi.interrupt();
            });
    assertThatThrownBy(() -> guest.call(Preview1.SOCK_ACCEPT, LISTENER, 0, RESULT))
        .isInstanceOf(WasmtierException.class);
    stopping.join();
  }
}
