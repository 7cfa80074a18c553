package io.wasmtier.spectest;

import io.wasmtier.spectest.ModuleShape.Signature;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Writes the body of a function that is valid by construction: a tree of instructions, each
/// writing its operands first.
///
/// Instructions with a fixed signature come from the opcode table ([TypedOpcodes]); written out
/// here is only what their signature does not say: structured control, branches, calls, variables,
/// references.
///
/// Bodies end after bounded time, because functions and loops consume fuel, and their results do
/// not depend on what the specification leaves open: NaNs are made canonical.
///
/// File size: values, control and statements call one another at every step.
final class CodeGenerator {
  private static final int DEPTH = 6;
  private static final int BLOCK_EMPTY = 0x40;
  private static final int CATCH_ALL = 2;
  private static final int CATCH = 0;
  private static final int F32_NAN = 0x7FC0_0000;
  private static final long F64_NAN = 0x7FF8_0000_0000_0000L;

  private final RandomGenerator random;
  private final RandomConstants constants;
  private final ModuleShape module;
  private final TypedOpcodes opcodes;
  private final Signature signature;
  private final String locals;

  /// The types of the last locals, which serve to make NaNs canonical: `fdv` or `fd`.
  private final String scratch;

  private final ByteWriter out = new ByteWriter();

  /// What a branch to each label wants on the stack, the innermost last.
  private final List<String> labels = new ArrayList<>();

  /// How many more instructions may have operands that are not just constants and variables.
  private int budget;

  private CodeGenerator(
      RandomGenerator random,
      ModuleShape module,
      TypedOpcodes opcodes,
      Signature signature,
      int size) {
    this.random = random;
    this.constants = new RandomConstants(random);
    this.module = module;
    this.opcodes = opcodes;
    this.signature = signature;
    this.budget = size;
    this.scratch = module.plain().substring(2);
    this.locals = signature.params() + ModuleShape.randomTypes(random, module.plain(), 8) + scratch;
  }

  /// {@return the body of a function, locals included}
  ///
  /// @param size about how many instructions
  static ByteWriter body(
      RandomGenerator random,
      ModuleShape module,
      TypedOpcodes opcodes,
      Signature signature,
      int size) {
    return new CodeGenerator(random, module, opcodes, signature, size).body();
  }

  private ByteWriter body() {
    String declared = locals.substring(signature.params().length());
    out.u32(declared.length());
    for (char letter : declared.toCharArray()) {
      out.u32(1).u8(ModuleShape.code(letter));
    }
    labels.add(signature.results());
    burnFuel();
    statements(DEPTH);
    values(signature.results(), DEPTH);
    emit(Opcode.END);
    return out;
  }

  private void burnFuel() {
    emit(Opcode.GLOBAL_GET).u32(ModuleShape.FUEL);
    emit(Opcode.I32_EQZ);
    emit(Opcode.IF).u8(BLOCK_EMPTY);
    emit(Opcode.UNREACHABLE);
    emit(Opcode.END);
    emit(Opcode.GLOBAL_GET).u32(ModuleShape.FUEL);
    emit(Opcode.I32_CONST).s64(1);
    emit(Opcode.I32_SUB);
    emit(Opcode.GLOBAL_SET).u32(ModuleShape.FUEL);
  }

  private ByteWriter emit(Opcode opcode) {
    return opcode.prefix() == 0
        ? out.u8(opcode.code())
        : out.u8(opcode.prefix()).u32(opcode.code());
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  // Values

  private void values(String types, int depth) {
    for (char letter : types.toCharArray()) {
      value(letter, depth);
    }
  }

  /// Writes code that leaves one value.
  private void value(char type, int depth) {
    if (depth <= 0 || --budget <= 0) {
      leaf(type);
      return;
    }
    int choice = random.nextInt(100);
    if (choice < 55) {
      operation(type, depth);
    } else if (choice < 65) {
      variable(type, depth);
    } else if (choice < 80) {
      block(type, depth - 1);
    } else if (choice < 87) {
      call(type, depth - 1);
    } else if (choice < 91) {
      select(type, depth - 1);
    } else if (choice < 93) {
      divergence(depth - 1);
    } else {
      leaf(type);
    }
  }

  private void leaf(char type) {
    int local = chance(60) ? local(type) : -1;
    if (local >= 0) {
      emit(Opcode.LOCAL_GET).u32(local);
    } else {
      constant(type);
    }
  }

  private void constant(char type) {
    switch (type) {
      case 'i' -> emit(Opcode.I32_CONST).s64(constants.i32());
      case 'l' -> emit(Opcode.I64_CONST).s64(constants.i64());
      case 'f' -> emit(Opcode.F32_CONST).i32(constants.f32());
      case 'd' -> emit(Opcode.F64_CONST).i64(constants.f64());
      case 'v' -> emit(Opcode.V128_CONST).i64(constants.half()).i64(constants.half());
      case 'F' -> {
        if (chance(70)) {
          emit(Opcode.REF_FUNC).u32(random.nextInt(module.functions().length));
        } else {
          emit(Opcode.REF_NULL).u8(ModuleShape.code('F'));
        }
      }
      default -> emit(Opcode.REF_NULL).u8(ModuleShape.code('X'));
    }
  }

  /// {@return a local of a type, or -1}
  private int local(char type) {
    int from = random.nextInt(locals.length());
    int found = locals.indexOf(type, from);
    return found >= 0 ? found : locals.indexOf(type);
  }

  private void variable(char type, int depth) {
    int global = module.globals().indexOf(type, 1);
    int local = local(type);
    if (global >= 0 && (local < 0 || chance(40))) {
      emit(Opcode.GLOBAL_GET).u32(global);
    } else if (local >= 0 && chance(50)) {
      value(type, depth - 1);
      emit(Opcode.LOCAL_TEE).u32(local);
    } else {
      leaf(type);
    }
  }

  // Instructions of the table

  private void operation(char type, int depth) {
    if (type == 'F' || type == 'X') {
      reference(type, depth);
      return;
    }
    if (type == 'i' && chance(4)) {
      value(chance(50) ? 'F' : 'X', depth - 1);
      emit(Opcode.REF_IS_NULL);
      return;
    }
    List<Opcode> candidates = opcodes.leaving(type);
    int memory = random.nextInt(module.memories().length);
    if (type == (module.memories()[memory] ? 'l' : 'i') && chance(5)) {
      candidates = opcodes.leaving('a');
    }
    operation(any(candidates), memory, depth);
  }

  /// Writes an instruction with its operands, and drops all results but the first.
  private void operation(Opcode opcode, int memory, int depth) {
    for (char letter : TypedOpcodes.operands(opcode).toCharArray()) {
      operand(opcode, letter, memory, depth - 1);
    }
    emit(opcode);
    for (Immediate immediate : opcode.immediates()) {
      immediate(opcode, immediate, memory);
    }
    for (int i = TypedOpcodes.results(opcode); i > 1; i--) {
      emit(Opcode.DROP);
    }
    if (TypedOpcodes.makesNaN(opcode)) {
      canonicalize(opcode);
    }
  }

  private void operand(Opcode opcode, char letter, int memory, int depth) {
    boolean is64 = module.memories()[memory];
    switch (opcode.shape()) {
      // Long ranges would trap.
      case MEMORY_FILL, MEMORY_INIT, MEMORY_COPY ->
          small(letter == 'a' && is64, random.nextInt(40));
      // What memory there is is little.
      case MEMORY_GROW -> small(is64, random.nextInt(3));
      default -> {
        if (letter == 'a') {
          address(is64, TypedOpcodes.isAtomic(opcode), depth);
        } else {
          value(letter, depth);
        }
      }
    }
  }

  private void small(boolean is64, int number) {
    emit(is64 ? Opcode.I64_CONST : Opcode.I32_CONST).s64(number);
  }

  /// Writes an address, in most cases within the first page; aligned for atomic accesses.
  private void address(boolean is64, boolean aligned, int depth) {
    if (chance(3)) {
      value(is64 ? 'l' : 'i', depth);
      return;
    }
    int mask = aligned ? 0xFFF8 : 0xFFFF;
    if (chance(40)) {
      small(is64, random.nextInt() & mask);
    } else {
      value(is64 ? 'l' : 'i', depth);
      small(is64, mask);
      emit(is64 ? Opcode.I64_AND : Opcode.I32_AND);
    }
  }

  private void immediate(Opcode opcode, Immediate immediate, int memory) {
    switch (immediate) {
      case MEMARG -> {
        boolean atomic = TypedOpcodes.isAtomic(opcode);
        int align = atomic ? opcode.accessLog2() : random.nextInt(opcode.accessLog2() + 1);
        out.u32(memory == 0 ? align : align | 0x40);
        if (memory != 0) {
          out.u32(memory);
        }
        out.u64(
            chance(5) ? random.nextInt() & 0xFFFF_FFF8L : random.nextInt(16) & (atomic ? ~7 : ~0));
      }
      case MEMORY -> out.u32(memory);
      case DATA -> out.u32(random.nextInt(ModuleShape.DATA_SEGMENTS));
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
    int local = locals.length() - scratch.length() + scratch.indexOf(type);
    emit(Opcode.LOCAL_TEE).u32(local);
    switch (type) {
      case 'f' -> emit(Opcode.F32_CONST).i32(F32_NAN);
      case 'd' -> emit(Opcode.F64_CONST).i64(F64_NAN);
      default -> {
        long nan = wide ? F64_NAN : (long) F32_NAN << 32 | F32_NAN;
        emit(Opcode.V128_CONST).i64(nan).i64(nan);
      }
    }
    emit(Opcode.LOCAL_GET).u32(local);
    emit(Opcode.LOCAL_GET).u32(local);
    switch (type) {
      case 'f' -> emit(Opcode.F32_EQ);
      case 'd' -> emit(Opcode.F64_EQ);
      default -> emit(wide ? Opcode.F64X2_EQ : Opcode.F32X4_EQ);
    }
    emit(type == 'v' ? Opcode.V128_BITSELECT : Opcode.SELECT);
  }

  private void reference(char type, int depth) {
    if (type == 'F' && chance(40)) {
      tableIndex(depth - 1);
      emit(Opcode.TABLE_GET).u32(0);
    } else {
      leaf(type);
    }
  }

  private void tableIndex(int depth) {
    if (chance(80)) {
      small(false, random.nextInt(module.tableSize()));
    } else {
      value('i', depth);
    }
  }

  private void select(char type, int depth) {
    value(type, depth);
    value(type, depth);
    value('i', depth);
    if (module.plain().indexOf(type) >= 0 && chance(50)) {
      emit(Opcode.SELECT);
    } else {
      emit(Opcode.SELECT_T).u32(1).u8(ModuleShape.code(type));
    }
  }

  // Control

  /// Writes a block of some kind that leaves one value.
  private void block(char type, int depth) {
    String wanted = String.valueOf(type);
    List<Signature> typed = new ArrayList<>();
    for (Signature candidate : module.types()) {
      if (candidate.results().equals(wanted)) {
        typed.add(candidate);
      }
    }
    block(typed.isEmpty() || chance(60) ? new Signature("", wanted) : any(typed), depth);
  }

  private void block(Signature type, int depth) {
    values(type.params(), depth);
    switch (random.nextInt(4)) {
      case 0 -> {
        open(Opcode.LOOP, type, type.params());
        burnFuel();
        inside(type, depth);
      }
      case 1 -> {
        value('i', depth);
        open(Opcode.IF, type, type.results());
        inside(type, depth);
        if (type.params().equals(type.results()) && chance(30)) {
          break;
        }
        emit(Opcode.ELSE);
        inside(type, depth);
      }
      case 2 -> {
        tryTable(type, depth);
        return;
      }
      default -> {
        open(Opcode.BLOCK, type, type.results());
        inside(type, depth);
      }
    }
    close();
  }

  private void open(Opcode opcode, Signature type, String label) {
    emit(opcode);
    blockType(type);
    labels.add(label);
  }

  private void blockType(Signature type) {
    if (!type.params().isEmpty() || type.results().length() > 1) {
      out.s64(module.types().indexOf(type));
    } else {
      out.u8(type.results().isEmpty() ? BLOCK_EMPTY : ModuleShape.code(type.results().charAt(0)));
    }
  }

  private void close() {
    emit(Opcode.END);
    labels.removeLast();
  }

  /// Writes what stands in a block: takes the parameters off, leaves the results.
  private void inside(Signature type, int depth) {
    String params = type.params();
    for (int i = params.length() - 1; i >= 0; i--) {
      int local = local(params.charAt(i));
      if (local >= 0) {
        emit(Opcode.LOCAL_SET).u32(local);
      } else {
        emit(Opcode.DROP);
      }
    }
    statements(depth);
    values(type.results(), depth);
  }

  /// Writes a `try_table` whose handlers stand behind it: for the tag with its payload, or for
  /// everything.
  ///
  /// ```
  /// block (params) (results)
  ///   block (params) (payload)  try_table (params) (results) (catch 0 0) … end  br 1  end
  ///   drop payload, values
  /// end
  /// ```
  private void tryTable(Signature type, int depth) {
    boolean all = chance(50);
    String payload = all ? "" : module.types().get(module.tagType()).params();
    // The block's parameters would need a type of their own here.
    for (int i = 0; i < type.params().length(); i++) {
      emit(Opcode.DROP);
    }
    Signature results = new Signature("", type.results());
    if (results.results().length() > 1 && !module.types().contains(results)) {
      values(type.results(), 0);
      return;
    }
    open(Opcode.BLOCK, results, type.results());
    open(Opcode.BLOCK, new Signature("", payload), payload);
    emit(Opcode.TRY_TABLE);
    blockType(results);
    out.u32(1).u8(all ? CATCH_ALL : CATCH);
    if (!all) {
      out.u32(0);
    }
    out.u32(0);
    labels.add(type.results());
    inside(results, depth);
    close();
    emit(Opcode.BR).u32(1);
    close();
    for (int i = 0; i < payload.length(); i++) {
      emit(Opcode.DROP);
    }
    values(type.results(), depth);
    close();
  }

  /// Writes something behind which nothing is reached; it may stand where any value is wanted.
  private void divergence(int depth) {
    switch (random.nextInt(8)) {
      case 0 -> emit(Opcode.UNREACHABLE);
      case 1 -> {
        values(signature.results(), depth);
        emit(Opcode.RETURN);
      }
      case 2 -> {
        values(module.types().get(module.tagType()).params(), depth);
        emit(Opcode.THROW).u32(0);
      }
      case 3 -> branchTable(depth);
      case 4 -> {
        int callee = random.nextInt(module.functions().length);
        if (module.signature(callee).results().equals(signature.results())) {
          values(module.signature(callee).params(), depth);
          emit(Opcode.RETURN_CALL).u32(callee);
        } else {
          emit(Opcode.UNREACHABLE);
        }
      }
      default -> {
        int label = random.nextInt(labels.size());
        values(wanted(label), depth);
        emit(Opcode.BR).u32(label);
      }
    }
  }

  /// {@return what a branch to a label, counted from the innermost, wants on the stack}
  private String wanted(int label) {
    return labels.get(labels.size() - 1 - label);
  }

  private void branchTable(int depth) {
    int main = random.nextInt(labels.size());
    List<Integer> targets = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      if (wanted(label).equals(wanted(main))) {
        targets.add(label);
      }
    }
    values(wanted(main), depth);
    value('i', depth);
    int count = random.nextInt(5);
    emit(Opcode.BR_TABLE).u32(count);
    for (int i = 0; i <= count; i++) {
      out.u32(any(targets));
    }
  }

  private void call(char type, int depth) {
    List<Integer> callees = new ArrayList<>();
    for (int function = 0; function < module.functions().length; function++) {
      String results = module.signature(function).results();
      if (!results.isEmpty() && results.charAt(0) == type) {
        callees.add(function);
      }
    }
    if (callees.isEmpty()) {
      operation(type, depth);
    } else {
      call(any(callees), 1, depth);
    }
  }

  /// Writes a call and drops all results behind the first ones.
  private void call(int callee, int kept, int depth) {
    Signature type = module.signature(callee);
    values(type.params(), depth);
    if (chance(50)) {
      emit(Opcode.CALL).u32(callee);
    } else {
      if (chance(90)) {
        small(false, callee);
      } else {
        tableIndex(depth);
      }
      emit(Opcode.CALL_INDIRECT).u32(module.functions()[callee]).u32(0);
    }
    drop(type.results().length() - kept);
  }

  private void drop(int count) {
    for (int i = 0; i < count; i++) {
      emit(Opcode.DROP);
    }
  }

  // Statements

  private void statements(int depth) {
    for (int i = random.nextInt(4); i > 0; i--) {
      statement(depth - 1);
    }
  }

  /// Writes code that leaves nothing.
  private void statement(int depth) {
    if (depth <= 0 || --budget <= 0) {
      return;
    }
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> setLocal(depth);
      case 3 -> setGlobal(depth);
      case 4, 5, 6, 7 ->
          operation(any(opcodes.leavingNothing()), random.nextInt(module.memories().length), depth);
      case 8, 9 -> {
        Signature type = any(module.types());
        block(type, depth);
        drop(type.results().length());
      }
      case 10 -> block(new Signature("", ""), depth);
      case 11 -> call(random.nextInt(module.functions().length), 0, depth);
      case 12 -> branchIf(depth);
      case 13 -> bulk(depth);
      case 14 -> table(depth);
      default -> {
        value(module.plain().charAt(random.nextInt(module.plain().length())), depth);
        emit(Opcode.DROP);
      }
    }
  }

  private void setLocal(int depth) {
    int local = random.nextInt(locals.length());
    value(locals.charAt(local), depth);
    emit(Opcode.LOCAL_SET).u32(local);
  }

  private void setGlobal(int depth) {
    if (module.globals().length() > 1) {
      int global = 1 + random.nextInt(module.globals().length() - 1);
      value(module.globals().charAt(global), depth);
      emit(Opcode.GLOBAL_SET).u32(global);
    }
  }

  private void branchIf(int depth) {
    int label = random.nextInt(labels.size());
    values(wanted(label), depth);
    value('i', depth);
    emit(Opcode.BR_IF).u32(label);
    drop(wanted(label).length());
  }

  private void bulk(int depth) {
    int to = random.nextInt(module.memories().length);
    int from = random.nextInt(module.memories().length);
    boolean to64 = module.memories()[to];
    boolean from64 = module.memories()[from];
    address(to64, false, depth);
    address(from64, false, depth);
    small(to64 && from64, random.nextInt(100));
    emit(Opcode.MEMORY_COPY).u32(to).u32(from);
  }

  private void table(int depth) {
    switch (random.nextInt(4)) {
      case 0 -> {
        value('F', depth);
        small(false, random.nextInt(3));
        emit(Opcode.TABLE_GROW).u32(0);
        emit(Opcode.DROP);
      }
      case 1 -> {
        emit(Opcode.TABLE_SIZE).u32(0);
        emit(Opcode.DROP);
      }
      default -> {
        tableIndex(depth);
        value('F', depth);
        emit(Opcode.TABLE_SET).u32(0);
      }
    }
  }
}
