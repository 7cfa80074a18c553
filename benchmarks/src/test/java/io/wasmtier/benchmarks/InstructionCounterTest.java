package io.wasmtier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wasmtier.benchmarks.InstructionCounter.Cuts;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Store;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.WasmModule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InstructionCounterTest {
  /// What a function executes, counted by hand.
  ///
  /// @param body the body of `run`
  /// @param every all instructions
  /// @param working those that do something
  private record Case(String name, String body, int argument, int result, int every, int working) {}

  private static final List<Case> CASES =
      List.of(
          new Case("one instruction", "local.get 0", 7, 7, 1, 1),
          new Case("structure", "block nop end i32.const 1 drop local.get 0", 7, 7, 5, 2),
          // Before the loop 2; a round has 4 and a branch; the loop itself once; behind it 1.
          new Case(
              "loop",
              """
              i32.const 0  local.set $n
              loop $next
                local.get $n  i32.const 1  i32.add  local.tee $n
                local.get 0  i32.lt_s  br_if $next
              end
              local.get $n\
              """,
              5,
              5,
              2 + 1 + 7 * 5 + 1,
              2 + 7 * 5 + 1),
          // The condition and `if` 2, an arm 1.
          new Case(
              "then", "local.get 0 if (result i32) i32.const 3 else i32.const 4 end", 1, 3, 3, 3),
          new Case(
              "else",
              "local.get 0 if (result i32) i32.const 3 else nop i32.const 4 end",
              0,
              4,
              4,
              3),
          new Case("if without else, taken", "local.get 0 if nop end i32.const 9", 1, 9, 4, 3),
          new Case("if without else, not taken", "local.get 0 if nop end i32.const 9", 0, 9, 3, 3),
          new Case(
              "branch over dead code",
              "block local.get 0 br_if 0 i32.const 1 return end i32.const 2",
              1,
              2,
              4,
              3),
          new Case(
              "return", "block local.get 0 br_if 0 i32.const 1 return end i32.const 2", 0, 1, 5, 4),
          new Case(
              "unreachable code", "i32.const 5 return i32.const 1 i32.add i32.popcnt", 0, 5, 2, 2),
          // To the middle label: 2 blocks, get, br_table, then a constant and return.
          new Case(
              "br_table",
              """
              block $a block $b
                local.get 0  br_table $a $b $a
              end
                i32.const 10  return
              end
              i32.const 20\
              """,
              1,
              10,
              6,
              4),
          new Case(
              "br_table, default",
              """
              block $a block $b
                local.get 0  br_table $a $b $a
              end
                i32.const 10  return
              end
              i32.const 20\
              """,
              9,
              20,
              5,
              3),
          // $twice: get, const, mul.
          new Case("call", "local.get 0 call $twice call $twice", 3, 12, 3 + 2 * 3, 3 + 2 * 3),
          new Case("tail call", "local.get 0 return_call $twice", 3, 6, 2 + 3, 2 + 3),
          new Case(
              "indirect call",
              "local.get 0 i32.const 0 call_indirect (type $unary)",
              3,
              6,
              3 + 3,
              3 + 3),
          // block, try_table, get, throw; behind the handler the constant and the sum.
          new Case(
              "exception",
              """
              block $caught (result i32)
                try_table (result i32) (catch $tag $caught)
                  local.get 0  throw $tag
                end
              end
              i32.const 1  i32.add\
              """,
              3,
              4,
              6,
              4));

  private static WasmModule module(String body) {
    return WatParser.parse(
        "test",
        """
        (module
          (type $unary (func (param i32) (result i32)))
          (table funcref (elem $twice))
          (tag $tag (param i32))
          (global $before (mut i32) (i32.const 77))
          (func $twice (param i32) (result i32) local.get 0 i32.const 2 i32.mul)
          (func (export "run") (param i32) (result i32) (local $n i32) %s)
          (func (export "before") (result i32) (global.get $before)))
        """
            .formatted(body),
        FeatureSet.DEFAULT);
  }

  @TestFactory
  Stream<DynamicTest> countsWhatIsExecuted() {
    return CASES.stream()
        .map(example ->
            DynamicTest.dynamicTest(
                example.name,
                () -> {
                  WasmModule module = module(example.body);
                  assertThat(
                          InstructionCounter.count(
                              module, example.argument, example.result, InstructionCounter::every))
                      .isEqualTo(example.every);
                  assertThat(
                          InstructionCounter.count(
                              module, example.argument, example.result, Opcode::weight))
                      .isEqualTo(example.working);
                }));
  }

  @Test
  void leavesOtherGlobalsAlone() {
    WasmModule build =
        InstructionCounter.build(
            module("local.get 0"), FeatureSet.DEFAULT, InstructionCounter::every, Cuts.CONTROL);
    try (Engine engine = new Engine();
        Store store = engine.newStore()) {
      Instance instance = store.instantiate(engine.load(build));
      assertThat(instance.function("before").call()).isEqualTo(77);
      assertThat(instance.global(InstructionCounter.EXPORT).getI64()).isEqualTo(1);
    }
  }

  @Test
  void complainsAboutAnotherResult() {
    assertThatThrownBy(
            () -> InstructionCounter.count(module("local.get 0"), 1, 2, InstructionCounter::every))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gives 1 instead of 2");
  }

  /// The cuts are an optimisation: with real code they must not change what is counted.
  @TestFactory
  Stream<DynamicTest> cutsDoNotMatter() {
    List<String> names = List.of("fib", "quicksort", "sha256", "richards", "vm", "json", "nbody");
    assumeTrue(names.stream().allMatch(BenchmarkData::has), () -> BenchmarkData.missing(names));
    return names.stream()
        .map(name ->
            DynamicTest.dynamicTest(
                name,
                () -> {
                  WasmModule module = BenchmarkData.module(name);
                  assertThat(run(module, Cuts.CONTROL)).isEqualTo(run(module, Cuts.EVERYWHERE));
                }));
  }

  private static List<Object> run(WasmModule module, Cuts cuts) {
    try (Engine engine = new Engine();
        Store store = engine.newStore()) {
      Instance instance =
          store.instantiate(
              engine.load(
                  InstructionCounter.build(
                      module, FeatureSet.DEFAULT, InstructionCounter::every, cuts)));
      Object result = instance.function("run").call(1);
      long count = instance.global(InstructionCounter.EXPORT).getI64();
      assertThat(count).isPositive();
      return List.of(result, count);
    }
  }
}
