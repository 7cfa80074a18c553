package io.wasmtier.examples;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;

/// The example of the README: a guest calls a lambda, Java calls the guest.
public final class Hello {
  private Hello() {}

  /// Prints `adding to 40` and `42`.
  public static void main(String[] args) {
    // README begin
    String wat =
        """
        (module (import "host" "log" (func $log (param i32)))
          (func (export "add") (param i32 i32) (result i32)
            (call $log (local.get 0)) (i32.add (local.get 0) (local.get 1))))
        """;
    try (Engine engine = new Engine();
        Store store = engine.newStore()) {
      LoadedModule module = engine.loadText(wat); // or engine.load(Path.of("add.wasm"))
      Linker linker =
          new Linker()
              .function(
                  "host", "log", IntConsumer.class, n -> System.out.println("adding to " + n));
      IntBinaryOperator add =
          linker.instantiate(store, module).function("add").as(IntBinaryOperator.class);
      System.out.println(add.applyAsInt(40, 2));
    }
    // README end
  }
}
