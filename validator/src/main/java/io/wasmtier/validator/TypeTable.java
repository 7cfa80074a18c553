package io.wasmtier.validator;

import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The process-wide table of type definitions: hash-conses recursive groups (spec: Types, Rolling
/// and Unrolling).
///
/// A group is written as a sequence of ints in which references to its own members are relative and
/// all others are ids; two groups are equal if these are. This takes time linear in the group's
/// size, however its members refer to one another. The table holds groups weakly, a group holds its
/// members and the definitions these refer to: what no module, function or host keeps disappears,
/// its ids are used again when the whole range was gone through.
///
/// Thread-safe: changes are made under the lock of the class; readers of [#at] see a slot because
/// whoever gave them the id got it from a definition that was entered before.
final class TypeTable {
  /// A recursive group.
  static final class Group {
    private final int[] key;
    private final DefType[] members;
    private final DefType[] referenced;

    Group(int[] key, int size, DefType[] referenced) {
      this.key = key;
      this.members = new DefType[size];
      this.referenced = referenced;
    }

    DefType member(int index) {
      return members[index];
    }

    int size() {
      return members.length;
    }

    /// {@return the definitions of other groups that this one refers to}
    int references() {
      return referenced.length;
    }
  }

  private static final class Entry extends WeakReference<Group> {
    final int hash;
    final int[] ids;
    @Nullable Entry next;

    Entry(Group group, int hash, int[] ids) {
      super(group, COLLECTED);
      this.hash = hash;
      this.ids = ids;
    }
  }

  private record Slot(Entry entry, int member) {}

  /// Stands before the bits of a reference to a member of the group itself; no type has this code.
  private static final int RELATIVE = ValType.BITS_I16 + 1;

  private static final int ID_LIMIT = ValType.HEAP_MASK - ValType.CONCRETE;
  private static final int PAGE_BITS = 10;
  private static final int PAGE = 1 << PAGE_BITS;

  // A module may have a million types: what most of them have alike they share.
  private static final DefType[] NO_TYPES = {};

  private static final ReferenceQueue<Group> COLLECTED = new ReferenceQueue<>();
  private static @Nullable Entry[] buckets = new Entry[256];
  private static int groups;
  private static int nextId;
  private static int[] pageUse = new int[16];
  private static volatile @Nullable Slot[] @Nullable [] pages = new Slot[16][];

  private TypeTable() {}

  static DefType at(int id) {
    @Nullable Slot[] @Nullable [] directory = pages;
    int page = id >>> PAGE_BITS;
    if (page < directory.length) {
      @Nullable Slot[] slots = directory[page];
      if (slots != null) {
        Slot slot = slots[id & PAGE - 1];
        if (slot != null) {
          Group group = slot.entry.get();
          if (group != null) {
            return group.members[slot.member];
          }
        }
      }
    }
    throw new IllegalArgumentException("no type definition has the id " + id);
  }

  static DefType plain(CompositeType canonical) {
    SubType plain = SubType.plain(canonical);
    return intern(List.of(plain), ID_LIMIT, id -> id).member(0);
  }

  /// Finds or makes a group.
  ///
  /// @param types the members
  /// @param first the type index of the first member; numbers from here on are members of the group
  /// @param ids gives the canonical ids of type indices below
  static Group intern(List<SubType> types, int first, IntUnaryOperator ids) {
    KeyWriter writer = new KeyWriter(first, ids);
    for (SubType type : types) {
      writer.subType(type);
    }
    int[] key = writer.key();
    int hash = Arrays.hashCode(key);
    hash ^= hash >>> 16;
    synchronized (TypeTable.class) {
      removeCollected();
      for (Entry entry = buckets[hash & buckets.length - 1]; entry != null; entry = entry.next) {
        if (entry.hash == hash) {
          Group group = entry.get();
          if (group != null && Arrays.equals(group.key, key)) {
            return group;
          }
        }
      }
      return enter(types, first, ids, key, hash, writer.referenced());
    }
  }

  private static Group enter(
      List<SubType> types,
      int first,
      IntUnaryOperator ids,
      int[] key,
      int hash,
      DefType[] referenced) {
    int size = types.size();
    Group group = new Group(key, size, referenced);
    int[] own = new int[size];
    Entry entry = new Entry(group, hash, own);
    for (int i = 0; i < size; i++) {
      own[i] = allocate(new Slot(entry, i));
    }
    IntUnaryOperator closed =
        number -> number < first ? ids.applyAsInt(number) : own[number - first];
    for (int i = 0; i < size; i++) {
      SubType type = types.get(i);
      DefType[] display = NO_TYPES;
      if (!type.supertypes().isEmpty()) {
        int supertype = type.supertypes().get(0);
        display =
            (supertype < first ? at(ids.applyAsInt(supertype)) : group.members[supertype - first])
                .displayBelow();
      }
      group.members[i] = new DefType(group, own[i], closed(type, closed), display);
    }
    if (++groups > buckets.length) {
      rehash();
    }
    int bucket = hash & buckets.length - 1;
    entry.next = buckets[bucket];
    buckets[bucket] = entry;
    return group;
  }

  private static void rehash() {
    @Nullable Entry[] old = buckets;
    buckets = new Entry[2 * old.length];
    for (Entry head : old) {
      for (Entry entry = head; entry != null; ) {
        Entry next = entry.next;
        int bucket = entry.hash & buckets.length - 1;
        entry.next = buckets[bucket];
        buckets[bucket] = entry;
        entry = next;
      }
    }
  }

  private static int allocate(Slot slot) {
    for (int tried = 0; tried < ID_LIMIT; tried++) {
      int id = nextId;
      nextId = id + 1 == ID_LIMIT ? 0 : id + 1;
      int page = id >>> PAGE_BITS;
      if (page >= pages.length) {
        pageUse = Arrays.copyOf(pageUse, 2 * page);
        pages = Arrays.copyOf(pages, 2 * page);
      }
      @Nullable Slot[] slots = pages[page];
      if (slots == null) {
        slots = new Slot[PAGE];
        pages[page] = slots;
      }
      if (slots[id & PAGE - 1] == null) {
        slots[id & PAGE - 1] = slot;
        pageUse[page]++;
        return id;
      }
    }
    throw new WasmtierException(Failure.LIMIT, "too many types in this process");
  }

  private static void removeCollected() {
    for (Object polled = COLLECTED.poll(); polled != null; polled = COLLECTED.poll()) {
      Entry dead = (Entry) polled;
      for (int id : dead.ids) {
        int page = id >>> PAGE_BITS;
        @Nullable Slot[] slots = pages[page];
        if (slots != null) {
          slots[id & PAGE - 1] = null;
          // The page being filled stays, or it would be made anew each time.
          if (--pageUse[page] == 0 && page != nextId >>> PAGE_BITS) {
            pages[page] = null;
          }
        }
      }
      int bucket = dead.hash & buckets.length - 1;
      Entry before = null;
      for (Entry entry = buckets[bucket]; entry != null; before = entry, entry = entry.next) {
        if (entry == dead) {
          if (before == null) {
            buckets[bucket] = entry.next;
          } else {
            before.next = entry.next;
          }
          groups--;
          break;
        }
      }
    }
  }

  /// {@return the number of groups in the table, after removing what was collected}
  static synchronized int size() {
    removeCollected();
    return groups;
  }

  private static SubType closed(SubType type, IntUnaryOperator ids) {
    if (isClosed(type)) {
      return type;
    }
    CompositeType composite =
        switch (type.composite()) {
          case FuncType f -> new FuncType(closed(f.params(), ids), closed(f.results(), ids));
          case CompositeType.StructType s -> {
            List<FieldType> fields = new ArrayList<>(s.fields().size());
            for (FieldType field : s.fields()) {
              fields.add(closed(field, ids));
            }
            yield new CompositeType.StructType(fields);
          }
          case CompositeType.ArrayType a -> new CompositeType.ArrayType(closed(a.element(), ids));
          case CompositeType.ContType c -> new CompositeType.ContType(ids.applyAsInt(c.function()));
        };
    List<Integer> supertypes =
        type.supertypes().isEmpty() ? List.of() : List.of(ids.applyAsInt(type.supertypes().get(0)));
    return new SubType(
        type.isFinal(),
        supertypes,
        composite,
        type.describes() == -1 ? -1 : ids.applyAsInt(type.describes()),
        type.descriptor() == -1 ? -1 : ids.applyAsInt(type.descriptor()));
  }

  /// {@return whether a type has no numbers in it}
  private static boolean isClosed(SubType type) {
    if (!type.isPlain()) {
      return false;
    }
    return switch (type.composite()) {
      case FuncType f -> isClosed(f.params()) && isClosed(f.results());
      case CompositeType.StructType s -> {
        for (FieldType field : s.fields()) {
          if (field.storage().isConcrete()) {
            yield false;
          }
        }
        yield true;
      }
      case CompositeType.ArrayType a -> !a.element().storage().isConcrete();
      case CompositeType.ContType c -> false;
    };
  }

  private static boolean isClosed(List<ValType> types) {
    for (ValType type : types) {
      if (type.isConcrete()) {
        return false;
      }
    }
    return true;
  }

  private static FieldType closed(FieldType field, IntUnaryOperator ids) {
    return new FieldType(closed(field.storage(), ids), field.mutable());
  }

  private static List<ValType> closed(List<ValType> types, IntUnaryOperator ids) {
    ValType[] result = new ValType[types.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = closed(types.get(i), ids);
    }
    return List.of(result);
  }

  private static ValType closed(ValType type, IntUnaryOperator ids) {
    int bits = type.bits();
    return ValType.isConcrete(bits)
        ? new ValType(Types.renumber(bits, ids.applyAsInt(ValType.number(bits))))
        : type;
  }

  /// Writes a group as ints, the group's own members by relative number.
  private static final class KeyWriter {
    private final int first;
    private final IntUnaryOperator ids;
    private @Nullable Map<Integer, DefType> referenced;
    private int[] key = new int[32];
    private int size;

    KeyWriter(int first, IntUnaryOperator ids) {
      this.first = first;
      this.ids = ids;
    }

    int[] key() {
      return Arrays.copyOf(key, size);
    }

    DefType[] referenced() {
      return referenced == null ? NO_TYPES : referenced.values().toArray(DefType[]::new);
    }

    void subType(SubType type) {
      put(type.isFinal() ? 1 : 0);
      number(type.supertypes().isEmpty() ? -1 : type.supertypes().get(0));
      number(type.describes());
      number(type.descriptor());
      switch (type.composite()) {
        case FuncType f -> {
          put(0);
          types(f.params());
          types(f.results());
        }
        case CompositeType.StructType s -> {
          put(1);
          put(s.fields().size());
          for (FieldType field : s.fields()) {
            field(field);
          }
        }
        case CompositeType.ArrayType a -> {
          put(2);
          field(a.element());
        }
        case CompositeType.ContType c -> {
          put(3);
          number(c.function());
        }
      }
    }

    private void field(FieldType field) {
      put(field.mutable() ? 1 : 0);
      type(field.storage().bits());
    }

    private void types(List<ValType> types) {
      put(types.size());
      for (ValType type : types) {
        type(type.bits());
      }
    }

    private void type(int bits) {
      if (!ValType.isConcrete(bits)) {
        put(bits);
      } else if (ValType.number(bits) >= first) {
        put(RELATIVE);
        put(Types.renumber(bits, ValType.number(bits) - first));
      } else {
        put(Types.renumber(bits, outside(ValType.number(bits))));
      }
    }

    /// None is -1, members of the group are below that, all others are ids.
    private void number(int number) {
      put(number == -1 ? -1 : number >= first ? first - number - 2 : outside(number));
    }

    private int outside(int number) {
      int id = ids.applyAsInt(number);
      if (referenced == null) {
        referenced = new HashMap<>();
      }
      referenced.computeIfAbsent(id, TypeTable::at);
      return id;
    }

    private void put(int value) {
      if (size == key.length) {
        key = Arrays.copyOf(key, 2 * size);
      }
      key[size++] = value;
    }
  }
}
