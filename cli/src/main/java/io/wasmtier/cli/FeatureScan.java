package io.wasmtier.cli;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.ContType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.CompositeType.StructType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.Global;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import io.wasmtier.wasm.WasmModule.Table;
import io.wasmtier.wasm.WasmtierException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out which features a module needs, from its types, instructions and definitions. The
/// module need not be valid.
final class FeatureScan {
  private final WasmModule module;
  private final Set<Feature> found = EnumSet.noneOf(Feature.class);
  private final int typeCount;

  private FeatureScan(WasmModule module) {
    this.module = module;
    int count = 0;
    for (RecGroup group : module.types()) {
      count += group.types().size();
    }
    this.typeCount = count;
  }

  /// {@return the features, [Feature#MVP] not among them}
  ///
  /// @throws WasmtierException of kind MALFORMED if a function body is, or INVALID for a type index
  ///   that no module has
  static Set<Feature> of(WasmModule module) {
    FeatureScan scan = new FeatureScan(module);
    scan.types();
    scan.definitions();
    scan.segments();
    scan.bodies();
    scan.found.remove(Feature.MVP);
    return scan.found;
  }

  private void needs(boolean condition, Feature feature) {
    if (condition) {
      found.add(feature);
    }
  }

  private void types() {
    for (RecGroup group : module.types()) {
      needs(group.explicit(), Feature.GC);
      for (SubType type : group.types()) {
        needs(!type.isFinal() || !type.supertypes().isEmpty(), Feature.GC);
        needs(type.describes() >= 0 || type.descriptor() >= 0, Feature.CUSTOM_DESCRIPTORS);
        composite(type.composite());
      }
    }
  }

  private void composite(CompositeType type) {
    switch (type) {
      case FuncType function -> {
        needs(function.results().size() > 1, Feature.MULTI_VALUE);
        function.params().forEach(param -> value(param.bits()));
        function.results().forEach(result -> value(result.bits()));
      }
      case StructType struct -> {
        found.add(Feature.GC);
        struct.fields().forEach(field -> value(field.storage().bits()));
      }
      case ArrayType array -> {
        found.add(Feature.GC);
        value(array.element().storage().bits());
      }
      case ContType continuation -> found.add(Feature.STACK_SWITCHING);
    }
  }

  private void value(int bits) {
    needs(bits == ValType.BITS_V128, Feature.SIMD);
    if (ValType.isRef(bits)) {
      found.add(Feature.REFERENCE_TYPES);
      reference(bits);
    }
  }

  private void reference(int bits) {
    needs(ValType.isExact(bits), Feature.CUSTOM_DESCRIPTORS);
    if (ValType.isConcrete(bits)) {
      found.add(Feature.FUNCTION_REFERENCES);
    } else {
      found.add(AbstractHeap.of(ValType.heap(bits)).feature());
      needs(!ValType.isNullable(bits), Feature.FUNCTION_REFERENCES);
    }
  }

  private void definitions() {
    for (Import entry : module.imports()) {
      external(entry.type());
      needs(
          entry.type() instanceof ExternType.Global global && global.mutable(),
          Feature.MUTABLE_GLOBALS);
    }
    for (Table table : module.tables()) {
      external(table.type());
      needs(table.init() != null, Feature.FUNCTION_REFERENCES);
      constant(table.init());
    }
    module.memories().forEach(this::external);
    module.tags().forEach(this::external);
    for (Global global : module.globals()) {
      external(global.type());
      constant(global.init());
    }
    int importedGlobals = module.imported(ExternKind.GLOBAL);
    for (Export export : module.exports()) {
      int defined = export.index() - importedGlobals;
      needs(
          export.kind() == ExternKind.GLOBAL
              && defined >= 0
              && defined < module.globals().size()
              && module.globals().get(defined).type().mutable(),
          Feature.MUTABLE_GLOBALS);
    }
    needs(module.imported(ExternKind.TABLE) + module.tables().size() > 1, Feature.REFERENCE_TYPES);
    needs(module.imported(ExternKind.MEMORY) + module.memories().size() > 1, Feature.MULTI_MEMORY);
  }

  private void external(ExternType type) {
    switch (type) {
      case ExternType.Func function -> needs(function.exact(), Feature.CUSTOM_DESCRIPTORS);
      case ExternType.Table table -> {
        limits(table.limits());
        needs(!table.element().equals(ValType.FUNCREF), Feature.REFERENCE_TYPES);
        reference(table.element().bits());
      }
      case ExternType.Memory memory -> {
        limits(memory.limits());
        needs(memory.shared(), Feature.THREADS);
        needs(
            memory.pageSizeLog2() != ExternType.Memory.STANDARD_PAGE_LOG2,
            Feature.CUSTOM_PAGE_SIZES);
      }
      case ExternType.Global global -> value(global.type().bits());
      case ExternType.Tag tag -> found.add(Feature.EXCEPTIONS);
    }
  }

  private void limits(Limits limits) {
    needs(limits.is64(), Feature.MEMORY64);
  }

  private void segments() {
    for (ElementSegment segment : module.elements()) {
      needs(segment.mode() == SegmentMode.PASSIVE, Feature.BULK_MEMORY);
      needs(segment.mode() == SegmentMode.DECLARATIVE, Feature.REFERENCE_TYPES);
      needs(
          segment.table() != 0 || !segment.type().equals(ValType.FUNCREF), Feature.REFERENCE_TYPES);
      constant(segment.offset());
      List<Expression> expressions = segment.expressions();
      if (expressions != null) {
        found.add(Feature.BULK_MEMORY);
        expressions.forEach(this::constant);
      }
    }
    for (DataSegment segment : module.data()) {
      needs(segment.mode() == SegmentMode.PASSIVE, Feature.BULK_MEMORY);
      constant(segment.offset());
    }
    needs(module.dataCount() >= 0, Feature.BULK_MEMORY);
  }

  private void constant(@Nullable Expression expression) {
    if (expression != null) {
      InstructionReader in =
          new InstructionReader(expression.code().reader(), FeatureSet.ALL, typeCount);
      while (!in.atEnd()) {
        Opcode opcode = in.next();
        needs(opcode.shape() == Shape.BINARY, Feature.EXTENDED_CONST);
        instruction(in, opcode);
      }
    }
  }

  private void bodies() {
    int imported = module.imported(ExternKind.FUNC);
    for (int i = 0; i < module.code().count(); i++) {
      try {
        body(module.code().body(i).reader());
      } catch (WasmtierException e) {
        throw new WasmtierException(
            e.failure(), String.valueOf(e.getMessage()), e.offset(), imported + i, e);
      }
    }
  }

  private void body(ByteReader bytes) {
    InstructionReader in = new InstructionReader(bytes, FeatureSet.ALL, typeCount);
    int declarations = bytes.length("unexpected end");
    for (int i = 0; i < declarations; i++) {
      bytes.u32();
      value(in.valueType());
    }
    while (!in.atEnd()) {
      instruction(in, in.next());
    }
  }

  private void instruction(InstructionReader in, Opcode opcode) {
    found.add(opcode.feature());
    for (Immediate immediate : opcode.immediates()) {
      switch (immediate) {
        case BLOCK_TYPE -> {
          if (in.blockTypeIsIndex) {
            found.add(Feature.MULTI_VALUE);
          } else {
            value(in.blockType);
          }
        }
        case MEMARG -> needs(in.memory != 0, Feature.MULTI_MEMORY);
        case HEAP_TYPE -> value(in.firstType);
        default -> {}
      }
    }
  }
}
