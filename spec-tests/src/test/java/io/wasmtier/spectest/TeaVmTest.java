package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.HostCall;
import io.wasmtier.runtime.ImportType;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.Tuning.Tier;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A Java program compiled by TeaVM: all its objects are structures and arrays of the guest, its
/// strings are those of the host (`wasm:js-string`), its exceptions are WebAssembly's.
///
/// The corpus has no expected output of it, because it wants TeaVM's JavaScript beside it, of which
/// this is the part it uses. What it prints checks itself: it inflates what it deflated, sorts, and
/// catches a failed cast. In the end it stores outside of an array; TeaVM, unless told to be
/// strict, leaves that to the engine, and a trap can't be caught.
class TeaVmTest {
  private static final int PAGE = 65536;

  private final StringBuilder output = new StringBuilder();

  @ParameterizedTest
  @DisplayName("TeaVM: GC, exceptions and string builtins")
  @EnumSource(
      value = Tier.class,
      names = {"INTERPRETER", "BASELINE"})
  void main(Tier tier) throws IOException {
    Corpus.Entry entry =
        Corpus.modules().stream()
            .filter(module -> module.id().equals("teavm-gc"))
            .findFirst()
            .orElseThrow();
    assertThat(entry.has("gc") && entry.has("eh-exnref")).isTrue();
    try (Engine engine = new Engine(Config.DEFAULT, Tuning.standard().tier(tier));
        Store store = engine.newStore()) {
      var module = engine.load(entry.present());
      Linker linker = new Linker().jsStringBuiltins();
      for (ImportType wanted : module.imports()) {
        define(linker, store, wanted);
      }
      Instance instance = linker.instantiate(store, module);
      WasmFunction main =
          (WasmFunction) Objects.requireNonNull(instance.global("main").get(), "main");
      // The program's arguments.
      Trap trap = catchThrowableOfType(Trap.class, () -> main.call(List.of()));
      assertThat(trap.kind()).isEqualTo(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS);
    }
    assertThat(output.toString().lines())
        .containsExactly(
            "deflated 9221 equal true crc 7a649383",
            "fig,pear,apple,banana",
            "21.566370614359172",
            "CCE");
  }

  private void define(Linker linker, Store store, ImportType wanted) {
    switch (wanted.type()) {
      case ExternType.Memory memory ->
          linker.define(wanted.module(), wanted.name(), store.newMemory(memory));
      case ExternType.Global global -> {
        int value =
            switch (wanted.name()) {
              case "heapOffset" -> 0;
              case "maxSize" -> 33 * PAGE;
              default -> throw new AssertionError(wanted);
            };
        linker.define(wanted.module(), wanted.name(), store.newGlobal(global, value));
      }
      case ExternType.Func function -> {
        if (!wanted.module().equals("wasm:js-string")) {
          FuncType type = (FuncType) DefType.of(function.type()).composite();
          linker.function(wanted.module(), wanted.name(), type, call -> host(wanted.name(), call));
        }
      }
      default -> throw new AssertionError(wanted);
    }
  }

  /// What JavaScript does for the program; what it never calls fails.
  private void host(String name, HostCall call) {
    switch (name) {
      case "stringBuiltinsSupported" -> call.returnI32(1);
      case "putcharStdout" -> output.append((char) call.i32(0));
      case "currentTimeMillis" -> call.returnF64(1e12);
      case "createClass", "createFunction1" -> call.returnRef(name);
      // A JavaScript function that calls the guest's.
      case "defineFunction" -> call.returnRef(call.ref(0));
      case "defineStaticMethod", "decorateException" -> {}
      case "getProperty" -> {
        assertThat(call.ref(1)).isEqualTo("length");
        call.returnRef(((List<?>) Objects.requireNonNull(call.ref(0))).size());
      }
      case "unwrapInt" -> call.returnI32((Integer) Objects.requireNonNull(call.ref(0)));
      case "callFunction1", "takeStackTrace" -> call.returnRef(null);
      default -> throw new AssertionError("the program calls " + name);
    }
  }
}
