package io.wasmtier.spectest;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Extern;
import io.wasmtier.runtime.Global;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Memory;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Table;
import io.wasmtier.runtime.Tag;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.V128;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// All that can be observed of a generated module: what each function gives or how it fails, and
/// then memories, globals and the table. Two engines, tiers or formats must agree on it.
final class Observation {
  private static final int FUEL = 300;

  private final RandomGenerator random;
  private final List<String> lines = new ArrayList<>();

  private Observation(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// {@return the observations, one a line}
  ///
  /// @param engine the engine, which has loaded the module
  /// @param module a module of [ModuleGenerator]
  /// @param seed what the arguments follow from
  static List<String> of(Engine engine, LoadedModule module, long seed) {
    Observation observation = new Observation(seed);
    try (Store store = engine.newStore()) {
      observation.observe(store.instantiate(module));
    }
    return observation.lines;
  }

  private void observe(Instance instance) {
    Map<String, Extern> exports = instance.exports();
    exports.forEach((name, item) -> {
      if (item instanceof WasmFunction function) {
        instance.global("g0").set(FUEL);
        lines.add(name + ": " + call(function));
      }
    });
    exports.forEach((name, item) -> {
      switch (item) {
        case WasmFunction function -> {}
        case Global global -> lines.add(name + ": " + text(global.get(), exports));
        case Memory memory ->
            lines.add(
                name
                    + ": "
                    + memory.sizeInPages()
                    + " "
                    + Corpus.sha256(memory.read(0, (int) memory.sizeInBytes())));
        case Table table -> {
          StringBuilder elements = new StringBuilder(name + ":");
          for (int i = 0; i < table.size(); i++) {
            elements.append(' ').append(text(table.get(i), exports));
          }
          lines.add(elements.toString());
        }
        case Tag tag -> {}
      }
    });
  }

  private String call(WasmFunction function) {
    List<ValType> params = function.functionType().params();
    @Nullable Object[] arguments = new @Nullable Object[params.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(params.get(i));
    }
    try {
      Object result = function.call(arguments);
      return text(result, Map.of());
    } catch (Trap trap) {
      // Whether a host is told more is not observable by guests, but which trap and where is.
      return trap.kind() + " " + trap.wasmStack().size();
    } catch (WasmException exception) {
      return "exception " + exception.payload();
    } catch (WasmtierException e) {
      if (e.failure() == Failure.EXHAUSTION) {
        return "exhaustion";
      }
      throw e;
    }
  }

  private @Nullable Object argument(ValType type) {
    return switch (ModuleShape.letter(type)) {
      case 'i' -> random.nextInt();
      case 'l' -> random.nextLong();
      case 'f' -> Float.intBitsToFloat(random.nextInt());
      case 'd' -> Double.longBitsToDouble(random.nextLong());
      case 'v' -> new V128(random.nextLong(), random.nextLong());
      case 'F' -> null;
      default -> random.nextBoolean() ? null : "host";
    };
  }

  private static String text(@Nullable Object value, Map<String, Extern> exports) {
    return switch (value) {
      case Float number -> "f32 " + Integer.toHexString(Float.floatToRawIntBits(number));
      case Double number -> "f64 " + Long.toHexString(Double.doubleToRawLongBits(number));
      case Object[] several -> {
        StringBuilder all = new StringBuilder();
        for (Object one : several) {
          all.append(text(one, exports)).append("; ");
        }
        yield all.toString();
      }
      case WasmFunction function -> {
        for (Map.Entry<String, Extern> export : exports.entrySet()) {
          if (export.getValue() == function) {
            yield export.getKey();
          }
        }
        yield "function " + function.functionType();
      }
      case null -> "null";
      default -> value.toString();
    };
  }
}
