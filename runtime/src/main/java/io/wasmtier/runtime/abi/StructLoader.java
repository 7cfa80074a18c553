package io.wasmtier.runtime.abi;

import io.wasmtier.validator.DefType;
import org.jspecify.annotations.Nullable;

/// Defines the classes of one recursive group of types, which live and die together as the group
/// does.
///
/// They are ordinary classes, not hidden ones, so that compiled code can name them: its loader asks
/// [StructFactory#find]. A superclass of another group was made before and is found by its name,
/// which holds the id of a type that the group keeps alive.
final class StructLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  StructLoader() {
    super("wasmtier-structs", GuestStruct.class.getClassLoader());
    // The package is for nobody else, but these classes are in a module of their own.
    GuestStruct.class
        .getModule()
        .addExports(GuestStruct.class.getPackageName(), getUnnamedModule());
  }

  void define(DefType type) {
    byte[] bytes = StructClassWriter.write(type);
    defineClass(StructLayout.className(type), bytes, 0, bytes.length);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    @Nullable Class<?> found = StructFactory.find(name);
    if (found == null) {
      throw new ClassNotFoundException(name);
    }
    return found;
  }
}
