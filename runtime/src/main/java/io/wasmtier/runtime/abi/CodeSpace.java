package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.wasm.Names;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The class loader of the code generated for one module and kind of memory: classes are made when
/// running code first links to them, so that the JVM's own lazy linking decides what is compiled.
/// Goes with the module.
///
/// Thread-safe.
public abstract class CodeSpace extends ClassLoader {
  private static final AtomicInteger SERIAL = new AtomicInteger();
  private static final Map<String, WeakReference<CodeSpace>> SPACES = new ConcurrentHashMap<>();

  /// Where the instructions of a method come from.
  ///
  /// @param function the function index
  /// @param offsets the byte offsets in the module, by line number minus 1; [Positions#PART] where
  ///   the method calls a part of the same function, whose frame stands for both
  public record Positions(int function, long[] offsets) {
    /// Instead of an offset: the call of a part of the function.
    public static final long PART = -2;
  }

  private final String packageName;
  private final Names names;
  private final Map<String, Positions> positions = new ConcurrentHashMap<>();

  static {
    registerAsParallelCapable();
  }

  /// @param label what the generated package is called, letters and digits only
  /// @param names the module's names
  @SuppressWarnings("this-escape") // Only the reference is kept, and weakly.
  protected CodeSpace(String label, Names names) {
    super("wasm", CodeSpace.class.getClassLoader());
    this.names = names;
    this.packageName = "wasm." + label + "_" + SERIAL.incrementAndGet();
    // Generated code links against this package, which nobody else may see.
    CompiledCode.prepare();
    CodeSpace.class.getModule().addExports(CodeSpace.class.getPackageName(), getUnnamedModule());
    SPACES.values().removeIf(space -> space.refersTo(null));
    SPACES.put(packageName, new WeakReference<>(this));
  }

  /// {@return the package of all generated classes, with dots}
  public final String packageName() {
    return packageName;
  }

  /// Defines a class.
  protected final Class<?> define(String className, byte[] bytes) {
    return defineClass(className, bytes, 0, bytes.length);
  }

  /// Makes a method known to stack traces. Must come before its class is used.
  protected final void position(String className, String method, Positions of) {
    positions.put(className + "." + method, of);
  }

  /// {@return the space that a generated class is of, or null}
  static @Nullable CodeSpace of(String className) {
    int dot = className.lastIndexOf('.');
    if (dot < 0 || !className.startsWith("wasm.")) {
      return null;
    }
    WeakReference<CodeSpace> space = SPACES.get(className.substring(0, dot));
    return space == null ? null : space.get();
  }

  /// {@return the WebAssembly frame of a Java frame, or null if it is none}
  final @Nullable WasmFrame frame(String className, String method, int line) {
    Positions of = positions.get(className + "." + method);
    if (of == null) {
      return null;
    }
    long offset = line > 0 && line <= of.offsets.length ? of.offsets[line - 1] : -1;
    if (offset == Positions.PART) {
      return null;
    }
    String module = names.module();
    return new WasmFrame(
        of.function, names.function(of.function), offset, module == null ? "" : module);
  }
}
