package io.wasmtier.validator;

import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;

/// The rules of locals, globals, tables, memories and lanes (spec: Validation, Instructions:
/// Variable, Table, Memory and Vector Instructions).
final class StorageRules {
  private static final long OFFSETS_32 = 0x1_0000_0000L;

  private final WalkState s;
  private final IndexSpaces spaces;

  /// The address types of the memories, or none for a module without.
  private int[] addresses = {};

  private int globals;

  StorageRules(WalkState state) {
    this.s = state;
    this.spaces = state.spaces;
  }

  /// Prepares for an expression that may refer to the first globals only.
  void visibleGlobals(int count) {
    globals = count;
    if (addresses.length != spaces.memories.length) {
      int[] types = new int[spaces.memories.length];
      for (int i = 0; i < types.length; i++) {
        types[i] = spaces.memories[i].limits().addressType().bits();
      }
      addresses = types;
    }
  }

  // Locals and globals.

  void localGet(Opcode opcode) {
    int index = s.in.first;
    int type = s.locals.type(index);
    s.locals.checkSet(index, type);
    if (s.deliver) {
      s.sink().local(opcode, index, type);
    }
    s.push(type);
  }

  void localSet(Opcode opcode) {
    int index = s.in.first;
    int type = s.locals.type(index);
    s.pop(type);
    s.locals.set(index, type);
    if (s.deliver) {
      s.sink().local(opcode, index, type);
    }
  }

  void localTee(Opcode opcode) {
    localSet(opcode);
    s.push(s.locals.type(s.in.first));
  }

  private ExternType.Global global() {
    int index = s.in.first;
    if (index < 0 || index >= globals) {
      throw s.unknown("global", index);
    }
    return spaces.globals[index];
  }

  void globalGet(Opcode opcode) {
    int type = global().type().bits();
    if (s.deliver) {
      s.sink().global(opcode, s.in.first, type);
    }
    s.push(type);
  }

  void globalSet(Opcode opcode) {
    ExternType.Global global = global();
    if (!global.mutable()) {
      throw s.invalid("immutable global " + s.in.first + " can't be set");
    }
    int type = global.type().bits();
    s.pop(type);
    if (s.deliver) {
      s.sink().global(opcode, s.in.first, type);
    }
  }

  /// Checks a `global.get` in a constant expression.
  void constantGlobal() {
    if (global().mutable()) {
      throw s.invalid("constant expression required, found mutable global " + s.in.first);
    }
    if (!s.has(Feature.GC) && s.in.first >= spaces.imported(io.wasmtier.wasm.ExternKind.GLOBAL)) {
      throw s.invalid(
          "constant expression required, found global "
              + s.in.first
              + ", which is not imported (needs gc)");
    }
  }

  // Memories.

  private int address(int memory) {
    if (memory < 0 || memory >= addresses.length) {
      throw s.unknown("memory", memory);
    }
    return addresses[memory];
  }

  /// Checks the immediates of an access and returns the address type.
  private int access(Opcode opcode) {
    int address = address(s.in.memory);
    int align = s.in.alignLog2;
    if (align > opcode.accessLog2()) {
      throw s.invalid(
          isAtomic(opcode)
              ? "atomic alignment must be natural"
              : "alignment must not be larger than natural");
    }
    long offset = s.in.memOffset;
    if ((offset < 0 || offset >= OFFSETS_32) && address == ValType.BITS_I32) {
      throw s.invalid("offset out of range: " + Long.toUnsignedString(offset));
    }
    return address;
  }

  private static boolean isAtomic(Opcode opcode) {
    return opcode.feature() == Feature.THREADS;
  }

  private int atomicAccess(Opcode opcode) {
    int address = access(opcode);
    if (s.in.alignLog2 != opcode.accessLog2()) {
      throw s.invalid("atomic alignment must be natural");
    }
    return address;
  }

  void load(Opcode opcode) {
    int address = opcode.shape() == Shape.LOAD ? access(opcode) : atomicAccess(opcode);
    Signatures.pop(s, opcode, address);
    if (s.deliver) {
      s.sink().load(opcode, s.in.memory, s.in.memOffset);
    }
    Signatures.push(s, opcode, address);
  }

  void store(Opcode opcode) {
    int address = opcode.shape() == Shape.STORE ? access(opcode) : atomicAccess(opcode);
    Signatures.pop(s, opcode, address);
    if (s.deliver) {
      s.sink().store(opcode, s.in.memory, s.in.memOffset);
    }
  }

  void memoryLane(Opcode opcode) {
    int address = access(opcode);
    checkLane(s.in.first, 16 >>> opcode.accessLog2());
    Signatures.pop(s, opcode, address);
    if (s.deliver) {
      s.sink().memoryLane(opcode, s.in.memory, s.in.memOffset, s.in.first);
    }
    Signatures.push(s, opcode, address);
  }

  void atomic(Opcode opcode) {
    int address = atomicAccess(opcode);
    Signatures.pop(s, opcode, address);
    if (s.deliver) {
      s.sink().atomic(opcode, s.in.memory, s.in.memOffset);
    }
    Signatures.push(s, opcode, address);
  }

  void memory(Opcode opcode) {
    int memory = s.in.first;
    int address = address(memory);
    Signatures.pop(s, opcode, address);
    if (s.deliver) {
      s.sink().memory(opcode, memory, 0);
    }
    Signatures.push(s, opcode, address);
  }

  void memoryCopy(Opcode opcode) {
    int destination = address(s.in.first);
    int source = address(s.in.second);
    copyOperands(destination, source);
    if (s.deliver) {
      s.sink().memory(opcode, s.in.first, s.in.second);
    }
  }

  // The length is of the smaller address type.
  private void copyOperands(int destination, int source) {
    s.pop(Math.min(destination, source));
    s.pop(source);
    s.pop(destination);
  }

  void memoryInit(Opcode opcode) {
    int segment = s.in.first;
    int memory = s.in.second;
    int address = address(memory);
    checkData(segment);
    Signatures.pop(s, opcode, address);
    if (s.deliver) {
      s.sink().memory(opcode, memory, segment);
    }
  }

  void dataDrop(Opcode opcode) {
    checkData(s.in.first);
    if (s.deliver) {
      s.sink().memory(opcode, s.in.first, 0);
    }
  }

  private void checkData(int segment) {
    checkData(s, segment);
  }

  /// Checks that a data segment exists, which the code section only knows from the section before
  /// it.
  static void checkData(WalkState s, int segment) {
    var module = s.spaces.module;
    if (module.dataCount() == -1 && module.source().length() > 0) {
      throw s.error(Failure.MALFORMED, "data count section required");
    }
    if (segment < 0 || segment >= module.data().size()) {
      throw s.unknown("data segment", segment);
    }
  }

  // Tables.

  private ExternType.Table table(int table) {
    if (table < 0 || table >= spaces.tables.length) {
      throw s.unknown("table", table);
    }
    return spaces.tables[table];
  }

  void table(Opcode opcode) {
    int index = s.in.first;
    ExternType.Table table = table(index);
    int element = table.element().bits();
    int address = table.limits().addressType().bits();
    int result = ValType.BITS_BOT;
    switch (opcode.shape()) {
      case TABLE_GET -> {
        s.pop(address);
        result = element;
      }
      case TABLE_SET -> {
        s.pop(element);
        s.pop(address);
      }
      case TABLE_SIZE -> result = address;
      case TABLE_GROW -> {
        s.pop(address);
        s.pop(element);
        result = address;
      }
      default -> {
        s.pop(address);
        s.pop(element);
        s.pop(address);
      }
    }
    if (s.deliver) {
      s.sink().table(opcode, index, 0);
    }
    if (result != ValType.BITS_BOT) {
      s.push(result);
    }
  }

  void tableCopy(Opcode opcode) {
    ExternType.Table destination = table(s.in.first);
    ExternType.Table source = table(s.in.second);
    checkElements(source.element().bits(), destination.element().bits());
    copyOperands(destination.limits().addressType().bits(), source.limits().addressType().bits());
    if (s.deliver) {
      s.sink().table(opcode, s.in.first, s.in.second);
    }
  }

  void tableInit(Opcode opcode) {
    int segment = s.in.first;
    int index = s.in.second;
    ExternType.Table table = table(index);
    checkElements(element(s, segment), table.element().bits());
    s.pop(ValType.BITS_I32);
    s.pop(ValType.BITS_I32);
    s.pop(table.limits().addressType().bits());
    if (s.deliver) {
      s.sink().table(opcode, index, segment);
    }
  }

  void elemDrop(Opcode opcode) {
    element(s, s.in.first);
    if (s.deliver) {
      s.sink().table(opcode, s.in.first, 0);
    }
  }

  /// {@return the type of the elements of a segment, which must exist}
  static int element(WalkState s, int segment) {
    if (segment < 0 || segment >= s.spaces.elements.length) {
      throw s.unknown("elem segment", segment);
    }
    return s.spaces.elements[segment].bits();
  }

  private void checkElements(int source, int destination) {
    if (!Types.matches(source, destination)) {
      throw s.invalid(
          "type mismatch: expected elements of type "
              + Types.toString(destination)
              + ", found "
              + Types.toString(source)
              + " at "
              + s.in.opcode().mnemonic());
    }
  }

  // Lanes.

  void lane(Opcode opcode) {
    checkLane(s.in.first, lanes(opcode));
    Signatures.pop(s, opcode, 0);
    if (s.deliver) {
      s.sink().lane(opcode, s.in.first);
    }
    Signatures.push(s, opcode, 0);
  }

  // The shape is the beginning of the name: i8x16 has 16 lanes.
  private static int lanes(Opcode opcode) {
    return switch (opcode.mnemonic().charAt(1)) {
      case '8' -> 16;
      case '1' -> 8;
      case '3' -> 4;
      default -> 2;
    };
  }

  void shuffle(Opcode opcode) {
    for (int shift = 0; shift < 64; shift += 8) {
      checkLane((int) (s.in.low >>> shift) & 0xFF, 32);
      checkLane((int) (s.in.high >>> shift) & 0xFF, 32);
    }
    Signatures.pop(s, opcode, 0);
    if (s.deliver) {
      s.sink().shuffle(s.in.low, s.in.high);
    }
    Signatures.push(s, opcode, 0);
  }

  private void checkLane(int lane, int lanes) {
    if (lane >= lanes) {
      throw s.invalid("invalid lane index " + lane + " of " + lanes);
    }
  }
}
