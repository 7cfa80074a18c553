package io.wasmtier.runtime.interp;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.runtime.abi.Activation;
import io.wasmtier.runtime.abi.GlobalInstance;
import io.wasmtier.runtime.abi.LoopCode;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.abi.WasmStack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of the interpreter's loop: what it keeps beside its local variables, and where they are
/// while it is left for something slow. Confined to the store's thread.
final class GuestActivation extends Activation {
  private static final byte[] NO_MEMORY = new byte[0];

  final StoreContext store;

  /// The stack that runs; always the store's too.
  WasmStack stack;

  /// The segment that runs; null until the activation first resumes a continuation.
  private @Nullable StackSegment segment;

  /// The instance that runs, and what is read of it often.
  ModuleInstance instance;

  CodeTable table;
  int[] @Nullable [] codes;
  int[] @Nullable [] entries;
  GlobalInstance[] globals;
  private @Nullable LinearMemory memory;

  /// The frame and the instruction. For frames below the innermost one, links say so.
  int[] code;

  int fp;
  int pc;

  /// What [Op#ON_STACK] is to enter.
  @Nullable LoopCode loop;

  GuestActivation(ModuleInstance instance, CodeTable table, int[] code, int fp) {
    super(instance.store.activation);
    this.store = instance.store;
    this.stack = store.stack;
    this.instance = instance;
    this.table = table;
    this.codes = table.codes;
    this.entries = table.entries;
    this.globals = instance.globals;
    this.memory = instance.memories.length == 0 ? null : instance.memories[0];
    this.code = code;
    this.fp = fp;
    this.pc = Op.START;
  }

  /// Continues in an instance.
  void enter(ModuleInstance other) {
    if (other != instance) {
      instance = other;
      table = InterpreterCode.table(other);
      codes = table.codes;
      entries = table.entries;
      globals = other.globals;
      memory = other.memories.length == 0 ? null : other.memories[0];
    }
  }

  /// Notes where the loop is.
  void save(int[] currentCode, int currentFp, int currentPc) {
    code = currentCode;
    fp = currentFp;
    pc = currentPc;
  }

  /// {@return the segment that runs}
  StackSegment segment() {
    if (segment == null) {
      segment = new StackSegment(stack, instance, code);
    }
    return segment;
  }

  @Nullable StackSegment segmentOrNull() {
    return segment;
  }

  /// Continues with another segment.
  void go(StackSegment other) {
    segment = other;
    stack = other.stack;
    store.stack = other.stack;
    enter(other.instance);
    save(other.code, other.fp, other.pc);
  }

  byte[] bytes() {
    return memory == null ? NO_MEMORY : memory.bytes;
  }

  int limit() {
    return memory == null ? 0 : memory.limit;
  }

  /// Stops the guest if somebody wants that.
  void poll() {
    store.poll();
  }

  /// Stops the guest if somebody wants that, and tells the policy that code of the current instance
  /// is hot.
  void poll(int[] counted) {
    poll(instance, counted);
  }

  /// As [#poll(int[])], for code of another instance.
  void poll(ModuleInstance of, int[] counted) {
    poll();
    of.tiers.hot(counted[Op.FUNCTION]);
  }

  @Override
  public void frames(List<WasmFrame> frames, int limit) {
    Frames.append(this, frames, limit);
  }
}
