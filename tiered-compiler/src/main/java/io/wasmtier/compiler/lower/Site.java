package io.wasmtier.compiler.lower;

import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import java.util.function.Consumer;

/// The method that instructions are emitted into, and where it keeps what they need beside their
/// operands.
public final class Site {
  static final String ABI = "io/wasmtier/runtime/abi/";
  static final String INSTANCE = ABI + "ModuleInstance";
  static final String OF_INSTANCE = "L" + INSTANCE + ";";
  static final String OPERATIONS = ABI + "Operations";
  static final String OBJECTS = ABI + "ObjectOperations";
  static final String OF_OBJECT = "Ljava/lang/Object;";

  final MethodEmitter out;
  final ValidatedModule module;
  private final Consumer<DefType> keeper;

  int instance = -1;
  int bytes = -1;
  int limit = -1;
  int scratch = -1;

  /// @param out the method
  /// @param module the module that it is of
  /// @param keeper told of each type that the code names by id, which must stay alive with the code
  public Site(MethodEmitter out, ValidatedModule module, Consumer<DefType> keeper) {
    this.out = out;
    this.module = module;
    this.keeper = keeper;
  }

  /// Says where things are.
  ///
  /// @param instance the JVM local with the instance
  /// @param scratch two JVM locals for use within one instruction; frames say nothing of them
  public void place(int instance, int scratch) {
    this.instance = instance;
    this.scratch = scratch;
  }

  /// Says that memory 0 is of the heap kind, with 32-bit addresses, and in JVM locals.
  ///
  /// @param bytes the JVM local with its bytes
  /// @param limit the JVM local with its size
  public void placeMemory(int bytes, int limit) {
    this.bytes = bytes;
    this.limit = limit;
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
