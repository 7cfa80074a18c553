package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;

/// Tables, and the copies between memories.
final class StorageCode {
  private final BodyWriter body;
  private final CodeGenerator code;

  StorageCode(BodyWriter body, CodeGenerator code) {
    this.body = body;
    this.code = code;
  }

  void addTo(Productions productions) {
    productions
        .expression(3, Opcode.TABLE_GET, this::get)
        .expression(1, Opcode.TABLE_SIZE, this::size)
        .expression(1, Opcode.TABLE_GROW, this::grow)
        .statement(5, Opcode.MEMORY_COPY, this::memoryCopy)
        .statement(5, Opcode.TABLE_SET, this::set)
        .statement(2, Opcode.TABLE_FILL, this::fill)
        .statement(2, Opcode.TABLE_COPY, this::copy)
        .statement(2, Opcode.TABLE_INIT, this::init)
        .statement(1, Opcode.ELEM_DROP, this::dropSegment);
  }

  private ExternType.Table table(int index) {
    return body.module.tables().get(index);
  }

  private int anyTable() {
    return body.random.nextInt(body.module.tables().size());
  }

  /// Writes an index into a table, mostly within it.
  static void index(BodyWriter body, CodeGenerator code, ExternType.Table table, int depth) {
    if (body.chance(95)) {
      body.number(table.limits().is64(), body.random.nextInt((int) table.limits().min()));
    } else {
      code.value(table.limits().addressType().bits(), depth);
    }
  }

  private void index(int table, int depth) {
    index(body, code, table(table), depth);
  }

  /// Writes a position and a length that fit.
  private void small(boolean is64, int most) {
    body.number(is64, body.random.nextInt(most));
  }

  private boolean get(int type, int depth) {
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < body.module.tables().size(); i++) {
      if (body.types.matches(table(i).element().bits(), type)) {
        fitting.add(i);
      }
    }
    if (fitting.isEmpty()) {
      return false;
    }
    int table = body.any(fitting);
    index(table, depth - 1);
    body.emit(Opcode.TABLE_GET).u32(table);
    return true;
  }

  private boolean size(int type, int depth) {
    int table = anyTable();
    if (table(table).limits().addressType().bits() != type) {
      return false;
    }
    body.emit(Opcode.TABLE_SIZE).u32(table);
    return true;
  }

  private boolean grow(int type, int depth) {
    int table = anyTable();
    ExternType.Table grown = table(table);
    if (grown.limits().addressType().bits() != type) {
      return false;
    }
    code.value(grown.element().bits(), depth - 1);
    small(grown.limits().is64(), 3);
    body.emit(Opcode.TABLE_GROW).u32(table);
    return true;
  }

  private boolean set(int depth) {
    int table = anyTable();
    index(table, depth - 1);
    code.value(table(table).element().bits(), depth - 1);
    body.emit(Opcode.TABLE_SET).u32(table);
    return true;
  }

  private boolean fill(int depth) {
    int table = anyTable();
    boolean is64 = table(table).limits().is64();
    index(table, depth - 1);
    code.value(table(table).element().bits(), depth - 1);
    small(is64, 3);
    body.emit(Opcode.TABLE_FILL).u32(table);
    return true;
  }

  private boolean copy(int depth) {
    int to = anyTable();
    int from = anyTable();
    if (!body.types.matches(table(from).element().bits(), table(to).element().bits())) {
      return false;
    }
    boolean to64 = table(to).limits().is64();
    boolean from64 = table(from).limits().is64();
    index(to, depth - 1);
    index(from, depth - 1);
    small(to64 && from64, 3);
    body.emit(Opcode.TABLE_COPY).u32(to).u32(from);
    return true;
  }

  private boolean init(int depth) {
    int table = anyTable();
    int segment = body.random.nextInt(body.module.elements().size());
    ValType type = body.module.elements().get(segment);
    if (!body.types.matches(type.bits(), table(table).element().bits())) {
      return false;
    }
    index(table, depth - 1);
    small(false, 2);
    small(false, 3);
    body.emit(Opcode.TABLE_INIT).u32(segment).u32(table);
    return true;
  }

  private boolean dropSegment(int depth) {
    body.emit(Opcode.ELEM_DROP).u32(body.random.nextInt(body.module.elements().size()));
    return true;
  }

  private boolean memoryCopy(int depth) {
    int count = body.module.memories().size();
    int to = body.random.nextInt(count);
    int from = body.random.nextInt(count);
    boolean to64 = body.module.memories().get(to).limits().is64();
    boolean from64 = body.module.memories().get(from).limits().is64();
    NumericCode.address(body, code, to, false, depth - 1);
    NumericCode.address(body, code, from, false, depth - 1);
    small(to64 && from64, 25);
    body.emit(Opcode.MEMORY_COPY).u32(to).u32(from);
    return true;
  }
}
