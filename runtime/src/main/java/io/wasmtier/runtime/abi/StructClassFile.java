package io.wasmtier.runtime.abi;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/// A class file as it grows (Java Virtual Machine Specification, chapter 4): constant pool,
/// members, and frames for methods that are one `tableswitch`.
///
/// Why not `java.lang.classfile`: its first use costs about twice as much CPU time for a smaller
/// class (see `docs/RATIONALE.md`), and a program with structures needs its first class before it
/// does anything. Strings are joined by `concat` for the same reason: the first `+` of a program
/// bootstraps method handles.
final class StructClassFile {
  private static final int VERSION = 65;
  private static final int UTF8 = 1;
  private static final int INTEGER = 3;
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;
  private static final int SAME_FRAME_EXTENDED = 251;

  private final Map<String, Integer> known = new HashMap<>();
  private final ByteArrayOutputStream poolBytes = new ByteArrayOutputStream();
  private final DataOutputStream pool = new DataOutputStream(poolBytes);
  private int poolSize = 1;
  private final ByteArrayOutputStream fieldBytes = new ByteArrayOutputStream();
  private final DataOutputStream fields = new DataOutputStream(fieldBytes);
  private int fieldCount;
  private final ByteArrayOutputStream methodBytes = new ByteArrayOutputStream();
  private final DataOutputStream methods = new DataOutputStream(methodBytes);
  private int methodCount;

  private int entry(String key) {
    if (poolSize > 0xFFFE) {
      throw new IllegalStateException("constant pool is full");
    }
    known.put(key, poolSize);
    return poolSize++;
  }

  int utf8(String text) {
    String key = "u".concat(text);
    Integer index = known.get(key);
    if (index != null) {
      return index;
    }
    try {
      pool.writeByte(UTF8);
      pool.writeUTF(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entry(key);
  }

  private int entry(String key, int tag, int first) {
    try {
      pool.writeByte(tag);
      pool.writeShort(first);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entry(key);
  }

  private int entry(String key, int tag, int first, int second) {
    try {
      pool.writeByte(tag);
      pool.writeShort(first);
      pool.writeShort(second);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entry(key);
  }

  /// @param name the internal name, with slashes
  int type(String name) {
    String key = "c".concat(name);
    Integer index = known.get(key);
    return index != null ? index : entry(key, CLASS, utf8(name));
  }

  int integer(int value) {
    String key = "i".concat(Integer.toString(value));
    Integer index = known.get(key);
    return index != null ? index : entry(key, INTEGER, value >>> 16, value & 0xFFFF);
  }

  private int member(int tag, String owner, String name, String descriptor) {
    String key =
        (tag == FIELD ? "f" : "m").concat(owner).concat(".").concat(name).concat(descriptor);
    Integer index = known.get(key);
    if (index != null) {
      return index;
    }
    String pair = "n".concat(name).concat(" ").concat(descriptor);
    Integer nameAndType = known.get(pair);
    if (nameAndType == null) {
      nameAndType = entry(pair, NAME_AND_TYPE, utf8(name), utf8(descriptor));
    }
    return entry(key, tag, type(owner), nameAndType);
  }

  int field(String owner, String name, String descriptor) {
    return member(FIELD, owner, name, descriptor);
  }

  int method(String owner, String name, String descriptor) {
    return member(METHOD, owner, name, descriptor);
  }

  void addField(int flags, String name, String descriptor) {
    try {
      fields.writeShort(flags);
      fields.writeShort(utf8(name));
      fields.writeShort(utf8(descriptor));
      fields.writeShort(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fieldCount++;
  }

  /// Adds a method.
  ///
  /// @param targets offsets of the code that something jumps to, ascending; there the operand stack
  ///   is empty and the local variables are the parameters
  void addMethod(
      int flags,
      String name,
      String descriptor,
      int maxStack,
      int maxLocals,
      byte[] code,
      int[] targets) {
    byte[] frames = frames(targets);
    try {
      methods.writeShort(flags);
      methods.writeShort(utf8(name));
      methods.writeShort(utf8(descriptor));
      methods.writeShort(1);
      methods.writeShort(utf8("Code"));
      methods.writeInt(12 + code.length + (targets.length == 0 ? 0 : 6 + frames.length));
      methods.writeShort(maxStack);
      methods.writeShort(maxLocals);
      methods.writeInt(code.length);
      methods.write(code);
      methods.writeShort(0);
      if (targets.length == 0) {
        methods.writeShort(0);
      } else {
        methods.writeShort(1);
        methods.writeShort(utf8("StackMapTable"));
        methods.writeInt(frames.length);
        methods.write(frames);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    methodCount++;
  }

  private static byte[] frames(int[] targets) {
    byte[] frames = new byte[2 + 3 * targets.length];
    frames[0] = (byte) (targets.length >>> 8);
    frames[1] = (byte) targets.length;
    int previous = -1;
    for (int i = 0; i < targets.length; i++) {
      int delta = targets[i] - previous - 1;
      previous = targets[i];
      frames[2 + 3 * i] = (byte) SAME_FRAME_EXTENDED;
      frames[3 + 3 * i] = (byte) (delta >>> 8);
      frames[4 + 3 * i] = (byte) delta;
    }
    return frames;
  }

  /// {@return the class file}
  byte[] toByteArray(int flags, String name, String superclass) {
    int thisClass = type(name);
    int superClass = type(superclass);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0xCAFEBABE);
      out.writeInt(VERSION);
      out.writeShort(poolSize);
      poolBytes.writeTo(out);
      out.writeShort(flags);
      out.writeShort(thisClass);
      out.writeShort(superClass);
      out.writeShort(0);
      out.writeShort(fieldCount);
      fieldBytes.writeTo(out);
      out.writeShort(methodCount);
      methodBytes.writeTo(out);
      out.writeShort(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
