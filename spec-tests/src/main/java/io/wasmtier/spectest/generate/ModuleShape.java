package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the bodies of a generated module can refer to.
///
/// @param features what it may use
/// @param plain the numbers and vectors, which instructions with fixed signatures work on
/// @param types the types
/// @param functions the type index of each function, imported ones first; all are in the first
///   table at their own index
/// @param imported how many functions are imported
/// @param globals the globals; the first two count down calls and turns of loops
/// @param memories the memories
/// @param tables the tables; the first is of funcref
/// @param tags the type index of each tag: first the one with a payload, then one without
/// @param elements the types of the element segments
/// @param data the number of data segments
/// @param continuations types for continuations, or null without stack switching; two tags follow
///   those of exceptions: to suspend, and to switch
/// @param described the first of the types with descriptors, or -1
record ModuleShape(
    FeatureSet features,
    List<ValType> plain,
    TypeSpace types,
    int[] functions,
    int imported,
    List<ExternType.Global> globals,
    List<ExternType.Memory> memories,
    List<ExternType.Table> tables,
    int[] tags,
    List<ValType> elements,
    int data,
    @Nullable ContinuationTypes continuations,
    int described) {
  /// The globals that are decremented by each function and by each turn of a loop: without them
  /// guests would run forever.
  static final int FUEL = 0, TURNS = 1;

  /// The tags: with a payload, without, to suspend, to switch.
  static final int TAG_PAYLOAD = 0, TAG_EMPTY = 1, TAG_SUSPEND = 2, TAG_SWITCH = 3;

  FuncType signature(int function) {
    return types.function(functions[function]);
  }

  /// {@return the letter of a number or vector type in the opcode table}
  static char letter(int type) {
    return switch (type) {
      case ValType.BITS_I32 -> 'i';
      case ValType.BITS_I64 -> 'l';
      case ValType.BITS_F32 -> 'f';
      case ValType.BITS_F64 -> 'd';
      default -> 'v';
    };
  }

  /// {@return the number of bytes that a memory has at first}
  static long bytes(ExternType.Memory memory) {
    return memory.limits().min() << memory.pageSizeLog2();
  }
}
