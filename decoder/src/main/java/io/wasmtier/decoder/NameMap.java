package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmtierException;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A name map or indirect name map of the name section: two ints per entry, strings and inner maps
/// made when asked for. Real modules have names for hundreds of thousands of functions and locals,
/// of which next to none is ever looked at. Immutable and thread-safe.
///
/// @param <V> a name, or an inner map
final class NameMap<V> extends AbstractMap<Integer, V> {
  private final int[] indices;
  private final int[] offsets;
  private final IntFunction<V> value;

  private NameMap(int[] indices, int[] offsets, IntFunction<V> value) {
    this.indices = indices;
    this.offsets = offsets;
    this.value = value;
  }

  /// {@return the names in a name map}
  ///
  /// @throws WasmtierException of kind MALFORMED unless the slice is exactly a name map
  static Map<Integer, String> read(Slice content) {
    ByteReader in = content.reader();
    Map<Integer, String> names = read(content, in);
    finish(in);
    return names;
  }

  private static Map<Integer, String> read(Slice content, ByteReader in) {
    return entries(content, in, NAME);
  }

  /// {@return the names in an indirect name map}
  ///
  /// @throws WasmtierException of kind MALFORMED unless the slice is exactly an indirect name map
  static Map<Integer, Map<Integer, String>> readIndirect(Slice content) {
    ByteReader in = content.reader();
    Map<Integer, Map<Integer, String>> names =
        entries(
            content,
            in,
            new Item<>() {
              @Override
              public Map<Integer, String> read(ByteReader reader) {
                return NameMap.read(content, reader);
              }

              @Override
              public void skip(ByteReader reader) {
                int count = reader.length("length out of bounds");
                int last = -1;
                for (int i = 0; i < count; i++) {
                  last = index(reader, last);
                  reader.skipName();
                }
              }
            });
    finish(in);
    return names;
  }

  /// What an index is mapped to.
  private interface Item<V> {
    V read(ByteReader in);

    /// Checks the item and moves behind it, making nothing.
    void skip(ByteReader in);
  }

  private static final Item<String> NAME =
      new Item<>() {
        @Override
        public String read(ByteReader in) {
          return in.name();
        }

        @Override
        public void skip(ByteReader in) {
          in.skipName();
        }
      };

  // Every item is skipped once, to find the next one and what is malformed, and read when it is
  // asked for.
  private static <V> Map<Integer, V> entries(Slice content, ByteReader in, Item<V> item) {
    int count = in.length("length out of bounds");
    if (count == 0) {
      return Map.of();
    }
    int[] indices = new int[count];
    int[] offsets = new int[count];
    int last = -1;
    for (int i = 0; i < count; i++) {
      last = index(in, last);
      indices[i] = last;
      offsets[i] = (int) (in.offset() - content.origin());
      item.skip(in);
    }
    return new NameMap<>(
        indices,
        offsets,
        offset -> item.read(content.slice(offset, content.length() - offset).reader()));
  }

  // Binary search needs the order that the specification demands.
  private static int index(ByteReader in, int last) {
    int at = in.position();
    int index = in.u32();
    if (index <= last) {
      throw in.malformed("name indices out of order", at);
    }
    return index;
  }

  private static void finish(ByteReader in) {
    if (in.remaining() != 0) {
      throw in.malformed("section size mismatch", in.position());
    }
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int at = key instanceof Integer index ? Arrays.binarySearch(indices, index) : -1;
    return at < 0 ? null : value.apply(offsets[at]);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof Integer index && Arrays.binarySearch(indices, index) >= 0;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Set<Entry<Integer, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return indices.length;
      }

      @Override
      public Iterator<Entry<Integer, V>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Entry<Integer, V>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < indices.length;
    }

    @Override
    public Entry<Integer, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int at = next++;
      return Map.entry(indices[at], value.apply(offsets[at]));
    }
  }
}
