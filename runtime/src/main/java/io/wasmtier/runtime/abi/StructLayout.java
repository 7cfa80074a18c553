package io.wasmtier.runtime.abi;

import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.StructType;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// How the class of a structure type looks: what [StructClassWriter] writes and compiled code links
/// against.
///
/// The class of a type is a public subclass of its supertype's class, or of [GuestStruct] for a
/// type without a supertype; it is final if the type is. It has a public constructor without
/// parameters and a public, not final field for each field that the supertype does not have:
/// validation makes a supertype's fields a prefix, and none of them gets another Java type.
/// Immutable fields are not final Java fields, because they are set after construction.
public final class StructLayout {
  /// What names of classes begin with; the id of the type follows.
  public static final String CLASS_PREFIX = "io.wasmtier.guest.Struct";

  /// The static field with the [DefType].
  public static final String TYPE_FIELD = "TYPE";

  /// The field with the descriptor (a [GuestStruct]), in the class of the topmost type of a chain
  /// that has one.
  public static final String DESCRIPTOR_FIELD = "descriptor";

  private StructLayout() {}

  /// {@return the binary name of a type's class}
  public static String className(DefType type) {
    return CLASS_PREFIX.concat(Integer.toString(type.id()));
  }

  /// {@return the fields of a structure type, those of its supertype included}
  public static List<FieldType> fields(DefType type) {
    if (type.composite() instanceof StructType(List<FieldType> fields)) {
      return fields;
    }
    throw new IllegalArgumentException("not a structure type: " + type);
  }

  /// {@return the name of the Java field of a field; for v128, of its low half}
  public static String field(int index) {
    return "f".concat(Integer.toString(index));
  }

  /// {@return the name of the Java field of the high half of a v128}
  public static String highField(int index) {
    return field(index).concat("h");
  }

  /// {@return the Java type, as a descriptor, in which a storage type is kept; long for the halves
  /// of a v128}
  public static String descriptor(int storage) {
    return switch (storage) {
      case ValType.BITS_I8 -> "B";
      case ValType.BITS_I16 -> "S";
      case ValType.BITS_I32 -> "I";
      case ValType.BITS_I64, ValType.BITS_V128 -> "J";
      case ValType.BITS_F32 -> "F";
      case ValType.BITS_F64 -> "D";
      default -> "Ljava/lang/Object;";
    };
  }

  /// {@return whether a type's own class, not its supertype's, has the field for the descriptor}
  static boolean declaresDescriptor(DefType type) {
    DefType supertype = type.supertype();
    return type.descriptor() != null && (supertype == null || supertype.descriptor() == null);
  }
}
