package io.wasmtier.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a walk delivers: all that can be reached and nothing else, labels and heights right.
class LivenessTest {
  private static final FeatureSet ALL = FeatureSet.ALL;

  private static List<String> trace(String function) {
    return RecordingSink.trace(module("(module (tag $e (param i32)) " + function + ")"), 0);
  }

  private static ValidatedModule module(String text) {
    return Validator.validate(WatParser.parse("test", text, ALL), ALL);
  }

  @Test
  void everythingOfStraightCode() {
    assertThat(
            trace(
                """
                (func (param i32 i64) (result i64) (local f32)
                  local.get 0 i64.extend_i32_s local.get 1 i64.add f32.const 1 local.set 2)
                """))
        .containsExactly(
            "begin",
            "local local.get 0 1",
            "unary i64.extend_i32_s",
            "local local.get 1 2",
            "binary i64.add",
            "constant f32.const 1065353216 0",
            "local local.set 2 3",
            "end L0 true",
            "finish");
  }

  @Test
  void nothingBehindABranch() {
    assertThat(
            trace(
                """
                (func (param i32)
                  block
                    local.get 0
                    br_if 0
                    br 0
                    i32.const 1 drop
                    block i32.const 2 drop br 1 end
                    loop br 0 end
                  end
                  nop)
                """))
        .containsExactly(
            "begin",
            "block L1",
            "local local.get 0 1",
            "brIf L1!",
            "br L1!",
            "end L1! false",
            "end L0 true",
            "finish");
  }

  @Test
  void nothingBehindABlockThatNobodyLeaves() {
    assertThat(
            trace(
                """
                (func (param i32)
                  block
                    loop
                      br 0
                    end
                    i32.const 1 drop
                  end
                  i32.const 2 drop)
                """))
        .containsExactly(
            "begin",
            "block L1",
            "loop L2",
            "br L2!",
            "end L2! false",
            "end L1 false",
            "end L0 false",
            "finish");
  }

  @Test
  void armsOfAnIf() {
    assertThat(
            trace(
                """
                (func (param i32) (result i32)
                  local.get 0
                  if (result i32) i32.const 1 else unreachable i32.const 2 end
                  local.get 0
                  if (result i32) unreachable else i32.const 3 end
                  local.get 0
                  if i32.const 5 return end
                  local.get 0
                  if (result i32) unreachable else unreachable end
                  drop
                  i32.add)
                """))
        .containsExactly(
            "begin",
            "local local.get 0 1",
            "if_ L1",
            "constant i32.const 1 0",
            "else_ L1! true",
            "unreachable",
            "end L1! false",
            "local local.get 0 1",
            "if_ L2",
            "unreachable",
            "else_ L2 false",
            "constant i32.const 3 0",
            "end L2 true",
            "local local.get 0 1",
            "if_ L3",
            "constant i32.const 5 0",
            "return_",
            "end L3 false",
            "local local.get 0 1",
            "if_ L4",
            "unreachable",
            "else_ L4 false",
            "unreachable",
            "end L4 false",
            "end L0 false",
            "finish");
  }

  @Test
  void switchesAndHandlers() {
    assertThat(
            trace(
                """
                (func (param i32)
                  block $a block $b
                    local.get 0 br_table $a $b $a
                  end unreachable end
                  block $h (result i32)
                    try_table (catch $e $h) i32.const 7 throw $e end
                    return
                  end
                  drop)
                """))
        .containsExactly(
            "begin",
            "block L1",
            "block L2",
            "local local.get 0 1",
            "brTable [L1!, L2!, L1!]",
            "end L2! false",
            "unreachable",
            "end L1! false",
            "block L3",
            "tryTable L4 [0:0:L3!]",
            "constant i32.const 7 0",
            "throw_ 0 (func (param i32))",
            "end L4 false",
            "end L3! false",
            "drop 1",
            "end L0 true",
            "finish");
  }

  @Test
  void legacyHandlers() {
    assertThat(
            trace(
                """
                (func (result i32)
                  try (result i32)
                    try unreachable delegate 0
                    i32.const 9
                  catch $e
                  catch_all
                    rethrow 0
                  end)
                """))
        .containsExactly(
            "begin",
            "legacyTry L1",
            "legacyTry L2",
            "unreachable",
            "legacyDelegate L2 L1 false",
            "legacyCatch L1 0 false",
            "legacyCatch L1! -1 true",
            "legacyRethrow L1!",
            "end L1! false",
            "end L0 true",
            "finish");
  }

  @Test
  void heightsCountSlotsOfVectors() {
    List<String> seen = new ArrayList<>();
    FunctionSink sink =
        watching((context, name, arguments) -> {
          if (name.equals("block")) {
            Label label = (Label) arguments[0];
            seen.add(label.height + " " + label.slotHeight + " " + label.number);
          } else if (name.equals("binary")) {
            seen.add(context.height() + ": " + context.operand(0) + " " + context.operand(1));
          }
        });
    module(
            """
            (module (func (param v128)
              i32.const 1 local.get 0 i64.const 2
              block (param i64) drop end
              local.get 0 i8x16.add drop
              f32.const 1 block end f32.convert_i32_s drop
              ))
            """
                .replace("f32.convert_i32_s drop", "drop drop"))
        .walk(0, sink);
    assertThat(seen)
        .containsExactly("2 3 1", "3: " + ValType.BITS_V128 + " " + ValType.BITS_V128, "2 2 2");
  }

  private interface Watcher {
    void see(FunctionContext context, String name, Object[] arguments);
  }

  private static FunctionSink watching(Watcher watcher) {
    FunctionContext[] context = new FunctionContext[1];
    return (FunctionSink)
        Proxy.newProxyInstance(
            LivenessTest.class.getClassLoader(),
            new Class<?>[] {FunctionSink.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("begin")) {
                context[0] = (FunctionContext) arguments[0];
              }
              watcher.see(context[0], method.getName(), arguments);
              return null;
            });
  }

  // A sink that keeps a stack of its own, as the contract says it can: heights agree at every
  // instruction of real code.
  @Test
  void aSinkCanKeepItsStackInStep() {
    int[] checked = new int[1];
    for (Path file : Suites.corpus()) {
      FeatureSet features = FeatureSet.DEFAULT.with(Feature.LEGACY_EXCEPTIONS);
      byte[] bytes = Suites.read(file);
      if (bytes.length > 400_000) {
        continue;
      }
      WasmModule decoded = Decoder.decode(bytes, features);
      ValidatedModule module = Validator.validate(decoded, features, Validator.Mode.LAZY, 1);
      for (int i = module.importedFunctions(); i < module.functionCount(); i++) {
        int[] height = new int[1];
        module.walk(
            i,
            watching((context, name, arguments) -> {
              if (context != null && !name.equals("begin") && !name.equals("finish")) {
                if (isReached(name, arguments)) {
                  assertThat(context.height()).as(name).isEqualTo(height[0]);
                }
                height[0] = after(context, name, arguments, height[0]);
                checked[0]++;
              }
            }));
      }
    }
    assertThat(checked[0]).isGreaterThan(1_000_000);
  }

  // Where an arm ends that can't be reached at its end, the operands are of no meaning.
  private static boolean isReached(String name, Object[] arguments) {
    return switch (name) {
      case "end", "else_", "legacyCatch", "legacyDelegate" ->
          (boolean) arguments[arguments.length - 1];
      default -> true;
    };
  }

  private static int after(FunctionContext context, String name, Object[] arguments, int height) {
    return switch (name) {
      case "end", "legacyDelegate" -> {
        Label label = (Label) arguments[0];
        yield label.height + label.results.length;
      }
      case "else_" -> ((Label) arguments[0]).height + ((Label) arguments[0]).params.length;
      case "legacyCatch" -> {
        int tag = (int) arguments[1];
        int params = tag < 0 ? 0 : context.module().tagType(tag).params().length;
        yield ((Label) arguments[0]).height + params;
      }
      case "constant", "refNull", "refFunc" -> height + 1;
      case "unary",
          "load",
          "block",
          "loop",
          "tryTable",
          "legacyTry",
          "cast",
          "arrayLen",
          "unreachable",
          "return_",
          "br",
          "brTable",
          "throw_",
          "throwRef",
          "legacyRethrow",
          "brOnCast" ->
          height;
      case "binary", "drop", "if_", "brIf" -> height - 1;
      case "ternary", "select", "store" -> height - 2;
      case "local", "global" ->
          switch (((Opcode) arguments[0]).shape()) {
            case LOCAL_GET, GLOBAL_GET -> height + 1;
            case LOCAL_TEE -> height;
            default -> height - 1;
          };
      case "lane", "shuffle", "wide", "memoryLane", "atomic" ->
          height + delta(((Opcode) (name.equals("shuffle") ? Opcode.I8X16_SHUFFLE : arguments[0])));
      case "memory", "table" -> {
        Shape shape = ((Opcode) arguments[0]).shape();
        yield height
            + switch (shape) {
              case MEMORY_SIZE, TABLE_SIZE -> 1;
              case MEMORY_GROW, TABLE_GET, DATA_DROP, ELEM_DROP -> 0;
              case TABLE_GROW -> -1;
              case TABLE_SET -> -2;
              default -> -3;
            };
      }
      case "call" -> call(height, (DefType) arguments[2], 0);
      case "callIndirect" -> call(height, (DefType) arguments[2], 1);
      case "callRef" -> call(height, (DefType) arguments[1], 1);
      case "reference" -> arguments[0] == Opcode.REF_EQ ? height - 1 : height;
      case "brOnNull" -> arguments[0] == Opcode.BR_ON_NULL ? height : height - 1;
      case "struct" -> {
        DefType type = (DefType) arguments[1];
        int fields = ((io.wasmtier.wasm.CompositeType.StructType) type.composite()).fields().size();
        yield switch ((Opcode) arguments[0]) {
          case STRUCT_NEW -> height - fields + 1;
          case STRUCT_NEW_DEFAULT -> height + 1;
          case STRUCT_SET -> height - 2;
          default -> height;
        };
      }
      case "array" ->
          switch ((Opcode) arguments[0]) {
            case ARRAY_NEW_DEFAULT -> height;
            case ARRAY_NEW_FIXED -> height - (int) arguments[2] + 1;
            case ARRAY_SET -> height - 3;
            case ARRAY_FILL, ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> height - 4;
            default -> height - 1;
          };
      case "arrayCopy" -> height - 5;
      default -> throw new AssertionError(name);
    };
  }

  private static int call(int height, DefType type, int callee) {
    return height - callee - type.params().length + type.results().length;
  }

  private static int delta(Opcode opcode) {
    String signature = opcode.signature();
    return signature.length() - 1 - 2 * signature.indexOf(':');
  }
}
