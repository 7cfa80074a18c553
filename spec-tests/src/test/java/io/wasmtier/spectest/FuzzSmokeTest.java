package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Config.Limit;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Extern;
import io.wasmtier.runtime.ImportType;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.V128;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.spectest.generate.ModuleGenerator;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Modules with bytes changed: whatever comes of them, it is one of the kinds of failure, soon and
/// without much memory. The same seed each time, so that what fails once fails again.
/// `-Dwasmtier.fuzz.seed=N -Dwasmtier.fuzz.factor=N` do another and longer search.
class FuzzSmokeTest {
  private static final long SEED = Long.getLong("wasmtier.fuzz.seed", 20251123);
  private static final int FACTOR = Integer.getInteger("wasmtier.fuzz.factor", 1);
  private static final int HEADER = 8;
  private static final int LARGEST_MODULE = 30_000;

  /// A module of up to [#LARGEST_MODULE] bytes: what it expands to, and the tables of a walk.
  private static final long MOST_BYTES_ALLOCATED = 64L << 20;

  private static final Duration CALL_LIMIT = Duration.ofMillis(20);

  private static final FeatureSet FEATURES = FeatureSet.ALL;

  private static final Config CONFIG =
      Config.DEFAULT
          .features(FEATURES)
          .limit(Limit.MEMORY_BYTES, 32 << 20)
          .limit(Limit.TABLE_ELEMENTS, 100_000)
          .limit(Limit.STACK_SLOTS, 1 << 14)
          .limit(Limit.CALL_DEPTH, 20);

  private static final Set<Failure> LOADING =
      EnumSet.of(Failure.MALFORMED, Failure.INVALID, Failure.LIMIT);
  private static final Set<Failure> RUNNING =
      EnumSet.of(
          Failure.LIMIT,
          Failure.UNLINKABLE,
          Failure.TRAP,
          Failure.EXHAUSTION,
          Failure.EXCEPTION,
          Failure.INTERRUPTED,
          Failure.UNSUPPORTED);

  private final RandomGenerator random = new SplittableRandom(SEED);
  private final Map<Failure, Integer> failures = new EnumMap<>(Failure.class);
  private int valid;
  private int returned;

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutatedModulesOfTheSuiteAndTheCorpus() throws IOException {
    List<byte[]> modules = new ArrayList<>();
    collect(modules, Suites.SPEC.folder().resolve("json"));
    collect(modules, Suites.CORPUS.folder().resolve("modules"));
    assertThat(modules).hasSizeGreaterThan(5000);
    for (int i = 0; i < FACTOR * 4000; i++) {
      tryOut(mutate(modules.get(random.nextInt(modules.size())), modules));
    }
    assertThat(valid).as("mutants that are valid").isGreaterThan(200);
    assertThat(returned).as("calls that returned").isGreaterThan(100);
    assertThat(failures.keySet())
        .contains(Failure.MALFORMED, Failure.INVALID, Failure.UNLINKABLE, Failure.TRAP);
  }

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutatedGeneratedModules() {
    List<byte[]> modules = new ArrayList<>();
    for (int seed = 0; seed < 100; seed++) {
      modules.add(ModuleGenerator.generate(seed, FEATURES, 150));
    }
    for (int i = 0; i < FACTOR * 1500; i++) {
      tryOut(mutate(modules.get(random.nextInt(modules.size())), modules));
    }
    assertThat(valid).as("mutants that are valid").isGreaterThan(200);
    assertThat(failures.keySet()).contains(Failure.MALFORMED, Failure.INVALID, Failure.TRAP);
  }

  private static void collect(List<byte[]> modules, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".wasm")).sorted().toList()) {
        if (Files.size(file) > HEADER && Files.size(file) <= LARGEST_MODULE) {
          modules.add(Files.readAllBytes(file));
        }
      }
    }
  }

  private byte[] mutate(byte[] original, List<byte[]> others) {
    byte[] bytes = original.clone();
    for (int i = random.nextInt(4) == 0 ? 3 : 1; i > 0 && bytes.length > HEADER; i--) {
      // The header is left alone: nothing comes behind a wrong one.
      int at = HEADER + random.nextInt(bytes.length - HEADER);
      switch (random.nextInt(8)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at]++;
        case 3 ->
            bytes[at] = new byte[] {0, 1, 0x7F, -1, -128, 0x40, 0x0B, 0x70}[random.nextInt(8)];
        case 4 -> bytes = spliced(bytes, at, 0, new byte[] {(byte) random.nextInt()});
        case 5 ->
            bytes =
                spliced(bytes, at, Math.min(1 + random.nextInt(4), bytes.length - at), new byte[0]);
        case 6 -> {
          byte[] other = others.get(random.nextInt(others.size()));
          int from = random.nextInt(other.length);
          byte[] part =
              Arrays.copyOfRange(
                  other, from, Math.min(other.length, from + 1 + random.nextInt(16)));
          bytes = spliced(bytes, at, Math.min(part.length, bytes.length - at), part);
        }
        default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
    byte[] result = new byte[bytes.length - removed + added.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
    return result;
  }

  private void tryOut(byte[] bytes) {
    try (Engine engine = new Engine(CONFIG);
        Store store = engine.newStore()) {
      LoadedModule module = load(engine, bytes);
      if (module != null) {
        valid++;
        run(store, module);
      }
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          e + " with the module " + java.util.Base64.getEncoder().encodeToString(bytes), e);
    }
  }

  private @Nullable LoadedModule load(Engine engine, byte[] bytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      WasmModule module = Decoder.decode(bytes, FEATURES);
      return engine.load(module);
    } catch (WasmtierException e) {
      note(e, LOADING);
      if (e.offset() != WasmtierException.NONE) {
        assertThat(e.offset()).isBetween(0L, (long) bytes.length);
      }
      return null;
    } finally {
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated for %s", bytes.length)
          .isLessThan(MOST_BYTES_ALLOCATED);
    }
  }

  private void note(WasmtierException e, Set<Failure> expected) {
    assertThat(e.failure()).as(e.describe()).isIn(expected);
    failures.merge(e.failure(), 1, Integer::sum);
  }

  private void run(Store store, LoadedModule module) {
    try (CommandClock clock = new CommandClock(store, CALL_LIMIT)) {
      Linker linker = new Linker().stubMissingFunctions(true);
      Instance instance = null;
      clock.begin();
      try {
        for (ImportType wanted : module.imports()) {
          Extern item = make(store, wanted.type());
          if (item != null) {
            linker.define(wanted.module(), wanted.name(), item);
          }
        }
        instance = linker.instantiate(store, module);
      } catch (WasmtierException e) {
        note(e, RUNNING);
      }
      clock.end();
      if (instance == null) {
        return;
      }
      int calls = 0;
      for (Extern export : instance.exports().values()) {
        if (export instanceof WasmFunction function && calls++ < 5) {
          clock.begin();
          call(function);
          clock.end();
        }
      }
    }
  }

  private void call(WasmFunction function) {
    List<ValType> params = function.functionType().params();
    @Nullable Object[] arguments = new @Nullable Object[params.size()];
    for (int i = 0; i < arguments.length; i++) {
      ValType type = params.get(i);
      if (type.isRef() && !type.isNullable()) {
        return;
      }
      arguments[i] = zero(type);
    }
    try {
      function.call(arguments);
      returned++;
    } catch (WasmtierException e) {
      note(e, RUNNING);
    }
  }

  private static @Nullable Object zero(ValType type) {
    return switch (type.bits()) {
      case ValType.BITS_I32 -> 0;
      case ValType.BITS_I64 -> 0L;
      case ValType.BITS_F32 -> 0f;
      case ValType.BITS_F64 -> 0.0;
      case ValType.BITS_V128 -> V128.ZERO;
      default -> null;
    };
  }

  /// {@return something to import of a type, or null if there is no default}
  private static @Nullable Extern make(Store store, ExternType type) {
    return switch (type) {
      case ExternType.Memory memory -> store.newMemory(memory);
      case ExternType.Table table ->
          table.element().isNullable() ? store.newTable(table, null) : null;
      case ExternType.Global global ->
          global.type().isRef() && !global.type().isNullable()
              ? null
              : store.newGlobal(global, zero(global.type()));
      case ExternType.Func function -> null;
      case ExternType.Tag tag -> null;
    };
  }
}
