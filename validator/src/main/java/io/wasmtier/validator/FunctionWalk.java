package io.wasmtier.validator;
import io.wasmtier.wasm.WasmModule;
import org.jspecify.annotations.Nullable;
final class FunctionWalk {
  FunctionWalk(IndexSpaces spaces) {}
  void function(int function) {}
  void function(int function, ValidatedModule module, FunctionSink sink) {}
  void constant(WasmModule.Expression expression, int expected, int globals, @Nullable ValidatedModule module, @Nullable FunctionSink sink) {}
}
