package io.wasmtier.wasi;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The file descriptors of one guest, by number.
final class DescriptorTable {
  private @Nullable Descriptor[] entries = new @Nullable Descriptor[8];
  private final int limit;

  /// No number below is free.
  private int lowestFree;

  /// Makes an empty table.
  ///
  /// @param limit how many there can be
  DescriptorTable(int limit) {
    this.limit = limit;
  }

  /// {@return the descriptor of a number}
  ///
  /// @throws WasiError BADF if there is none
  Descriptor get(int number) throws WasiError {
    @Nullable Descriptor[] table = entries;
    if (number >= 0 && number < table.length) {
      Descriptor descriptor = table[number];
      if (descriptor != null) {
        return descriptor;
      }
    }
    throw Errno.BADF.error();
  }

  /// Fails with MFILE if there is no room for another. To be asked before something is opened or
  /// made.
  void checkRoom() throws WasiError {
    if (free() >= limit) {
      throw Errno.MFILE.error();
    }
  }

  /// Adds a descriptor under the lowest free number.
  ///
  /// @throws WasiError MFILE if the table is full; then it was not added
  int add(Descriptor descriptor) throws WasiError {
    int number = free();
    if (number >= limit) {
      throw Errno.MFILE.error();
    }
    if (number == entries.length) {
      entries = Arrays.copyOf(entries, Math.min(limit, number * 2));
    }
    entries[number] = descriptor;
    lowestFree = number + 1;
    return number;
  }

  private int free() {
    int number = lowestFree;
    while (number < entries.length && entries[number] != null) {
      number++;
    }
    lowestFree = number;
    return number;
  }

  /// Takes a descriptor out of the table.
  ///
  /// @throws WasiError BADF if there is none
  Descriptor remove(int number) throws WasiError {
    Descriptor descriptor = get(number);
    entries[number] = null;
    lowestFree = Math.min(lowestFree, number);
    return descriptor;
  }

  /// Moves a descriptor to the number of another one.
  ///
  /// @return the other one, to be closed, or null if both numbers are the same
  /// @throws WasiError BADF if one of the two is not there
  @Nullable Descriptor renumber(int from, int to) throws WasiError {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from == to) {
      return null;
    }
    entries[to] = moved;
    entries[from] = null;
    lowestFree = Math.min(lowestFree, from);
    return replaced;
  }

  /// Closes all; goes on after failures.
  ///
  /// @throws IOException the first failure
  void close() throws IOException {
    IOException first = null;
    for (int i = 0; i < entries.length; i++) {
      Descriptor descriptor = entries[i];
      entries[i] = null;
      if (descriptor != null) {
        try {
          descriptor.close();
        } catch (IOException e) {
          if (first == null) {
            first = e;
          }
        }
      }
    }
    lowestFree = 0;
    if (first != null) {
      throw first;
    }
  }
}
