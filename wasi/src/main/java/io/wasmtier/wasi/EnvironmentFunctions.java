package io.wasmtier.wasi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The functions that tell a guest about its surroundings (`args_*`, `environ_*`, `clock_*`,
/// `random_get`).
final class EnvironmentFunctions {
  /// How many random bytes are made at a time.
  private static final int PIECE = 4096;

  private final byte[][] arguments;
  private final byte[][] environment;
  private final WasiClock clock;
  private final WasiConfig config;
  private final long start;
  private @Nullable RandomGenerator random;

  EnvironmentFunctions(WasiConfig config) {
    this.config = config;
    this.arguments = encode(config.arguments());
    this.environment = encode(config.environment());
    this.clock = config.clock();
    this.start = clock.monotonic();
  }

  /// {@return strings in UTF-8, each with a NUL behind}
  private static byte[][] encode(List<String> strings) {
    byte[][] encoded = new byte[strings.size()][];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = strings.get(i).concat("\0").getBytes(StandardCharsets.UTF_8);
    }
    return encoded;
  }

  void argsGet(GuestMemory memory, int pointers, int buffer) throws WasiError {
    get(memory, arguments, pointers, buffer);
  }

  void argsSizesGet(GuestMemory memory, int count, int size) throws WasiError {
    sizes(memory, arguments, count, size);
  }

  void environGet(GuestMemory memory, int pointers, int buffer) throws WasiError {
    get(memory, environment, pointers, buffer);
  }

  void environSizesGet(GuestMemory memory, int count, int size) throws WasiError {
    sizes(memory, environment, count, size);
  }

  private static void get(GuestMemory memory, byte[][] strings, int pointers, int buffer)
      throws WasiError {
    memory.checkArray(pointers, strings.length, Integer.BYTES);
    memory.check(buffer, size(strings));
    int at = buffer;
    for (int i = 0; i < strings.length; i++) {
      memory.i32(pointers + i * Integer.BYTES, at);
      memory.write(at, strings[i]);
      at += strings[i].length;
    }
  }

  private static void sizes(GuestMemory memory, byte[][] strings, int count, int size)
      throws WasiError {
    memory.check(count, Integer.BYTES);
    memory.check(size, Integer.BYTES);
    memory.i32(count, strings.length);
    memory.i32(size, (int) size(strings));
  }

  private static long size(byte[][] strings) {
    long size = 0;
    for (byte[] string : strings) {
      size += string.length;
    }
    return size;
  }

  void clockResGet(GuestMemory memory, int clockId, int result) throws WasiError {
    checkClock(clockId);
    memory.check(result, Long.BYTES);
    memory.i64(result, clock.resolution());
  }

  void clockTimeGet(GuestMemory memory, int clockId, int result) throws WasiError {
    checkClock(clockId);
    memory.check(result, Long.BYTES);
    memory.i64(result, time(clockId));
  }

  private static void checkClock(int clockId) throws WasiError {
    if (clockId < 0 || clockId > Abi.CLOCK_THREAD_CPUTIME_ID) {
      throw Errno.INVAL.error();
    }
  }

  /// {@return the time of a clock; for the CPU time of the guest, the time since it was set up: how
  /// busy the machine is is nothing it was told}
  private long time(int clockId) {
    return switch (clockId) {
      case Abi.CLOCK_REALTIME -> clock.realtime();
      case Abi.CLOCK_MONOTONIC -> clock.monotonic();
      default -> clock.monotonic() - start;
    };
  }

  void randomGet(GuestMemory memory, int buffer, int length) throws WasiError {
    long size = length & 0xFFFF_FFFFL;
    memory.check(buffer, size);
    if (size == 0) {
      return;
    }
    RandomGenerator generator = random;
    if (generator == null) {
      // On demand: the secure generator takes tens of milliseconds to start.
      generator = config.newRandom();
      random = generator;
    }
    byte[] piece = new byte[(int) Math.min(size, PIECE)];
    for (long done = 0; done < size; done += piece.length) {
      generator.nextBytes(piece);
      int count = (int) Math.min(piece.length, size - done);
      memory.write((int) (buffer + done), piece, count);
    }
  }
}
