package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.Internal;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.runtime.link.Signature;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/// A function of a guest or of the host, and at the same time the value of a `funcref` (spec:
/// Function Instances).
///
/// Three ways to call it: [#call] with boxed values; [#handle] and [#as] without boxing, made once
/// and called often. All throw [Trap], [WasmException] (an exception the guest did not catch) or a
/// WasmtierException of kind EXHAUSTION, INTERRUPTED or, for a wrong call, USAGE.
///
/// i32 is `int`, i64 `long`, f32 `float`, f64 `double` (all NaN bits are kept), v128 [V128];
/// references are objects: [WasmFunction] for function types, [WasmException] for exceptions, any
/// object with its identity for externref, and null.
///
/// The engine extends it, nobody else can. A guest's function is confined to its store's thread.
public abstract non-sealed class WasmFunction implements Extern {
  private final DefType type;

  /// Made on demand; not volatile, because two would do as well and all their fields are final.
  private @Nullable Signature signature;

  private @Nullable Entry entry;

  /// For the engine only.
  @SuppressWarnings("exports") // The key is what nobody else has.
  protected WasmFunction(Internal key, DefType type) {
    java.util.Objects.requireNonNull(key);
    this.type = type;
  }

  /// {@return a function of the host, to be put into tables and globals or given to a [Linker];
  /// belongs to no store}
  ///
  /// @param type its type; numbers of types in it are canonical ids
  /// @param body what it does
  /// @throws WasmtierException of kind USAGE if the body is null or there can be no such type
  public static WasmFunction of(FuncType type, HostFunction body) {
    if (body == null) {
      throw new WasmtierException(Failure.USAGE, "the host function is null");
    }
    return new HostFunctionObject(Signatures.canonical(type), body, null);
  }

  /// {@return the canonical type}
  public final DefType type() {
    return type;
  }

  /// {@return the parameter and result types; numbers of types in it are canonical ids}
  public final FuncType functionType() {
    return Signature.function(type);
  }

  @Override
  public final ExternType externType() {
    return new ExternType.Func(type.id(), false);
  }

  final Signature signature() {
    Signature known = signature;
    if (known == null) {
      known = Signature.of(type);
      signature = known;
    }
    return known;
  }

  private Entry entry() {
    Entry known = entry;
    if (known == null) {
      known = Entry.of(this);
      // A host function without a store gets a stack per entry, which must not be shared by
      // threads.
      if (known.hasStore()) {
        entry = known;
      }
    }
    return known;
  }

  /// Calls the function with boxed values.
  ///
  /// @param arguments one per parameter: Integer (also Short, Byte) for i32, Long (also Integer,
  ///   Short, Byte) for i64, Float for f32, Double (also Float) for f64, [V128] for v128, objects
  ///   for references
  /// @return null for no result, the boxed result for one, an `Object[]` for several
  /// @throws WasmtierException of kind USAGE if number or types of the arguments are wrong
  public final @Nullable Object call(@Nullable Object... arguments) {
    return entry().call(arguments);
  }

  /// {@return a handle that calls the function without boxing}
  ///
  /// Its type follows from the function's: [V128] for v128, Object for references; several results
  /// come as an `Object[]`.
  public final MethodHandle handle() {
    return TypedCalls.handle(entry());
  }

  /// {@return a handle of the type wanted, with references of narrower types}
  ///
  /// @throws WasmtierException of kind USAGE if the types don't fit the function's
  public final MethodHandle handle(MethodType wanted) {
    return TypedCalls.handle(entry(), wanted);
  }

  /// {@return an object of a functional interface that calls the function without boxing}
  ///
  /// Cheapest for the primitive interfaces of `java.util.function`, such as IntBinaryOperator. Any
  /// other public interface with one abstract method of fitting type gets a class of its own; one
  /// that is not public works too, with boxing.
  ///
  /// @throws WasmtierException of kind USAGE if it is no functional interface or its method's type
  ///   does not fit the function's
  public final <T> T as(Class<T> functionalInterface) {
    return TypedCalls.as(entry(), functionalInterface);
  }

  /// For the engine: runs the function with its arguments in the stack's slots from `base` on and
  /// leaves the results there.
  @SuppressWarnings("exports") // Nobody else has a stack.
  public abstract void invoke(WasmStack stack, int base);
}
