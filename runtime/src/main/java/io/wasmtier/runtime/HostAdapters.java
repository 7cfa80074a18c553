package io.wasmtier.runtime;

import io.wasmtier.runtime.link.Signature;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmtierException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Makes host functions of lambdas, method handles and annotated methods.
final class HostAdapters {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private HostAdapters() {}

  /// {@return the only abstract method of an interface}
  ///
  /// @throws WasmtierException of kind USAGE if it has none or several
  static Method abstractMethod(Class<?> functionalInterface) {
    Method found = null;
    if (functionalInterface.isInterface()) {
      for (Method method : functionalInterface.getMethods()) {
        if (Modifier.isAbstract(method.getModifiers()) && !isObjectMethod(method)) {
          if (found != null) {
            throw notFunctional(functionalInterface);
          }
          found = method;
        }
      }
    }
    if (found == null) {
      throw notFunctional(functionalInterface);
    }
    return found;
  }

  // An interface may repeat equals and the like without becoming less functional.
  private static boolean isObjectMethod(Method method) {
    try {
      return Object.class.getMethod(method.getName(), method.getParameterTypes()) != null;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private static WasmtierException notFunctional(Class<?> type) {
    return new WasmtierException(
        Failure.USAGE, type.getName() + " is no interface with exactly one abstract method");
  }

  static <T> WasmFunction ofInterface(Class<T> functionalInterface, T body) {
    Method method = abstractMethod(functionalInterface);
    FuncType type =
        Signatures.ofJava(
            MethodType.methodType(method.getReturnType(), method.getParameterTypes()),
            functionalInterface.getName());
    HostFunction direct = direct(body, functionalInterface);
    if (direct != null) {
      return WasmFunction.of(type, direct);
    }
    return ofHandle(unreflect(method).bindTo(body), type);
  }

  /// {@return the common interfaces of the JDK without any method handle, which would cost tens of
  /// milliseconds at start-up; null for all others}
  private static @Nullable HostFunction direct(Object body, Class<?> type) {
    if (type == Runnable.class) {
      Runnable f = (Runnable) body;
      return call -> f.run();
    } else if (type == IntSupplier.class) {
      IntSupplier f = (IntSupplier) body;
      return call -> call.returnI32(f.getAsInt());
    } else if (type == IntConsumer.class) {
      IntConsumer f = (IntConsumer) body;
      return call -> f.accept(call.i32(0));
    } else if (type == IntUnaryOperator.class) {
      IntUnaryOperator f = (IntUnaryOperator) body;
      return call -> call.returnI32(f.applyAsInt(call.i32(0)));
    } else if (type == IntBinaryOperator.class) {
      IntBinaryOperator f = (IntBinaryOperator) body;
      return call -> call.returnI32(f.applyAsInt(call.i32(0), call.i32(1)));
    } else if (type == LongSupplier.class) {
      LongSupplier f = (LongSupplier) body;
      return call -> call.returnI64(f.getAsLong());
    } else if (type == LongConsumer.class) {
      LongConsumer f = (LongConsumer) body;
      return call -> f.accept(call.i64(0));
    } else if (type == LongUnaryOperator.class) {
      LongUnaryOperator f = (LongUnaryOperator) body;
      return call -> call.returnI64(f.applyAsLong(call.i64(0)));
    } else if (type == LongBinaryOperator.class) {
      LongBinaryOperator f = (LongBinaryOperator) body;
      return call -> call.returnI64(f.applyAsLong(call.i64(0), call.i64(1)));
    } else if (type == DoubleUnaryOperator.class) {
      DoubleUnaryOperator f = (DoubleUnaryOperator) body;
      return call -> call.returnF64(f.applyAsDouble(call.f64(0)));
    } else if (type == DoubleBinaryOperator.class) {
      DoubleBinaryOperator f = (DoubleBinaryOperator) body;
      return call -> call.returnF64(f.applyAsDouble(call.f64(0), call.f64(1)));
    }
    return null;
  }

  static WasmFunction ofHandle(MethodHandle body) {
    return ofHandle(body, Signatures.ofJava(body.type(), "the method handle " + body.type()));
  }

  private static WasmFunction ofHandle(MethodHandle body, FuncType type) {
    MethodHandle adapted = adapt(body, Signature.of(type), false);
    return WasmFunction.of(type, new HandleFunction(adapted));
  }

  /// {@return the annotated methods of an object by the names they have for guests}
  static Map<String, WasmFunction> ofAnnotated(Object host) {
    Map<String, WasmFunction> functions = new LinkedHashMap<>();
    for (Method method : host.getClass().getMethods()) {
      WasmExport export = method.getAnnotation(WasmExport.class);
      if (export == null || method.isBridge()) {
        continue;
      }
      MethodHandle handle = unreflect(method);
      if (!Modifier.isStatic(method.getModifiers())) {
        handle = handle.bindTo(host);
      }
      MethodType java = handle.type();
      boolean wantsInstance = java.parameterCount() > 0 && java.parameterType(0) == Instance.class;
      FuncType type =
          Signatures.ofJava(
              wantsInstance ? java.dropParameterTypes(0, 1) : java, method.toString());
      String name = export.value().isEmpty() ? method.getName() : export.value();
      MethodHandle adapted = adapt(handle, Signature.of(type), wantsInstance);
      if (functions.put(name, WasmFunction.of(type, new HandleFunction(adapted))) != null) {
        throw new WasmtierException(
            Failure.USAGE, host.getClass().getName() + " exports \"" + name + "\" twice");
      }
    }
    if (functions.isEmpty()) {
      throw new WasmtierException(
          Failure.USAGE,
          host.getClass().getName() + " has no public method annotated with @WasmExport");
    }
    return functions;
  }

  private static MethodHandle unreflect(Method method) {
    try {
      // Methods of classes that are not public, where their module is open to us.
      boolean _ = method.trySetAccessible();
      return MethodHandles.publicLookup().unreflect(method);
    } catch (IllegalAccessException e) {
      throw new WasmtierException(
          Failure.USAGE,
          method
              + " is not accessible: make its class public, or open its package to io.wasmtier.runtime",
          WasmtierException.NONE,
          WasmtierException.NONE,
          e);
    }
  }

  /// Adapts a handle to `(HostCall)void`: its arguments are read from the call, its result is set
  /// there.
  private static MethodHandle adapt(MethodHandle body, Signature signature, boolean wantsInstance) {
    int first = wantsInstance ? 1 : 0;
    int[] params = signature.params();
    MethodHandle adapted = body;
    if (wantsInstance) {
      adapted = MethodHandles.filterArguments(adapted, 0, INSTANCE);
    }
    for (int i = 0; i < params.length; i++) {
      Class<?> wanted = body.type().parameterType(first + i);
      MethodHandle read =
          MethodHandles.insertArguments(reader(params[i]), 1, i)
              .asType(MethodType.methodType(wanted, HostCall.class));
      adapted = MethodHandles.filterArguments(adapted, first + i, read);
    }
    if (signature.results().length == 1) {
      MethodHandle write = writer(signature.results()[0]);
      write = write.asType(write.type().changeParameterType(1, body.type().returnType()));
      adapted = MethodHandles.collectArguments(write, 1, adapted);
    }
    // All of its parameters are the one call now.
    return MethodHandles.permuteArguments(
        adapted,
        MethodType.methodType(void.class, HostCall.class),
        new int[adapted.type().parameterCount()]);
  }

  private static final MethodHandle INSTANCE = find("instance", Instance.class);

  private static MethodHandle reader(int type) {
    return switch (type) {
      case ValType.BITS_I32 -> find("i32", int.class, int.class);
      case ValType.BITS_I64 -> find("i64", long.class, int.class);
      case ValType.BITS_F32 -> find("f32", float.class, int.class);
      case ValType.BITS_F64 -> find("f64", double.class, int.class);
      case ValType.BITS_V128 -> find("v128", V128.class, int.class);
      default -> find("ref", Object.class, int.class);
    };
  }

  private static MethodHandle writer(int type) {
    return switch (type) {
      case ValType.BITS_I32 -> find("returnI32", void.class, int.class);
      case ValType.BITS_I64 -> find("returnI64", void.class, long.class);
      case ValType.BITS_F32 -> find("returnF32", void.class, float.class);
      case ValType.BITS_F64 -> find("returnF64", void.class, double.class);
      case ValType.BITS_V128 -> find("returnV128", void.class, V128.class);
      default -> find("returnRef", void.class, Object.class);
    };
  }

  private static MethodHandle find(String name, Class<?> result, Class<?>... params) {
    try {
      return LOOKUP.findVirtual(HostCall.class, name, MethodType.methodType(result, params));
    } catch (ReflectiveOperationException e) {
      throw new WasmtierException(
          Failure.BUG, "HostCall." + name, WasmtierException.NONE, WasmtierException.NONE, e);
    }
  }

  /// A host function that is a method handle of type `(HostCall)void`.
  private record HandleFunction(MethodHandle handle) implements HostFunction {
    @Override
    public void call(HostCall call) throws Exception {
      try {
        handle.invokeExact(call);
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// {@return a function for an import that is missing: it traps when called}
  static WasmFunction stub(ValidatedModule module, int index) {
    Import wanted = module.module().imports().get(index);
    DefType type = DefType.of(((io.wasmtier.wasm.ExternType.Func) module.importType(index)).type());
    String name = Signatures.quote(wanted.module(), wanted.name());
    return new HostFunctionObject(
        type,
        call -> {
          throw Trap.of(
              TrapKind.UNREACHABLE,
              new WasmtierException(Failure.UNLINKABLE, "unknown import " + name));
        },
        null);
  }
}
