package io.wasmtier.compiler.lower;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.ValType;
import java.util.Arrays;
import java.util.function.Consumer;

/// The method that instructions are emitted into, and where it keeps what they need beside their
/// operands.
public final class Site {
  static final String ABI = "io/wasmtier/runtime/abi/";
  static final String INSTANCE = ABI + "ModuleInstance";
  static final String OF_INSTANCE = "L" + INSTANCE + ";";
  static final String OPERATIONS = ABI + "Operations";
  static final String OBJECTS = ABI + "ObjectOperations";

  /// The class of memories.
  public static final String LINEAR_MEMORY = "io/wasmtier/allocator/LinearMemory";

  static final String OF_OBJECT = "Ljava/lang/Object;";

  final MethodEmitter out;
  final ValidatedModule module;
  private final Consumer<DefType> keeper;

  int instance = -1;
  int bytes = -1;
  int limit = -1;
  int scratch = -1;

  private long[] offsets = new long[32];
  private int lines;

  /// @param out the method
  /// @param module the module that it is of
  /// @param keeper told of each type that the code names by id, which must stay alive with the code
  public Site(MethodEmitter out, ValidatedModule module, Consumer<DefType> keeper) {
    this.out = out;
    this.module = module;
    this.keeper = keeper;
  }

  /// Says where the instance is.
  ///
  /// @param instance the JVM local with it
  public void placeInstance(int instance) {
    this.instance = instance;
  }

  /// Says what instructions with vectors or objects may use.
  ///
  /// @param scratch two JVM locals for use within one instruction; frames say nothing of them
  public void placeScratch(int scratch) {
    this.scratch = scratch;
  }

  /// Says that memory 0 is of the heap kind, with 32-bit addresses, and in three JVM locals: the
  /// memory, its bytes, its size. [#loadMemory] must follow.
  ///
  /// @param first the first of the locals
  public void placeMemory(int first) {
    this.bytes = first + 1;
    this.limit = first + 2;
  }

  /// Loads memory 0 into its locals, if it has any.
  public void loadMemory() {
    if (bytes >= 0) {
      out.loadReference(instance);
      out.getField(INSTANCE, "memories", "[L" + LINEAR_MEMORY + ";");
      out.constant(0);
      out.op(Jvm.AALOAD);
      out.storeReference(bytes - 1);
      reloadMemory();
    }
  }

  /// Loads what may have changed of memory 0 after anything that may grow it.
  public void reloadMemory() {
    if (bytes >= 0) {
      out.loadReference(bytes - 1);
      out.getField(LINEAR_MEMORY, "bytes", "[B");
      out.storeReference(bytes);
      out.loadReference(bytes - 1);
      out.getField(LINEAR_MEMORY, "limit", "I");
      out.store(ValType.BITS_I32, limit);
    }
  }

  /// Notes that what comes now belongs to the instruction at a byte offset in the module.
  public void mark(long offset) {
    if (lines != 0 && offsets[lines - 1] == offset) {
      return;
    }
    if (lines == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * lines);
    }
    offsets[lines++] = offset;
    if (lines > 0xFFFF) {
      throw new Refusal("its size");
    }
    out.line(lines);
  }

  /// {@return the offsets noted, by line number minus 1}
  public long[] offsets() {
    return Arrays.copyOf(offsets, lines);
  }

  boolean is64(int memory) {
    return module.memoryType(memory).limits().is64();
  }

  boolean isTable64(int table) {
    return module.tableType(table).limits().is64();
  }

  /// {@return the id by which code names a type}
  int id(DefType type) {
    keeper.accept(type);
    return type.id();
  }

  /// Pushes an address or index operand as an unsigned number of 64 bits.
  void loadAddress(Source source, int operand, boolean is64) {
    source.load(operand);
    if (!is64) {
      out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
    }
  }
}
