package io.wasmtier.spectest;

import io.wasmtier.spectest.ModuleShape.Signature;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Makes modules that are valid by construction and end after bounded time: what an engine does
/// with them is compared with what another, or the same after a detour, does. The same seed,
/// features and size make the same module.
///
/// Everything is exported: functions as `f0`, `f1`, …, globals as `g0` (the fuel), …, memories as
/// `m0`, …, the table as `t`.
final class ModuleGenerator {
  private static final int FUEL = 300;
  private static final int HEADER_MAGIC = 0x6D73_6100;

  private final RandomGenerator random;
  private final TypedOpcodes opcodes;
  private final ModuleShape shape;
  private final int size;

  private ModuleGenerator(long seed, FeatureSet features, int size) {
    this.random = new SplittableRandom(seed);
    this.opcodes = new TypedOpcodes(features);
    this.size = size;
    this.shape = shape(features);
  }

  /// {@return a module in the binary format}
  ///
  /// @param size about how many instructions each function has
  static byte[] generate(long seed, FeatureSet features, int size) {
    return new ModuleGenerator(seed, features, size).module();
  }

  private ModuleShape shape(FeatureSet features) {
    String plain = ModuleShape.plain(features);
    List<Signature> types = new ArrayList<>();
    types.add(new Signature("", ""));
    types.add(new Signature("il", ""));
    // What a handler gets of an exception of the type before.
    types.add(new Signature("", "il"));
    for (int i = 2 + random.nextInt(5); i > 0; i--) {
      add(
          types,
          new Signature(
              ModuleShape.randomTypes(random, plain, 4),
              ModuleShape.randomTypes(random, plain, 3)));
    }
    int[] functions = new int[1 + random.nextInt(6)];
    for (int i = 0; i < functions.length; i++) {
      functions[i] = random.nextInt(types.size());
    }
    boolean[] memories =
        features.has(Feature.MULTI_MEMORY) && random.nextBoolean()
            ? new boolean[] {false, features.has(Feature.MEMORY64) && random.nextBoolean()}
            : new boolean[1];
    return new ModuleShape(
        plain,
        types,
        functions,
        "i" + ModuleShape.randomTypes(random, plain, 6),
        memories,
        random.nextInt(2),
        functions.length + 2);
  }

  /// Types are distinct, so that the index of one is found by what it is.
  private static void add(List<Signature> types, Signature type) {
    if (!types.contains(type)) {
      types.add(type);
    }
  }

  private byte[] module() {
    ByteWriter out = new ByteWriter().i32(HEADER_MAGIC).i32(1);
    section(
        out,
        1,
        shape.types(),
        (content, type) -> {
          content.u8(0x60);
          types(content, type.params());
          types(content, type.results());
        });
    section(
        out,
        3,
        content -> {
          content.u32(shape.functions().length);
          for (int type : shape.functions()) {
            content.u32(type);
          }
        });
    section(
        out,
        4,
        content ->
            content
                .u32(1)
                .u8(ModuleShape.code('F'))
                .u8(1)
                .u32(shape.tableSize())
                .u32(shape.tableSize() + 4));
    section(
        out,
        5,
        content -> {
          content.u32(shape.memories().length);
          for (boolean is64 : shape.memories()) {
            content.u8(is64 ? 5 : 1).u64(1).u64(3);
          }
        });
    section(out, 13, content -> content.u32(1).u8(0).u32(shape.tagType()));
    section(out, 6, this::globals);
    section(out, 7, this::exports);
    section(
        out,
        9,
        content -> {
          // Active, from index 0 on: all functions.
          content.u32(1).u32(0);
          emit(content, Opcode.I32_CONST).s64(0);
          emit(content, Opcode.END).u32(shape.functions().length);
          for (int i = 0; i < shape.functions().length; i++) {
            content.u32(i);
          }
        });
    section(out, 12, content -> content.u32(ModuleShape.DATA_SEGMENTS));
    section(
        out,
        10,
        content -> {
          content.u32(shape.functions().length);
          for (int i = 0; i < shape.functions().length; i++) {
            content.sized(CodeGenerator.body(random, shape, opcodes, shape.signature(i), size));
          }
        });
    section(
        out,
        11,
        content -> {
          content.u32(ModuleShape.DATA_SEGMENTS).u32(0);
          emit(content, Opcode.I32_CONST).s64(random.nextInt(1000));
          emit(content, Opcode.END);
          data(content, 200);
          data(content.u32(1), 60);
        });
    return out.toArray();
  }

  private interface Item<T> {
    void write(ByteWriter content, T item);
  }

  private static <T> void section(ByteWriter out, int id, List<T> items, Item<T> item) {
    section(
        out,
        id,
        content -> {
          content.u32(items.size());
          items.forEach(one -> item.write(content, one));
        });
  }

  private static void section(ByteWriter out, int id, Consumer<ByteWriter> body) {
    ByteWriter content = new ByteWriter();
    body.accept(content);
    out.u8(id).sized(content);
  }

  private static ByteWriter emit(ByteWriter out, Opcode opcode) {
    return opcode.prefix() == 0
        ? out.u8(opcode.code())
        : out.u8(opcode.prefix()).u32(opcode.code());
  }

  private static void types(ByteWriter out, String letters) {
    out.u32(letters.length());
    for (char letter : letters.toCharArray()) {
      out.u8(ModuleShape.code(letter));
    }
  }

  private void globals(ByteWriter out) {
    out.u32(shape.globals().length());
    for (int i = 0; i < shape.globals().length(); i++) {
      char type = shape.globals().charAt(i);
      out.u8(ModuleShape.code(type)).u8(1);
      switch (type) {
        case 'i' ->
            emit(out, Opcode.I32_CONST).s64(i == ModuleShape.FUEL ? FUEL : random.nextInt());
        case 'l' -> emit(out, Opcode.I64_CONST).s64(random.nextLong());
        case 'f' ->
            emit(out, Opcode.F32_CONST).i32(Float.floatToIntBits((float) random.nextGaussian()));
        case 'd' -> emit(out, Opcode.F64_CONST).i64(Double.doubleToLongBits(random.nextGaussian()));
        case 'v' -> emit(out, Opcode.V128_CONST).i64(random.nextLong()).i64(random.nextLong());
        default -> emit(out, Opcode.REF_NULL).u8(ModuleShape.code(type));
      }
      emit(out, Opcode.END);
    }
  }

  private void exports(ByteWriter out) {
    int functions = shape.functions().length;
    int globals = shape.globals().length();
    int memories = shape.memories().length;
    out.u32(functions + globals + memories + 1);
    export(out, "f", ExternKind.FUNC, functions);
    export(out, "g", ExternKind.GLOBAL, globals);
    export(out, "m", ExternKind.MEMORY, memories);
    out.name("t").u8(ExternKind.TABLE.ordinal()).u32(0);
  }

  private static void export(ByteWriter out, String prefix, ExternKind kind, int count) {
    for (int i = 0; i < count; i++) {
      out.name(prefix + i).u8(kind.ordinal()).u32(i);
    }
  }

  private void data(ByteWriter out, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    out.u32(bytes.length).raw(bytes);
  }
}
