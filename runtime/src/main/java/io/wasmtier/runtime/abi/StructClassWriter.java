package io.wasmtier.runtime.abi;

import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.ValType;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// Writes the class of a structure type, as [StructLayout] describes it and [GuestStruct] wants it.
///
/// An accessor switches over all fields at once, inherited ones too. A structure of more than
/// [#CHUNK] fields has a method for each chunk of its own fields and leaves the others to its
/// superclass, so that no method becomes too large to be compiled.
final class StructClassWriter {
  /// 22 bytes per field at most; HotSpot does not compile methods of more than 8,000 bytes.
  static final int CHUNK = 256;

  private static final int PUBLIC = 1;
  private static final int PRIVATE = 2;
  private static final int STATIC = 8;
  private static final int FINAL = 16;
  private static final int SUPER = 32;

  private static final int SIPUSH = 0x11;
  private static final int LDC_W = 0x13;
  private static final int ILOAD_1 = 0x1B;
  private static final int ILOAD_3 = 0x1D;
  private static final int LLOAD_2 = 0x20;
  private static final int ALOAD_0 = 0x2A;
  private static final int ALOAD_1 = 0x2B;
  private static final int ALOAD_2 = 0x2C;
  private static final int LALOAD = 0x2F;
  private static final int AALOAD = 0x32;
  private static final int DUP = 0x59;
  private static final int IADD = 0x60;
  private static final int ISUB = 0x64;
  private static final int ISHR = 0x7A;
  private static final int I2L = 0x85;
  private static final int L2I = 0x88;
  private static final int I2B = 0x91;
  private static final int I2S = 0x93;
  private static final int TABLESWITCH = 0xAA;
  private static final int LRETURN = 0xAD;
  private static final int ARETURN = 0xB0;
  private static final int RETURN = 0xB1;
  private static final int GETSTATIC = 0xB2;
  private static final int PUTSTATIC = 0xB3;
  private static final int GETFIELD = 0xB4;
  private static final int PUTFIELD = 0xB5;
  private static final int INVOKESPECIAL = 0xB7;
  private static final int INVOKESTATIC = 0xB8;
  private static final int NEW = 0xBB;

  private static final String BASE = "io/wasmtier/runtime/abi/GuestStruct";
  private static final String BASE_TYPE = "L" + BASE + ";";
  private static final String FACTORY = "io/wasmtier/runtime/abi/StructFactory";
  private static final String DEF_TYPE = "io/wasmtier/validator/DefType";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String FILL = "([J[Ljava/lang/Object;I)V";
  private static final String TYPE_TYPE = "L" + DEF_TYPE + ";";
  private static final int[] NO_TARGETS = {};

  private enum Accessor {
    GET_BITS("getBits", "(I)J", LRETURN),
    GET_HIGH("getHigh", "(I)J", LRETURN),
    GET_REFERENCE("getReference", "(I)" + OBJECT, ARETURN),
    SET_BITS("setBits", "(IJ)V", RETURN),
    SET_HIGH("setHigh", "(IJ)V", RETURN),
    SET_REFERENCE("setReference", "(I" + OBJECT + ")V", RETURN);

    final String method;
    final String descriptor;
    final int returns;

    Accessor(String method, String descriptor, int returns) {
      this.method = method;
      this.descriptor = descriptor;
      this.returns = returns;
    }

    boolean accesses(int storage) {
      return switch (this) {
        case GET_BITS, SET_BITS -> storage > 0;
        case GET_HIGH, SET_HIGH -> storage == ValType.BITS_V128;
        case GET_REFERENCE, SET_REFERENCE -> storage < 0;
      };
    }

    boolean isGetter() {
      return returns != RETURN;
    }

    /// The instruction that pushes the value to set.
    int value() {
      return this == SET_REFERENCE ? ALOAD_2 : LLOAD_2;
    }
  }

  private final StructClassFile file = new StructClassFile();
  private final DefType type;
  private final List<FieldType> fields;
  private final String self;
  private final String superclass;

  /// The first field that this class has and its superclass has not.
  private final int ownFrom;

  /// The first field that accessors of this class know; see above.
  private final int from;

  private ByteArrayOutputStream code = new ByteArrayOutputStream();

  private StructClassWriter(DefType type) {
    this.type = type;
    this.fields = StructLayout.fields(type);
    DefType supertype = type.supertype();
    this.self = StructLayout.className(type).replace('.', '/');
    this.superclass =
        supertype == null ? BASE : StructLayout.className(supertype).replace('.', '/');
    this.ownFrom = supertype == null ? 0 : StructLayout.fields(supertype).size();
    this.from = fields.size() <= CHUNK ? 0 : ownFrom;
  }

  /// {@return the class file of a structure type}
  static byte[] write(DefType type) {
    return new StructClassWriter(type).write();
  }

  private byte[] write() {
    for (int i = ownFrom; i < fields.size(); i++) {
      int storage = fields.get(i).storage().bits();
      file.addField(PUBLIC, StructLayout.field(i), StructLayout.descriptor(storage));
      if (storage == ValType.BITS_V128) {
        file.addField(PUBLIC, StructLayout.highField(i), StructLayout.descriptor(storage));
      }
    }
    typeMethods();
    if (StructLayout.declaresDescriptor(type)) {
      descriptorMethods();
    }
    for (Accessor accessor : Accessor.values()) {
      accessor(accessor);
    }
    fill();
    return file.toByteArray(
        PUBLIC | SUPER | (type.definition().isFinal() ? FINAL : 0), self, superclass);
  }

  // Code.

  private void op(int opcode) {
    code.write(opcode);
  }

  private void u2(int value) {
    code.write(value >>> 8);
    code.write(value);
  }

  private void op(int opcode, int index) {
    code.write(opcode);
    u2(index);
  }

  private void finish(
      int flags, String name, String descriptor, int maxStack, int maxLocals, int[] targets) {
    file.addMethod(flags, name, descriptor, maxStack, maxLocals, code.toByteArray(), targets);
    code = new ByteArrayOutputStream();
  }

  private void typeMethods() {
    op(ALOAD_0);
    op(INVOKESPECIAL, file.method(superclass, "<init>", "()V"));
    op(RETURN);
    finish(PUBLIC, "<init>", "()V", 1, 1, NO_TARGETS);

    file.addField(PUBLIC | STATIC | FINAL, StructLayout.TYPE_FIELD, TYPE_TYPE);
    op(LDC_W, file.integer(type.id()));
    op(INVOKESTATIC, file.method(DEF_TYPE, "of", "(I)" + TYPE_TYPE));
    op(PUTSTATIC, file.field(self, StructLayout.TYPE_FIELD, TYPE_TYPE));
    op(NEW, file.type(self));
    op(DUP);
    op(INVOKESPECIAL, file.method(self, "<init>", "()V"));
    op(INVOKESTATIC, file.method(FACTORY, "initialized", "(" + BASE_TYPE + ")V"));
    op(RETURN);
    finish(STATIC, "<clinit>", "()V", 2, 0, NO_TARGETS);

    op(GETSTATIC, file.field(self, StructLayout.TYPE_FIELD, TYPE_TYPE));
    op(ARETURN);
    finish(PUBLIC, "type", "()" + TYPE_TYPE, 1, 1, NO_TARGETS);

    op(NEW, file.type(self));
    op(DUP);
    op(INVOKESPECIAL, file.method(self, "<init>", "()V"));
    op(ARETURN);
    finish(PUBLIC, "allocate", "()" + BASE_TYPE, 2, 1, NO_TARGETS);
  }

  private void descriptorMethods() {
    String name = StructLayout.DESCRIPTOR_FIELD;
    file.addField(PUBLIC, name, BASE_TYPE);
    op(ALOAD_0);
    op(GETFIELD, file.field(self, name, BASE_TYPE));
    op(ARETURN);
    finish(PUBLIC, "descriptor", "()" + BASE_TYPE, 1, 1, NO_TARGETS);
    op(ALOAD_0);
    op(ALOAD_1);
    op(PUTFIELD, file.field(self, name, BASE_TYPE));
    op(RETURN);
    finish(PUBLIC, "setDescriptor", "(" + BASE_TYPE + ")V", 2, 2, NO_TARGETS);
  }

  private int chunks() {
    return (fields.size() - from + CHUNK - 1) / CHUNK;
  }

  private boolean isNeeded(Accessor accessor) {
    for (int i = from; i < fields.size(); i++) {
      if (accessor.accesses(fields.get(i).storage().bits())) {
        return true;
      }
    }
    return false;
  }

  private void accessor(Accessor accessor) {
    if (!isNeeded(accessor)) {
      return;
    }
    int chunks = chunks();
    if (chunks == 1) {
      accessorOf(accessor, PUBLIC, accessor.method, from, fields.size());
      return;
    }
    op(ILOAD_1);
    op(SIPUSH, from);
    op(ISUB);
    op(SIPUSH, Integer.numberOfTrailingZeros(CHUNK));
    op(ISHR);
    int switchAt = code.size();
    int[] targets = new int[chunks + 1];
    int at = afterSwitch(switchAt, chunks);
    int size = callSize(accessor);
    for (int i = 0; i <= chunks; i++) {
      targets[i] = at + i * size;
    }
    tableSwitch(switchAt, 0, targets, targets[chunks]);
    for (int i = 0; i < chunks; i++) {
      call(accessor, self, chunk(accessor.method, i));
    }
    call(accessor, superclass, accessor.method);
    finish(PUBLIC, accessor.method, accessor.descriptor, 4, 4, targets);
    for (int i = 0; i < chunks; i++) {
      int first = from + i * CHUNK;
      accessorOf(
          accessor,
          PRIVATE,
          chunk(accessor.method, i),
          first,
          Math.min(first + CHUNK, fields.size()));
    }
  }

  private static String chunk(String method, int number) {
    return method.concat("$").concat(Integer.toString(number));
  }

  private static int callSize(Accessor accessor) {
    return accessor.isGetter() ? 6 : 7;
  }

  private void call(Accessor accessor, String owner, String method) {
    op(ALOAD_0);
    op(ILOAD_1);
    if (!accessor.isGetter()) {
      op(accessor.value());
    }
    op(INVOKESPECIAL, file.method(owner, method, accessor.descriptor));
    op(accessor.returns);
  }

  private static int afterSwitch(int at, int cases) {
    return (at + 4 & ~3) + 12 + 4 * cases;
  }

  /// @param targets the offset of each case, and one more
  private void tableSwitch(int at, int low, int[] targets, int otherwise) {
    int cases = targets.length - 1;
    op(TABLESWITCH);
    while ((code.size() & 3) != 0) {
      code.write(0);
    }
    u4(otherwise - at);
    u4(low);
    u4(low + cases - 1);
    for (int i = 0; i < cases; i++) {
      u4(targets[i] - at);
    }
  }

  private void u4(int value) {
    u2(value >>> 16);
    u2(value);
  }

  private void accessorOf(Accessor accessor, int flags, String name, int first, int end) {
    // The cases are written first, to know where they are.
    op(ILOAD_1);
    int switchAt = code.size();
    int start = afterSwitch(switchAt, end - first);
    ByteArrayOutputStream head = code;
    code = new ByteArrayOutputStream();
    int[] targets = new int[end - first + 1];
    int[] frames = new int[targets.length];
    int frameCount = 0;
    for (int i = first; i < end; i++) {
      targets[i - first] = -1;
      if (accessor.accesses(fields.get(i).storage().bits())) {
        int target = start + code.size();
        targets[i - first] = target;
        frames[frameCount++] = target;
        access(accessor, i);
      }
    }
    int otherwise = start + code.size();
    frames[frameCount++] = otherwise;
    call(accessor, superclass, accessor.method);
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] < 0) {
        targets[i] = otherwise;
      }
    }
    ByteArrayOutputStream cases = code;
    code = head;
    tableSwitch(switchAt, first, targets, otherwise);
    code.writeBytes(cases.toByteArray());
    finish(flags, name, accessor.descriptor, 4, 4, java.util.Arrays.copyOf(frames, frameCount));
  }

  private int fieldOf(Accessor accessor, int field) {
    boolean high = accessor == Accessor.GET_HIGH || accessor == Accessor.SET_HIGH;
    return file.field(
        self,
        high ? StructLayout.highField(field) : StructLayout.field(field),
        StructLayout.descriptor(fields.get(field).storage().bits()));
  }

  private void access(Accessor accessor, int field) {
    int storage = fields.get(field).storage().bits();
    op(ALOAD_0);
    if (accessor.isGetter()) {
      op(GETFIELD, fieldOf(accessor, field));
      toBits(storage);
    } else {
      op(accessor.value());
      fromBits(storage);
      op(PUTFIELD, fieldOf(accessor, field));
    }
    op(accessor.returns);
  }

  private void toBits(int storage) {
    switch (storage) {
      case ValType.BITS_I8, ValType.BITS_I16, ValType.BITS_I32 -> op(I2L);
      case ValType.BITS_F32 -> {
        op(INVOKESTATIC, file.method("java/lang/Float", "floatToRawIntBits", "(F)I"));
        op(I2L);
      }
      case ValType.BITS_F64 ->
          op(INVOKESTATIC, file.method("java/lang/Double", "doubleToRawLongBits", "(D)J"));
      default -> {}
    }
  }

  private void fromBits(int storage) {
    switch (storage) {
      case ValType.BITS_I8 -> {
        op(L2I);
        op(I2B);
      }
      case ValType.BITS_I16 -> {
        op(L2I);
        op(I2S);
      }
      case ValType.BITS_I32 -> op(L2I);
      case ValType.BITS_F32 -> {
        op(L2I);
        op(INVOKESTATIC, file.method("java/lang/Float", "intBitsToFloat", "(I)F"));
      }
      case ValType.BITS_F64 ->
          op(INVOKESTATIC, file.method("java/lang/Double", "longBitsToDouble", "(J)D"));
      default -> {}
    }
  }

  private void fill() {
    int slot = 0;
    for (int i = 0; i < from; i++) {
      slot += ValType.slots(fields.get(i).storage().bits());
    }
    int chunks = chunks();
    if (chunks == 0 && from > 0) {
      // Everything is the superclass's.
      return;
    }
    if (chunks > 1 || from > 0) {
      if (from > 0) {
        fillCall(superclass, "fill");
      }
      for (int i = 0; i < chunks; i++) {
        fillCall(self, chunk("fill", i));
      }
      op(RETURN);
      finish(PUBLIC, "fill", FILL, 4, 4, NO_TARGETS);
    }
    for (int i = 0; i < Math.max(chunks, 1); i++) {
      int first = from + i * CHUNK;
      int end = Math.min(first + CHUNK, fields.size());
      for (int field = first; field < end; field++) {
        slot = fill(field, slot);
      }
      op(RETURN);
      boolean whole = chunks <= 1 && from == 0;
      finish(whole ? PUBLIC : PRIVATE, whole ? "fill" : chunk("fill", i), FILL, 4, 4, NO_TARGETS);
    }
  }

  private void fillCall(String owner, String method) {
    op(ALOAD_0);
    op(ALOAD_1);
    op(ALOAD_2);
    op(ILOAD_3);
    op(INVOKESPECIAL, file.method(owner, method, FILL));
  }

  private int fill(int field, int slot) {
    int storage = fields.get(field).storage().bits();
    int next = slot;
    op(ALOAD_0);
    load(storage, next++);
    fromBits(storage);
    op(PUTFIELD, fieldOf(Accessor.SET_BITS, field));
    if (storage == ValType.BITS_V128) {
      op(ALOAD_0);
      load(storage, next++);
      op(PUTFIELD, fieldOf(Accessor.SET_HIGH, field));
    }
    return next;
  }

  private void load(int storage, int slot) {
    op(storage < 0 ? ALOAD_2 : ALOAD_1);
    op(ILOAD_3);
    op(SIPUSH, slot);
    op(IADD);
    op(storage < 0 ? AALOAD : LALOAD);
  }
}
