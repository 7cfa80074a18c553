package io.wasmtier.compiler.emit;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes one class.
public final class ClassEmitter {
  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
  private final String name;

  /// @param name the internal name
  /// @param superName the internal name of the superclass
  public ClassEmitter(String name, String superName) {
    this.name = name;
    writer.visit(
        Opcodes.V25,
        Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
        name,
        null,
        superName,
        null);
  }

  /// {@return the internal name}
  public String name() {
    return name;
  }

  /// Begins a static method.
  public MethodEmitter staticMethod(String method, String descriptor, boolean isPublic) {
    return method(
        (isPublic ? Opcodes.ACC_PUBLIC : Opcodes.ACC_PRIVATE) | Opcodes.ACC_STATIC,
        method,
        descriptor);
  }

  /// Begins a method of instances or a constructor.
  public MethodEmitter instanceMethod(String method, String descriptor) {
    return method(Opcodes.ACC_PUBLIC, method, descriptor);
  }

  private MethodEmitter method(int access, String method, String descriptor) {
    MethodVisitor visitor = writer.visitMethod(access, method, descriptor, null, null);
    visitor.visitCode();
    return new MethodEmitter(visitor);
  }

  /// {@return the class file}
  public byte[] bytes() {
    writer.visitEnd();
    return writer.toByteArray();
  }
}
