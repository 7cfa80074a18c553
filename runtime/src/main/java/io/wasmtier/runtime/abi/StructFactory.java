package io.wasmtier.runtime.abi;

import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// Allocates structures of one type. Made together with the type's class when the first structure
/// of it is allocated, or when compiled code links against it; kept by [DefType#attachment], so
/// that type, factory and class are collected together once no module and no structure has the type
/// any more.
///
/// Immutable and thread-safe.
public final class StructFactory {
  /// The loader of each recursive group, by the group's first type. Guarded by the class.
  private static final Map<DefType, WeakReference<StructLoader>> LOADERS = new WeakHashMap<>();

  /// Handed over by the class just made. Guarded by the class.
  private static @Nullable GuestStruct initialized;

  /// As many as decoding allows by default; the constant pool of a class has no room for many more.
  private static final int MAX_FIELDS = 10_000;

  private final DefType type;
  private final GuestStruct prototype;

  private StructFactory(DefType type, GuestStruct prototype) {
    this.type = type;
    this.prototype = prototype;
  }

  /// {@return the factory of a structure type}
  ///
  /// @throws WasmtierException of kind LIMIT if it has too many fields
  public static StructFactory of(DefType type) {
    return type.attachment instanceof StructFactory factory ? factory : make(type);
  }

  private static synchronized StructFactory make(DefType type) {
    if (type.attachment instanceof StructFactory factory) {
      return factory;
    }
    DefType supertype = type.supertype();
    if (supertype != null) {
      make(supertype);
    }
    int fields = StructLayout.fields(type).size();
    if (fields > MAX_FIELDS) {
      throw new WasmtierException(
          Failure.LIMIT,
          "structure type of " + fields + " fields exceeds the limit of " + MAX_FIELDS);
    }
    StructLoader loader = loader(type);
    loader.define(type);
    try {
      Class.forName(StructLayout.className(type), true, loader);
    } catch (ClassNotFoundException e) {
      throw new WasmtierException(
          Failure.BUG,
          "the class of " + type + " is not found",
          WasmtierException.NONE,
          WasmtierException.NONE,
          e);
    }
    StructFactory factory = new StructFactory(type, Objects.requireNonNull(initialized));
    initialized = null;
    type.attachment = factory;
    return factory;
  }

  /// For the generated classes only: each hands over its first object when it is initialized.
  /// Reflection would do as well, but makes method handles for each.
  public static synchronized void initialized(GuestStruct prototype) {
    initialized = prototype;
  }

  private static StructLoader loader(DefType type) {
    DefType first = type.groupFirst();
    WeakReference<StructLoader> known = LOADERS.get(first);
    StructLoader loader = known == null ? null : known.get();
    if (loader == null) {
      loader = new StructLoader();
      LOADERS.put(first, new WeakReference<>(loader));
    }
    return loader;
  }

  /// {@return the class with a name, if it is that of a structure type; for class loaders of
  /// compiled code, which must keep the type alive}
  ///
  /// @param name a binary name
  public static @Nullable Class<?> find(String name) {
    if (!name.startsWith(StructLayout.CLASS_PREFIX)) {
      return null;
    }
    try {
      String id = name.substring(StructLayout.CLASS_PREFIX.length());
      DefType type = DefType.of(Integer.parseInt(id));
      return type.isStruct() ? of(type).structClass() : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// {@return the type}
  public DefType type() {
    return type;
  }

  /// {@return the generated class}
  public Class<? extends GuestStruct> structClass() {
    return prototype.getClass();
  }

  /// {@return a new structure with all fields zero or null}
  public GuestStruct allocate() {
    return prototype.allocate();
  }
}
