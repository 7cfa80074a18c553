package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.Internal;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.WasmtierException;
import org.jspecify.annotations.Nullable;

/// A function of the host.
///
/// Each instance that imports one gets an object of its own, so that the host function knows who
/// calls without anything being passed. It also makes each import a call site with one target, as
/// compiled code wants it.
final class HostFunctionObject extends WasmFunction {
  private final HostFunction body;
  private final @Nullable Instance instance;

  /// The call object, null while a call is active: one that comes back to this function gets
  /// another. Unused without an instance, for then several threads may call at once.
  private @Nullable HostCall idle;

  HostFunctionObject(DefType type, HostFunction body, @Nullable Instance instance) {
    super(Internal.KEY, type);
    this.body = body;
    this.instance = instance;
  }

  /// {@return the same function for an instance that imports it}
  HostFunctionObject importedBy(Instance importer) {
    return new HostFunctionObject(type(), body, importer);
  }

  @Nullable StoreContext store() {
    return instance == null ? null : instance.context();
  }

  @Override
  public void invoke(WasmStack stack, int base) {
    // As a guest's function. The call object would be shared with another thread.
    if (instance != null && stack != instance.context().stack) {
      throw StoreContext.foreign();
    }
    HostCall call = idle;
    if (call == null) {
      call = new HostCall(signature(), instance, stack);
    } else {
      idle = null;
    }
    int top = stack.top;
    try {
      call.begin(stack, base);
      body.call(call);
      call.end();
    } catch (WasmtierException | Error e) {
      throw e;
    } catch (Throwable e) { // Also what other languages throw without saying so.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw Trap.of(TrapKind.HOST_FUNCTION_FAILED, e);
    } finally {
      stack.top = top;
      if (instance != null) {
        call.release(instance.context().ownStack);
        idle = call;
      }
    }
  }

  @Override
  public String toString() {
    return "HostFunction " + Signatures.describe(functionType());
  }
}
