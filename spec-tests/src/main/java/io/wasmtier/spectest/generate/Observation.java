package io.wasmtier.spectest.generate;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Extern;
import io.wasmtier.runtime.Global;
import io.wasmtier.runtime.HostCall;
import io.wasmtier.runtime.ImportType;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Memory;
import io.wasmtier.runtime.References;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Table;
import io.wasmtier.runtime.Tag;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.V128;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// All that can be observed of a generated module: what each function gives or how it fails, what
/// it calls of the host, and then memories, globals and tables. Stateless.
public final class Observation {
  private static final int FRAMES = 4;
  private static final String CALLERS = " from ";
  private static final String OFFSET = "@";
  private static final String EXCEPTION = "exception ";
  private static final String NOT_FOR_HOSTS = "not for hosts";
  private static final String DEPTH = " depth ";

  /// Of each kind of object what a host can tell.
  private static final AbstractHeap[] KINDS = {
    AbstractHeap.STRUCT, AbstractHeap.ARRAY, AbstractHeap.CONT, AbstractHeap.EXN
  };

  private final int turns;
  private final RandomGenerator random;
  private final List<String> lines = new ArrayList<>();
  private Map<String, Extern> exports = Map.of();
  private long hostCalls;
  private long hostHash;

  private Observation(long seed, int turns) {
    this.turns = turns;
    this.random = new SplittableRandom(seed);
  }

  /// {@return the observations, one a line: two runs are alike if they are equal}
  ///
  /// @param engine the engine, which has loaded the module
  /// @param module a module of [ModuleGenerator]
  /// @param seed what the arguments follow from
  /// @param turns how many turns loops may make in a call
  /// @throws WasmtierException if something happens that no guest can cause
  public static List<String> of(Engine engine, LoadedModule module, long seed, int turns) {
    Observation observation = new Observation(seed, turns);
    try (Store store = engine.newStore()) {
      observation.observe(store, module);
    }
    return observation.lines;
  }

  /// {@return a line without offsets, which differ where instructions are encoded differently}
  static String withoutOffsets(String line) {
    return line.replaceAll(OFFSET + "[0-9a-f]+", "");
  }

  /// {@return a line without the callers of a function that trapped: a tail call from one tier to
  /// another may leave the caller's frame}
  static String withoutCallers(String line) {
    return line.replaceAll("(" + CALLERS + "[0-9@ a-f]*)?" + DEPTH + "\\d+", "");
  }

  /// {@return whether a line tells of a call that returned}
  static boolean isReturn(String line) {
    return line.startsWith("f") && !isFailure(line) && !line.endsWith(NOT_FOR_HOSTS);
  }

  /// {@return whether a line tells of a call that trapped or threw}
  static boolean isFailure(String line) {
    return line.startsWith("f") && (line.contains(DEPTH) || line.contains(EXCEPTION));
  }

  private void observe(Store store, LoadedModule module) {
    Linker linker = new Linker();
    for (ImportType wanted : module.imports()) {
      if (wanted.type() instanceof ExternType.Func(int id, boolean exact)
          && DefType.of(id).composite() instanceof FuncType type) {
        linker.function(wanted.module(), wanted.name(), type, call -> host(call, type));
      }
    }
    Instance instance;
    try {
      instance = linker.instantiate(store, module);
    } catch (WasmtierException e) {
      lines.add("start: " + failure(e));
      return;
    }
    exports = instance.exports();
    exports.forEach((name, item) -> {
      if (item instanceof WasmFunction function) {
        instance.global("g0").set(ModuleGenerator.FUEL);
        instance.global("g1").set(turns);
        lines.add(name + ": " + call(function));
      }
    });
    lines.add("host: " + hostCalls + " " + hostHash);
    exports.forEach((name, item) -> {
      switch (item) {
        case WasmFunction function -> {}
        case Global global -> lines.add(name + ": " + text(global.get()));
        case Memory memory -> lines.add(name + ": " + memory.sizeInPages() + " " + crc(memory));
        case Table table -> {
          StringBuilder elements = new StringBuilder(name + ":");
          for (int i = 0; i < table.size(); i++) {
            elements.append(' ').append(text(table.get(i)));
          }
          lines.add(elements.toString());
        }
        case Tag tag -> {}
      }
    });
  }

  private static long crc(Memory memory) {
    CRC32C crc = new CRC32C();
    crc.update(memory.read(0, (int) memory.sizeInBytes()));
    return crc.getValue();
  }

  /// A host function: remembers what it is given, and gives what follows from that.
  private void host(HostCall call, FuncType type) {
    long hash = ++hostCalls;
    for (int i = 0; i < type.params().size(); i++) {
      hash = hash * 31 + text(call.argument(i)).hashCode();
    }
    hostHash = hostHash * 31 + hash;
    RandomGenerator results = new SplittableRandom(hash);
    for (int i = 0; i < type.results().size(); i++) {
      call.returnValue(i, value(results, type.results().get(i)));
    }
  }

  private String call(WasmFunction function) {
    List<ValType> params = function.functionType().params();
    @Nullable Object[] arguments = new @Nullable Object[params.size()];
    for (int i = 0; i < arguments.length; i++) {
      ValType type = params.get(i);
      arguments[i] = value(random, type);
      if (arguments[i] == null && type.isRef() && !type.isNullable()) {
        return NOT_FOR_HOSTS;
      }
    }
    try {
      return text(function.call(arguments));
    } catch (WasmtierException e) {
      return failure(e);
    }
  }

  private String failure(WasmtierException e) {
    return switch (e) {
      case Trap trap -> {
        List<WasmFrame> stack = trap.wasmStack();
        StringBuilder text = new StringBuilder(trap.kind().name());
        for (int i = 0; i < FRAMES && i < stack.size(); i++) {
          WasmFrame frame = stack.get(i);
          text.append(i == 0 ? " in " : i == 1 ? CALLERS : " ").append(frame.function());
          text.append(OFFSET).append(Long.toHexString(frame.offset()));
        }
        yield text.append(DEPTH).append(stack.size()).toString();
      }
      case WasmException exception -> EXCEPTION + text(exception.payload().toArray());
      default -> {
        if (e.failure() == Failure.EXHAUSTION) {
          yield "exhaustion";
        }
        throw e;
      }
    };
  }

  private @Nullable Object value(RandomGenerator from, ValType type) {
    return switch (type.bits()) {
      case ValType.BITS_I32 -> from.nextInt();
      case ValType.BITS_I64 -> from.nextLong();
      // NaNs too.
      case ValType.BITS_F32 -> Float.intBitsToFloat(from.nextInt());
      case ValType.BITS_F64 -> Double.longBitsToDouble(from.nextLong());
      case ValType.BITS_V128 -> new V128(from.nextLong(), from.nextLong());
      default -> type.equals(ValType.EXTERNREF) && from.nextBoolean() ? "host" : null;
    };
  }

  private String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Float number -> "f32 " + Integer.toHexString(Float.floatToRawIntBits(number));
      case Double number -> "f64 " + Long.toHexString(Double.doubleToRawLongBits(number));
      case Object[] several -> {
        StringBuilder all = new StringBuilder();
        for (Object one : several) {
          all.append(text(one)).append("; ");
        }
        yield all.toString();
      }
      case WasmFunction function -> {
        for (Map.Entry<String, Extern> export : exports.entrySet()) {
          if (export.getValue().equals(function)) {
            yield export.getKey();
          }
        }
        yield "function";
      }
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case String string -> string;
      case V128 vector -> vector.toString();
      default -> object(value);
    };
  }

  private static String object(Object value) {
    for (AbstractHeap kind : KINDS) {
      if (References.matches(value, ValType.ref(false, kind))) {
        return kind.text();
      }
    }
    // An i31 tells its number.
    return References.matches(value, ValType.ref(false, AbstractHeap.I31))
        ? value.toString()
        : value.getClass().getSimpleName();
  }
}
