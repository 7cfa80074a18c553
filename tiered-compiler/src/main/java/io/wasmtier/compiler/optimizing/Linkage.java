package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.runtime.abi.CodeSpace.Positions;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;

/// How code finds what is outside of its function: what the class that it becomes part of knows.
public interface Linkage {
  ValidatedModule module();

  /// {@return whether memory 0 is of the heap kind}
  boolean heap();

  /// {@return whether a memory has addresses of 64 bits}
  boolean is64(int memory);

  boolean isTable64(int table);

  /// {@return the internal name of the class}
  String name();

  /// {@return the internal name of the class with a function's method}
  String owner(int function);

  String method(int function);

  String descriptor(DefType type);

  /// Keeps a type alive whose id stands in the code.
  void keep(DefType type);

  /// {@return whether functions of a type have methods}
  boolean isTyped(DefType type);

  /// Calls the function object on top of the JVM's stack, with the arguments below.
  void callObject(MethodEmitter out, DefType type, int instance);

  /// Stores a result that is not the first.
  void putResult(MethodEmitter out, int instance, int index, int type, Runnable load);

  /// Loads a result that is not the first.
  void getResult(MethodEmitter out, int instance, int index, int type);

  /// Makes a method known to stack traces.
  void positions(String method, Positions of);
}
