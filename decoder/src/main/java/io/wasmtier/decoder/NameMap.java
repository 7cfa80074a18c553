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

/// A name map or indirect name map of the name section: two ints per entry, strings and inner maps made when asked for. Real
/// modules have names for hundreds of thousands of functions and locals, of which next to none is ever looked at.
/// Immutable and thread-safe.
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
    return entries(content, in, ByteReader::name);
  }

  /// {@return the names in an indirect name map}
  ///
  /// @throws WasmtierException of kind MALFORMED unless the slice is exactly an indirect name map
  static Map<Integer, Map<Integer, String>> readIndirect(Slice content) {
    ByteReader in = content.reader();
    Map<Integer, Map<Integer, String>> names = entries(content, in, reader -> read(content, reader));
    finish(in);
    return names;
  }

  private interface Item<V> {
    V read(ByteReader in);
  }

  // Every item is read once, to find the next one and what is malformed, and again when it is asked for.
  private static <V> Map<Integer, V> entries(Slice content, ByteReader in, Item<V> item) {
    int count = in.length("length out of bounds");
    if (count == 0) {
      return Map.of();
    }
    int[] indices = new int[count];
    int[] offsets = new int[count];
    for (int i = 0; i < count; i++) {
      int at = in.position();
      indices[i] = in.u32();
      // Binary search below needs the order that the specification demands.
      if (indices[i] < 0 || i > 0 && indices[i] <= indices[i - 1]) {
        throw in.malformed("name indices out of order", at);
      }
      offsets[i] = (int) (in.offset() - content.origin());
      item.read(in);
    }
    return new NameMap<>(
        indices,
        offsets,
        offset -> item.read(content.slice(offset, content.length() - offset).reader()));
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
