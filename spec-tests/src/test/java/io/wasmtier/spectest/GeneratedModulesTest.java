package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Extern;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.Tuning.Tier;
import io.wasmtier.runtime.abi.CompiledCode;
import io.wasmtier.runtime.abi.GuestFunction;
import io.wasmtier.spectest.generate.Hunt;
import io.wasmtier.spectest.generate.ModuleGenerator;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Modules that are valid by construction are accepted, run without internal errors, mean the same
/// after printing and parsing, and in every tier: some of them; `./mvnw -Phunt` runs more.
class GeneratedModulesTest {
  private static final int MODULES = 1_300;

  /// Modules made for the coverage of the table; the rarest instruction is in about 40 of 1,500.
  private static final int COVERAGE = 1_500;

  @Test
  @DisplayName("interpreter, text format, baseline, optimizing and tiers chosen at random agree")
  void allWaysAgree() {
    try (Hunt hunt = new Hunt(List.of(Tier.BASELINE, Tier.OPTIMIZING, Tier.RANDOM))) {
      for (int seed = 0; seed < MODULES; seed++) {
        hunt.run(seed);
      }
      assertThat(hunt.differences()).isEmpty();
      assertThat(hunt.runs()).isGreaterThanOrEqualTo(6_500);
      assertThat(hunt.returns()).as("calls that return").isGreaterThan(2 * MODULES);
      assertThat(hunt.failures()).as("calls that trap or throw").isGreaterThan(MODULES);
    }
  }

  @Test
  @DisplayName("functions divided into many small methods mean the same")
  void regionsAgree() {
    Tuning tuning = Tuning.standard().with(Tuning.Row.REGION_BYTES, 60);
    try (Hunt hunt = new Hunt(List.of(Tier.OPTIMIZING), 300, tuning)) {
      for (int seed = 0; seed < 200; seed++) {
        hunt.run(seed);
      }
      assertThat(hunt.differences()).isEmpty();
      assertThat(hunt.returns()).as("calls that return").isGreaterThan(200);
    }
  }

  @Test
  void theSameSeedMakesTheSameModule() {
    assertThat(ModuleGenerator.generate(7, FeatureSet.ALL, 100))
        .isEqualTo(ModuleGenerator.generate(7, FeatureSet.ALL, 100))
        .isNotEqualTo(ModuleGenerator.generate(8, FeatureSet.ALL, 100));
  }

  /// Where tier 1 refuses a function, the interpreter would be compared with itself.
  @Test
  @DisplayName("tier 1 compiles most functions of modules that do not use everything")
  void thereIsCompiledCode() {
    int functions = 0;
    int compiled = 0;
    for (int seed = 0; seed < 200; seed++) {
      FeatureSet features = Hunt.features(seed);
      if (features.has(Feature.SIMD) || features.has(Feature.GC)) {
        continue;
      }
      Config config = Config.DEFAULT.features(features);
      try (Engine engine = new Engine(config, Tuning.standard().tier(Tier.BASELINE));
          Store store = engine.newStore()) {
        Linker linker = new Linker().stubMissingFunctions(true);
        Instance instance;
        try {
          instance = linker.instantiate(store, engine.load(Hunt.module(seed)));
        } catch (Trap e) {
          continue;
        }
        for (Extern item : instance.exports().values()) {
          if (item instanceof GuestFunction function) {
            List<ValType> params = function.functionType().params();
            @Nullable Object[] arguments = new @Nullable Object[params.size()];
            for (int i = 0; i < arguments.length; i++) {
              arguments[i] =
                  switch (params.get(i).bits()) {
                    case ValType.BITS_I32 -> 0;
                    case ValType.BITS_I64 -> 0L;
                    case ValType.BITS_F32 -> 0f;
                    case ValType.BITS_F64 -> 0.0;
                    default -> null;
                  };
            }
            // It is compiled, whatever comes of it.
            catchThrowable(() -> function.call(arguments));
            functions++;
            compiled += function.code() instanceof CompiledCode ? 1 : 0;
          }
        }
      }
    }
    assertThat(functions).isGreaterThan(100);
    assertThat(compiled).as("compiled of %d", functions).isGreaterThan(functions * 3 / 4);
  }

  /// What never occurs is not tested.
  @Test
  @DisplayName("every row of the opcode table and every form of element segment occurs")
  void theGeneratorReachesTheTable() {
    Set<Opcode> never = EnumSet.allOf(Opcode.class);
    Set<Opcode> neverConstant = EnumSet.noneOf(Opcode.class);
    for (Opcode opcode : Opcode.values()) {
      if (opcode.isConstant()) {
        neverConstant.add(opcode);
      }
    }
    Set<Integer> elements = new TreeSet<>();
    for (int seed = 0; seed < COVERAGE; seed++) {
      FeatureSet features = Hunt.features(seed);
      WasmModule module = Decoder.decode(Hunt.module(seed), features);
      int types = module.types().stream().mapToInt(group -> group.types().size()).sum();
      for (int i = 0; i < module.code().count(); i++) {
        InstructionReader reader = reader(module.code().body(i).reader(), features, types);
        for (int groups = reader.input().u32(); groups > 0; groups--) {
          reader.input().u32();
          reader.valueType();
        }
        remove(reader, never);
      }
      List<WasmModule.Expression> constants = new ArrayList<>();
      module.globals().forEach(global -> constants.add(global.init()));
      for (ElementSegment segment : module.elements()) {
        elements.add(segment.flags());
        if (segment.expressions() != null) {
          constants.addAll(segment.expressions());
        }
      }
      for (WasmModule.Expression constant : constants) {
        remove(reader(constant.code().reader(), features, types), neverConstant);
      }
    }
    assertThat(never).as("never in code").isEmpty();
    // The only instructions that need an object of a type with a descriptor for a constant.
    neverConstant.removeAll(Set.of(Opcode.STRUCT_NEW_DESC, Opcode.STRUCT_NEW_DEFAULT_DESC));
    assertThat(neverConstant).as("never in constant expressions").isEmpty();
    assertThat(elements).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  private static InstructionReader reader(ByteReader bytes, FeatureSet features, int types) {
    return new InstructionReader(bytes, features, types);
  }

  private static void remove(InstructionReader reader, Set<Opcode> from) {
    while (!reader.atEnd()) {
      from.remove(reader.next());
    }
  }
}
