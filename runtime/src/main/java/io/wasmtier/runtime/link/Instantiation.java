package io.wasmtier.runtime.link;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.abi.GlobalInstance;
import io.wasmtier.runtime.abi.GuestFunction;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.TableInstance;
import io.wasmtier.runtime.abi.TagInstance;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Fills an instance whose imports are in place (spec: Execution, Instantiation): allocates what
/// the module defines, evaluates its initial values and copies its active segments. The start
/// function is the caller's to run.
///
/// A trap leaves what was copied before it in shared tables and memories, as the specification
/// says.
public final class Instantiation {
  private static final @Nullable Object[] DROPPED = {};

  private final ModuleInstance instance;
  private final ValidatedModule validated;
  private final WasmModule module;
  private final Resources.Claim claim;
  private final ConstantEvaluator evaluator;
  private boolean shown;

  /// @param instance with imports at the start of its index spaces
  /// @param claim what is allocated from
  public Instantiation(ModuleInstance instance, Resources.Claim claim) {
    this.instance = instance;
    this.validated = instance.module;
    this.module = validated.module();
    this.claim = claim;
    this.evaluator = new ConstantEvaluator(instance);
  }

  /// Does all of it.
  ///
  /// @throws Trap if an active segment does not fit
  /// @throws io.wasmtier.wasm.WasmtierException of kind LIMIT if something can't be allocated, of
  ///   kind UNSUPPORTED if an initial value needs what is not executed
  public void run() {
    claim.require(validated);
    memories();
    instance.bindCode();
    functions();
    tags();
    globals();
    tables();
    elementSegments();
    for (int i = 0; i < instance.data.length; i++) {
      instance.data[i] = module.data().get(i).bytes();
    }
    copyElements();
    copyData();
  }

  /// {@return whether something outside may refer to the instance, though it failed: functions of
  /// it were copied into a table it imports}
  public boolean shown() {
    return shown;
  }

  private void functions() {
    for (int i = validated.importedFunctions(); i < instance.functions.length; i++) {
      instance.functions[i] = new GuestFunction(instance, i);
    }
  }

  private void memories() {
    for (int i = validated.importedMemories(); i < instance.memories.length; i++) {
      instance.memories[i] = claim.memory(validated.memoryType(i));
    }
  }

  private void tags() {
    for (int i = validated.importedTags(); i < instance.tags.length; i++) {
      instance.tags[i] = new TagInstance(validated.tagType(i));
    }
  }

  private void globals() {
    int imported = validated.importedGlobals();
    for (int i = imported; i < instance.globals.length; i++) {
      ExternType.Global type = validated.globalType(i);
      GlobalInstance global = new GlobalInstance(type);
      evaluator.evaluate(module.globals().get(i - imported).init(), type.type());
      global.bits = evaluator.low();
      global.high = evaluator.high();
      global.reference = evaluator.reference();
      instance.globals[i] = global;
    }
  }

  private void tables() {
    int imported = validated.importedTables();
    for (int i = imported; i < instance.tables.length; i++) {
      ExternType.Table type = validated.tableType(i);
      Expression init = module.tables().get(i - imported).init();
      Object value = init == null ? null : reference(init, type.element());
      instance.tables[i] = claim.table(type, value);
    }
  }

  private @Nullable Object reference(Expression expression, ValType type) {
    evaluator.evaluate(expression, type);
    return evaluator.reference();
  }

  private void elementSegments() {
    for (int i = 0; i < instance.elements.length; i++) {
      ElementSegment segment = module.elements().get(i);
      instance.elements[i] =
          segment.mode() == SegmentMode.DECLARATIVE ? DROPPED : elements(i, segment);
    }
  }

  private @Nullable Object[] elements(int index, ElementSegment segment) {
    @Nullable Object[] values = new Object[segment.size()];
    int[] functions = segment.functions();
    if (functions != null) {
      for (int i = 0; i < values.length; i++) {
        values[i] = instance.functions[functions[i]];
      }
    } else {
      List<Expression> expressions = Objects.requireNonNull(segment.expressions());
      ValType type = validated.elementType(index);
      for (int i = 0; i < values.length; i++) {
        values[i] = reference(expressions.get(i), type);
      }
    }
    return values;
  }

  private long offset(@Nullable Expression expression, ValType addressType) {
    evaluator.evaluate(Objects.requireNonNull(expression), addressType);
    return evaluator.low();
  }

  private void copyElements() {
    for (int i = 0; i < instance.elements.length; i++) {
      ElementSegment segment = module.elements().get(i);
      if (segment.mode() != SegmentMode.ACTIVE) {
        continue;
      }
      TableInstance table = instance.tables[segment.table()];
      long offset = offset(segment.offset(), table.type.limits().addressType());
      @Nullable Object[] values = Objects.requireNonNull(instance.elements[i]);
      if (offset < 0 || offset > table.size - values.length) {
        throw Trap.of(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS);
      }
      shown |= segment.table() < validated.importedTables() && values.length > 0;
      System.arraycopy(values, 0, table.elements, (int) offset, values.length);
      instance.elements[i] = DROPPED;
    }
  }

  private void copyData() {
    for (int i = 0; i < instance.data.length; i++) {
      DataSegment segment = module.data().get(i);
      if (segment.mode() != SegmentMode.ACTIVE) {
        continue;
      }
      LinearMemory memory = instance.memories[segment.memory()];
      long offset = offset(segment.offset(), memory.shape().is64() ? ValType.I64 : ValType.I32);
      Slice bytes = segment.bytes();
      try {
        memory.write(offset, bytes.segment(), 0, bytes.length());
      } catch (IndexOutOfBoundsException e) {
        throw Trap.of(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
      }
      instance.data[i] = Slice.EMPTY;
    }
  }
}
