package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;
import java.util.random.RandomGenerator;

/// Writes the body of a function that is valid by construction: a tree of instructions, each
/// writing its operands first, made of the [Productions] of the classes beside this one.
///
/// Instructions with a fixed signature come from the opcode table ([TypedOpcodes]); written out are
/// only those whose signature depends on their immediates.
///
/// Bodies end after bounded time, because functions and loops consume fuel, and their results do
/// not depend on what the specification leaves open: NaNs are made canonical, waits have short
/// timeouts.
final class CodeGenerator {
  private static final int DEPTH = 6;

  private final BodyWriter body;
  private final Productions productions;
  private final ReferenceCode references;

  /// How many more instructions may have operands that are not just constants and variables.
  private int budget;

  private CodeGenerator(BodyWriter body, TypedOpcodes opcodes, int size) {
    this.body = body;
    this.budget = size;
    this.productions = new Productions(body.module.features());
    new NumericCode(body, this, opcodes).addTo(productions);
    new VariableCode(body, this).addTo(productions);
    new StorageCode(body, this).addTo(productions);
    new ControlCode(body, this).addTo(productions);
    new ExceptionCode(body, this).addTo(productions);
    new CallCode(body, this).addTo(productions);
    AggregateCode aggregates = new AggregateCode(body, this);
    aggregates.addTo(productions);
    new CastCode(body, this).addTo(productions);
    references = new ReferenceCode(body, this, aggregates);
    references.addTo(productions);
    ContinuationTypes continuations = body.module.continuations();
    if (continuations != null) {
      new ContinuationCode(body, this, continuations).addTo(productions);
    }
    if (body.module.described() >= 0) {
      new DescriptorCode(body, this).addTo(productions);
    }
  }

  /// {@return the body of a function, locals included}
  ///
  /// @param size about how many instructions
  static ByteWriter body(
      RandomGenerator random,
      ModuleShape module,
      TypedOpcodes opcodes,
      FuncType signature,
      int size) {
    BodyWriter body = new BodyWriter(random, module, signature);
    new CodeGenerator(body, opcodes, size).write();
    return body.out;
  }

  private void write() {
    enter();
    statements(DEPTH);
    values(body.signature.results(), DEPTH);
    body.emit(Opcode.END);
  }

  /// Burns fuel; without any, half of the functions return at once, and the others trap.
  private void enter() {
    burn(
        ModuleShape.FUEL,
        () -> {
          if (body.chance(50)) {
            body.emit(Opcode.UNREACHABLE);
          } else {
            body.signature.results().forEach(type -> leaf(type.bits()));
            body.emit(Opcode.RETURN);
          }
        });
  }

  /// Counts a turn of a loop.
  void turn() {
    burn(ModuleShape.TURNS, () -> body.emit(Opcode.UNREACHABLE));
  }

  private void burn(int global, Runnable atTheEnd) {
    body.emit(Opcode.GLOBAL_GET).u32(global);
    body.emit(Opcode.I32_EQZ);
    body.emit(Opcode.IF);
    body.blockType(new FuncType(List.of(), List.of()));
    atTheEnd.run();
    body.emit(Opcode.END);
    body.emit(Opcode.GLOBAL_GET).u32(global);
    body.emit(Opcode.I32_CONST).s64(1);
    body.emit(Opcode.I32_SUB);
    body.emit(Opcode.GLOBAL_SET).u32(global);
  }

  void values(List<ValType> types, int depth) {
    for (ValType type : types) {
      value(type.bits(), depth);
    }
  }

  /// Writes code that leaves one value of a type or a subtype.
  void value(int type, int depth) {
    if (depth <= 0
        || --budget <= 0
        || body.chance(7)
        || !productions.expression(body.random, type, depth)) {
      leaf(type);
    }
  }

  /// Writes an i32.
  void i32(int depth) {
    value(ValType.BITS_I32, depth);
  }

  /// Writes a reference to something of a type: mostly not null, where null would trap.
  void receiver(int type, int depth) {
    boolean typed = body.has(Opcode.REF_AS_NON_NULL);
    value(typed && body.chance(90) ? type & ~ValType.NULLABLE : type | ValType.NULLABLE, depth);
  }

  /// Writes a value that needs no others, or few.
  void leaf(int type) {
    int local = body.chance(60) ? body.localOf(type) : -1;
    if (local >= 0) {
      body.emit(Opcode.LOCAL_GET).u32(local);
    } else if (ValType.isRef(type)) {
      references.leaf(type);
    } else {
      constant(type);
    }
  }

  private void constant(int type) {
    RandomConstants constants = body.constants;
    switch (type) {
      case ValType.BITS_I32 -> body.emit(Opcode.I32_CONST).s64(constants.i32());
      case ValType.BITS_I64 -> body.emit(Opcode.I64_CONST).s64(constants.i64());
      case ValType.BITS_F32 -> body.emit(Opcode.F32_CONST).i32(constants.f32());
      case ValType.BITS_F64 -> body.emit(Opcode.F64_CONST).i64(constants.f64());
      default -> body.emit(Opcode.V128_CONST).i64(constants.half()).i64(constants.half());
    }
  }

  void statements(int depth) {
    for (int i = body.random.nextInt(4); i > 0; i--) {
      statement(depth - 1);
    }
  }

  /// Writes code that leaves nothing.
  void statement(int depth) {
    if (depth > 0 && --budget > 0) {
      productions.statement(body.random, depth);
    }
  }
}
