package io.wasmtier.validator;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// Matching of canonical types (spec: Validation, Matching): what may stand where something else is
/// expected.
///
/// Works on canonical [ValType] bits: concrete types name ids of [DefType]s. Thread-safe, no state.
public final class Types {
  /// The heap type below all others, which only references in code that can't be reached have.
  static final int BOTTOM_HEAP = ValType.CONCRETE - 1;

  /// A non-null reference to [#BOTTOM_HEAP], below every reference type.
  static final int BOTTOM_REF = ValType.REFERENCE | BOTTOM_HEAP;

  /// For each abstract heap type one bit for each that matches it.
  private static final int[] SUBTYPES = new int[AbstractHeap.values().length];

  static {
    for (AbstractHeap sub : AbstractHeap.values()) {
      for (AbstractHeap sup : AbstractHeap.values()) {
        if (sub.matches(sup)) {
          SUBTYPES[sup.ordinal()] |= 1 << sub.ordinal();
        }
      }
    }
  }

  private Types() {}

  /// {@return the definition of a function type without supertypes, as [DefType#function]}
  public static DefType function(CompositeType.FuncType canonical) {
    return DefType.function(canonical);
  }

  /// {@return whether a value type (or packed type) matches another}
  public static boolean matches(int sub, int sup) {
    if (sub == sup || sub == ValType.BITS_BOT) {
      return true;
    }
    return (sub & sup) < 0
        && (!ValType.isNullable(sub) || ValType.isNullable(sup))
        && heapMatches(sub, sup);
  }

  private static boolean heapMatches(int sub, int sup) {
    int subHeap = ValType.heap(sub);
    int supHeap = ValType.heap(sup);
    if (subHeap == BOTTOM_HEAP) {
      return true;
    }
    if (supHeap == BOTTOM_HEAP) {
      return false;
    }
    if (subHeap < ValType.CONCRETE) {
      return supHeap < ValType.CONCRETE
          ? (SUBTYPES[supHeap] >>> subHeap & 1) != 0
          : AbstractHeap.of(subHeap) == DefType.of(supHeap - ValType.CONCRETE).heap().bottom();
    }
    if (supHeap < ValType.CONCRETE) {
      return (SUBTYPES[supHeap] >>> DefType.of(subHeap - ValType.CONCRETE).heap().ordinal() & 1)
          != 0;
    }
    if (ValType.isExact(sup)) {
      return ValType.isExact(sub) && subHeap == supHeap;
    }
    return subHeap == supHeap
        || DefType.of(subHeap - ValType.CONCRETE)
            .isSubtypeOf(DefType.of(supHeap - ValType.CONCRETE));
  }

  /// {@return whether all types match their counterparts, in the same number}
  public static boolean matches(int[] sub, int[] sup) {
    if (sub.length != sup.length) {
      return false;
    }
    for (int i = 0; i < sub.length; i++) {
      if (!matches(sub[i], sup[i])) {
        return false;
      }
    }
    return true;
  }

  /// {@return whether something of one type may be imported as another (spec: Validation, Matching,
  /// External Types)}
  ///
  /// @param found the type of what there is; a table or memory with its current size as minimum;
  ///   canonical
  /// @param wanted the type of the import, canonical
  public static boolean matches(ExternType found, ExternType wanted) {
    return switch (wanted) {
      case ExternType.Func func ->
          found instanceof ExternType.Func other
              && (func.exact()
                  ? other.type() == func.type()
                  : DefType.of(other.type()).isSubtypeOf(DefType.of(func.type())));
      case ExternType.Table table ->
          found instanceof ExternType.Table other
              && matches(other.limits(), table.limits())
              && other.element().equals(table.element());
      case ExternType.Memory memory ->
          found instanceof ExternType.Memory other
              && matches(other.limits(), memory.limits())
              && other.shared() == memory.shared()
              && other.pageSizeLog2() == memory.pageSizeLog2();
      case ExternType.Global global ->
          found instanceof ExternType.Global other
              && other.mutable() == global.mutable()
              && (global.mutable()
                  ? other.type().equals(global.type())
                  : matches(other.type().bits(), global.type().bits()));
      case ExternType.Tag tag ->
          found instanceof ExternType.Tag other && other.type() == tag.type();
    };
  }

  /// {@return whether a size range lies within another and addresses are alike (spec: Validation,
  /// Matching, Limits)}
  public static boolean matches(Limits found, Limits wanted) {
    return found.is64() == wanted.is64()
        && Long.compareUnsigned(found.min(), wanted.min()) >= 0
        && (!wanted.hasMax()
            || found.hasMax() && Long.compareUnsigned(found.max(), wanted.max()) <= 0);
  }

  /// {@return whether a definition's content matches its declared supertype's (spec: Validation,
  /// Matching, Composite Types)}
  static boolean matches(DefType sub, DefType sup) {
    CompositeType subtype = sub.composite();
    return switch (sup.composite()) {
      case CompositeType.FuncType f ->
          sub.isFunction()
              && matches(sup.params(), sub.params())
              && matches(sub.results(), sup.results());
      case CompositeType.StructType struct ->
          subtype instanceof CompositeType.StructType other
              && fieldsMatch(other.fields(), struct.fields());
      case CompositeType.ArrayType array ->
          subtype instanceof CompositeType.ArrayType other
              && matches(other.element(), array.element());
      case CompositeType.ContType cont ->
          subtype instanceof CompositeType.ContType other
              && DefType.of(other.function()).isSubtypeOf(DefType.of(cont.function()));
    };
  }

  private static boolean fieldsMatch(List<FieldType> sub, List<FieldType> sup) {
    if (sub.size() < sup.size()) {
      return false;
    }
    for (int i = 0; i < sup.size(); i++) {
      if (!matches(sub.get(i), sup.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(FieldType sub, FieldType sup) {
    return sub.mutable() == sup.mutable()
        && (sup.mutable()
            ? sub.storage().equals(sup.storage())
            : matches(sub.storage().bits(), sup.storage().bits()));
  }

  /// {@return the ordinal of the top of a reference type's hierarchy, or -1 for bottom}
  static int topHeap(int bits) {
    int heap = ValType.heap(bits);
    if (heap == BOTTOM_HEAP) {
      return -1;
    }
    AbstractHeap kind =
        heap < ValType.CONCRETE
            ? AbstractHeap.of(heap)
            : DefType.of(heap - ValType.CONCRETE).heap();
    return kind.top().ordinal();
  }

  /// {@return the nullable reference to the top of a reference type's hierarchy}
  public static int top(int bits) {
    return ValType.refBits(true, topHeap(bits));
  }

  /// {@return the reference, as nullable as the one given, to the bottom of its hierarchy}
  public static int bottom(int bits) {
    int top = topHeap(bits);
    return bits & ValType.NULLABLE | ValType.REFERENCE | AbstractHeap.of(top).bottom().ordinal();
  }

  /// {@return what is left of a reference type when values of another are taken away (spec: Types,
  /// Reference Types)}
  public static int diff(int bits, int taken) {
    return ValType.isNullable(taken) ? bits & ~ValType.NULLABLE : bits;
  }

  /// {@return a concrete type's bits with another number}
  static int renumber(int bits, int number) {
    return bits & ~ValType.HEAP_MASK | ValType.CONCRETE + number;
  }

  /// {@return a type in the text format; concrete types by what they define, one level deep}
  public static String toString(int bits) {
    if (!ValType.isConcrete(bits)) {
      return bits == BOTTOM_REF || ValType.isRef(bits) && ValType.heap(bits) == BOTTOM_HEAP
          ? ValType.isNullable(bits) ? "(ref null bot)" : "(ref bot)"
          : ValType.toString(bits);
    }
    String definition = toString(DefType.of(ValType.number(bits)));
    return "(ref "
        + (ValType.isNullable(bits) ? "null " : "")
        + (ValType.isExact(bits) ? "(exact " + definition + ")" : definition)
        + ")";
  }

  /// {@return what a type defines, in the text format; concrete types in it by their ids}
  public static String toString(DefType type) {
    StringBuilder text = new StringBuilder();
    switch (type.composite()) {
      case CompositeType.FuncType f -> {
        text.append("(func");
        list(text, "param", f.params());
        list(text, "result", f.results());
      }
      case CompositeType.StructType s -> {
        text.append("(struct");
        for (FieldType field : s.fields()) {
          text.append(' ');
          field(text.append("(field "), field);
          text.append(')');
        }
      }
      case CompositeType.ArrayType a -> field(text.append("(array "), a.element());
      case CompositeType.ContType c -> text.append("(cont ").append(c.function());
    }
    return text.append(')').toString();
  }

  private static void list(StringBuilder text, String keyword, List<ValType> types) {
    if (!types.isEmpty()) {
      text.append(" (").append(keyword);
      for (ValType type : types) {
        text.append(' ').append(type);
      }
      text.append(')');
    }
  }

  private static void field(StringBuilder text, FieldType field) {
    if (field.mutable()) {
      text.append("(mut ").append(field.storage()).append(')');
    } else {
      text.append(field.storage());
    }
  }
}
