package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// `poll_oneoff`: waits for times, input and sockets.
///
/// The subscriptions are read from guest memory in each round; nothing is allocated per
/// subscription. Events are written in the order of the subscriptions.
final class PollFunctions {
  private final DescriptorTable table;
  private final WasiClock clock;
  private final Waiter waiter;

  PollFunctions(DescriptorTable table, WasiClock clock, Waiter waiter) {
    this.table = table;
    this.clock = clock;
    this.waiter = waiter;
  }

  void oneoff(GuestMemory memory, int in, int out, int count, int result)
      throws IOException, WasiError {
    if (count == 0) {
      throw Errno.INVAL.error();
    }
    memory.checkArray(in, count, Abi.SUBSCRIPTION_SIZE);
    memory.checkArray(out, count, Abi.EVENT_SIZE);
    memory.check(result, Integer.BYTES);
    long startRealtime = clock.realtime();
    long startMonotonic = clock.monotonic();
    while (true) {
      waiter.prepare();
      Round round = new Round(memory, out, startRealtime, startMonotonic);
      // A count beyond 2^31 does not fit a memory of 4 GiB.
      for (int i = 0; i < count; i++) {
        round.look(in + i * Abi.SUBSCRIPTION_SIZE);
      }
      if (round.events > 0) {
        memory.i32(result, round.events);
        return;
      }
      await(memory, in, count, round);
    }
  }

  private void await(GuestMemory memory, int in, int count, Round round)
      throws IOException, WasiError {
    if (round.shortest != Long.MAX_VALUE && clock.advance(round.shortest)) {
      // Virtual time: input that is not there now will not come in no time.
      return;
    }
    try (Selector selector = round.sockets ? Selector.open() : null) {
      if (selector == null) {
        waiter.await(round.shortest);
        return;
      }
      for (int i = 0; i < count; i++) {
        register(memory, in + i * Abi.SUBSCRIPTION_SIZE, selector);
      }
      waiter.await(selector, round.shortest);
    }
  }

  private void register(GuestMemory memory, int subscription, Selector selector)
      throws IOException, WasiError {
    int tag = memory.i8(subscription + Abi.SUBSCRIPTION_TAG);
    if (tag == Abi.EVENT_CLOCK) {
      return;
    }
    Descriptor descriptor = table.get(memory.i32(subscription + Abi.SUBSCRIPTION_FD));
    SelectableChannel channel = channel(descriptor);
    if (channel == null) {
      return;
    }
    int operation;
    if (tag == Abi.EVENT_FD_WRITE) {
      operation = SelectionKey.OP_WRITE;
    } else if (descriptor instanceof ListenerDescriptor) {
      operation = SelectionKey.OP_ACCEPT;
    } else {
      operation = SelectionKey.OP_READ;
    }
    SelectionKey key = channel.keyFor(selector);
    channel.register(selector, key == null ? operation : key.interestOps() | operation);
  }

  private static @Nullable SelectableChannel channel(Descriptor descriptor) {
    return switch (descriptor) {
      case ListenerDescriptor listener -> listener.channel();
      case SocketDescriptor socket -> socket.channel();
      case RegularFile _, OpenDirectory _, InputDescriptor _, OutputDescriptor _ -> null;
    };
  }

  /// One look at all subscriptions.
  private final class Round {
    private final GuestMemory memory;
    private final int out;
    private final long startRealtime;
    private final long startMonotonic;

    int events;
    boolean sockets;

    /// Nanoseconds until the first time is reached.
    long shortest = Long.MAX_VALUE;

    Round(GuestMemory memory, int out, long startRealtime, long startMonotonic) {
      this.memory = memory;
      this.out = out;
      this.startRealtime = startRealtime;
      this.startMonotonic = startMonotonic;
    }

    void look(int subscription) throws IOException {
      int tag = memory.i8(subscription + Abi.SUBSCRIPTION_TAG);
      try {
        switch (tag) {
          case Abi.EVENT_CLOCK -> lookAtClock(subscription);
          case Abi.EVENT_FD_READ, Abi.EVENT_FD_WRITE -> lookAtDescriptor(subscription, tag);
          default -> throw Errno.INVAL.error();
        }
      } catch (WasiError e) {
        event(subscription, tag, e.errno(), 0, 0);
      } catch (IOException e) {
        event(subscription, tag, HostErrors.errno(e), 0, 0);
      }
    }

    private void lookAtClock(int subscription) throws WasiError {
      int id = memory.i32(subscription + Abi.SUBSCRIPTION_CLOCK);
      long timeout = memory.i64(subscription + Abi.SUBSCRIPTION_TIMEOUT);
      int flags = memory.i16(subscription + Abi.SUBSCRIPTION_CLOCK_FLAGS);
      if ((flags & ~Abi.SUBCLOCK_ABSTIME) != 0) {
        throw Errno.INVAL.error();
      }
      long start;
      long now;
      switch (id) {
        case Abi.CLOCK_REALTIME -> {
          start = startRealtime;
          now = clock.realtime();
        }
        case Abi.CLOCK_MONOTONIC -> {
          start = startMonotonic;
          now = clock.monotonic();
        }
        case Abi.CLOCK_PROCESS_CPUTIME_ID, Abi.CLOCK_THREAD_CPUTIME_ID ->
            throw Errno.NOTSUP.error();
        default -> throw Errno.INVAL.error();
      }
      // The timeout is unsigned; one of 2^63 and above lasts for ever.
      long left;
      if (timeout < 0) {
        left = Long.MAX_VALUE;
      } else if ((flags & Abi.SUBCLOCK_ABSTIME) != 0) {
        left = timeout - now;
      } else {
        left = timeout - (now - start);
      }
      if (left <= 0) {
        event(subscription, Abi.EVENT_CLOCK, Errno.SUCCESS, 0, 0);
      } else {
        shortest = Math.min(shortest, left);
      }
    }

    private void lookAtDescriptor(int subscription, int tag) throws IOException, WasiError {
      Descriptor descriptor = table.get(memory.i32(subscription + Abi.SUBSCRIPTION_FD));
      descriptor.require(Rights.POLL_FD_READWRITE);
      long bytes = tag == Abi.EVENT_FD_READ ? descriptor.readable() : descriptor.writable();
      if (bytes >= 0) {
        int flags = descriptor.hangup() ? Abi.EVENTRWFLAG_HANGUP : 0;
        event(subscription, tag, Errno.SUCCESS, bytes, flags);
      } else {
        sockets |= channel(descriptor) != null;
      }
    }

    private void event(int subscription, int tag, Errno error, long bytes, int flags) {
      long userdata = memory.i64(subscription + Abi.SUBSCRIPTION_USERDATA);
      int event = out + events * Abi.EVENT_SIZE;
      memory.zero(event, Abi.EVENT_SIZE);
      memory.i64(event + Abi.EVENT_USERDATA, userdata);
      memory.i16(event + Abi.EVENT_ERROR, error.ordinal());
      memory.i8(event + Abi.EVENT_TYPE, tag);
      memory.i64(event + Abi.EVENT_NBYTES, bytes);
      memory.i16(event + Abi.EVENT_FLAGS, flags);
      events++;
    }
  }
}
