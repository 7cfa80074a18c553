package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;

/// Instructions with a fixed signature, which is most of the table: numbers, vectors, memory.
final class NumericCode {
  private static final int F32_NAN = 0x7FC0_0000;
  private static final long F64_NAN = 0x7FF8_0000_0000_0000L;

  private final BodyWriter body;
  private final CodeGenerator code;
  private final TypedOpcodes opcodes;

  NumericCode(BodyWriter body, CodeGenerator code, TypedOpcodes opcodes) {
    this.body = body;
    this.code = code;
    this.opcodes = opcodes;
  }

  void addTo(Productions productions) {
    productions
        .expression(50, Opcode.NOP, this::operation)
        .expression(2, Opcode.MEMORY_SIZE, this::addressed)
        .statement(40, Opcode.NOP, this::withoutResult);
  }

  private int anyMemory() {
    return body.random.nextInt(body.module.memories().size());
  }

  private ExternType.Memory memory(int index) {
    return body.module.memories().get(index);
  }

  private boolean operation(int type, int depth) {
    if (ValType.isRef(type)) {
      return false;
    }
    write(body.any(opcodes.leaving(ModuleShape.letter(type))), anyMemory(), depth);
    return true;
  }

  /// What leaves an address: `memory.size`, `memory.grow`.
  private boolean addressed(int type, int depth) {
    int memory = anyMemory();
    if (type != memory(memory).limits().addressType().bits()) {
      return false;
    }
    write(body.any(opcodes.leaving('a')), memory, depth);
    return true;
  }

  private boolean withoutResult(int depth) {
    write(body.any(opcodes.leavingNothing()), anyMemory(), depth);
    return true;
  }

  /// Writes an instruction with its operands, and drops all results but the first.
  private void write(Opcode opcode, int memory, int depth) {
    for (char letter : TypedOpcodes.operands(opcode).toCharArray()) {
      operand(opcode, letter, memory, depth - 1);
    }
    body.emit(opcode);
    for (Immediate immediate : opcode.immediates()) {
      immediate(opcode, immediate, memory);
    }
    body.drop(TypedOpcodes.results(opcode) - 1);
    if (TypedOpcodes.makesNaN(opcode)) {
      canonicalize(opcode);
    }
  }

  private void operand(Opcode opcode, char letter, int memory, int depth) {
    boolean is64 = memory(memory).limits().is64();
    switch (opcode.shape()) {
      // Long ranges would trap.
      case MEMORY_FILL, MEMORY_INIT -> body.number(letter == 'a' && is64, body.random.nextInt(40));
      // What memory there is is little.
      case MEMORY_GROW -> body.number(is64, body.random.nextInt(3));
      default -> {
        if (letter == 'a') {
          address(body, code, memory, TypedOpcodes.isAtomic(opcode), depth);
        } else if (letter == 'l' && TypedOpcodes.isTimeout(opcode)) {
          // For wait64 the value expected is an i64 too, and may as well be small.
          body.number(true, body.random.nextInt(1000));
        } else {
          code.value(Opcode.typeBits(letter, is64), depth);
        }
      }
    }
  }

  /// Writes an address, in most cases within a memory's initial size; aligned for atomic accesses.
  static void address(BodyWriter body, CodeGenerator code, int memory, boolean aligned, int depth) {
    ExternType.Memory type = body.module.memories().get(memory);
    boolean is64 = type.limits().is64();
    int address = type.limits().addressType().bits();
    if (body.chance(2)) {
      code.value(address, depth);
      return;
    }
    long mask = Long.highestOneBit(Math.max(1, ModuleShape.bytes(type) - 24)) - 1;
    if (aligned) {
      mask &= ~7;
    }
    if (body.chance(40)) {
      body.number(is64, body.random.nextInt() & mask);
    } else {
      code.value(address, depth);
      body.number(is64, mask);
      body.emit(is64 ? Opcode.I64_AND : Opcode.I32_AND);
    }
  }

  private void immediate(Opcode opcode, Immediate immediate, int memory) {
    var out = body.out;
    var random = body.random;
    RandomConstants constants = body.constants;
    switch (immediate) {
      case MEMARG -> {
        boolean atomic = TypedOpcodes.isAtomic(opcode);
        int align = atomic ? opcode.accessLog2() : random.nextInt(opcode.accessLog2() + 1);
        out.u32(memory == 0 ? align : align | 0x40);
        if (memory != 0) {
          out.u32(memory);
        }
        long offset = random.nextInt(16);
        if (body.chance(2)) {
          offset =
              memory(memory).limits().is64() && body.chance(50)
                  ? random.nextLong()
                  : random.nextInt() & 0xFFFF_FFFFL;
        }
        out.u64(atomic ? offset & ~7 : offset);
      }
      case MEMORY -> out.u32(memory);
      case DATA -> out.u32(random.nextInt(body.module.data()));
      case LANE -> out.u8(random.nextInt(TypedOpcodes.lanes(opcode)));
      case LANES -> {
        for (int i = 0; i < 16; i++) {
          out.u8(random.nextInt(32));
        }
      }
      case I32 -> out.s64(constants.i32());
      case I64 -> out.s64(constants.i64());
      case F32 -> out.i32(constants.f32());
      case F64 -> out.i64(constants.f64());
      case V128 -> out.i64(constants.half()).i64(constants.half());
      case ZERO -> out.u8(0);
      default -> throw new IllegalStateException(opcode + ": " + immediate);
    }
  }

  /// Replaces NaNs on the stack by the canonical one.
  private void canonicalize(Opcode opcode) {
    boolean wide = opcode.mnemonic().startsWith("f64");
    char type = TypedOpcodes.result(opcode);
    int local = body.scratch(new ValType(Opcode.typeBits(type, false)));
    body.emit(Opcode.LOCAL_TEE).u32(local);
    switch (type) {
      case 'f' -> body.emit(Opcode.F32_CONST).i32(F32_NAN);
      case 'd' -> body.emit(Opcode.F64_CONST).i64(F64_NAN);
      default -> {
        long nan = wide ? F64_NAN : (long) F32_NAN << 32 | F32_NAN;
        body.emit(Opcode.V128_CONST).i64(nan).i64(nan);
      }
    }
    body.emit(Opcode.LOCAL_GET).u32(local);
    body.emit(Opcode.LOCAL_GET).u32(local);
    switch (type) {
      case 'f' -> body.emit(Opcode.F32_EQ);
      case 'd' -> body.emit(Opcode.F64_EQ);
      default -> body.emit(wide ? Opcode.F64X2_EQ : Opcode.F32X4_EQ);
    }
    body.emit(type == 'v' ? Opcode.V128_BITSELECT : Opcode.SELECT);
  }
}
