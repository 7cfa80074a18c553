package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes a binary module that arrives piece by piece, from a network for instance. However the
/// input is split, the result is that of [Decoder], modules and errors alike.
///
/// An error is thrown by the [#push] that makes it certain: a wrong magic number or section id at
/// its byte, a size over a limit as soon as the size is there, everything else when the section is
/// complete. What the caller pushes is copied. Memory: the bytes received, and at most as much
/// again: first for sections that span pieces, then, in [#finish], for the array of the whole
/// module; nothing is allocated for bytes that were only announced.
///
/// Not thread-safe. After an error every call throws it again.
public final class StreamingDecoder {
  private static final int FIRST_BLOCK = 1 << 12, LAST_BLOCK = 1 << 20;

  private enum State {
    HEADER,
    SECTION_ID,
    SECTION_SIZE,
    SECTION_CONTENT,
    FINISHED
  }

  private final FeatureSet features;
  private final DecodeLimits limits;

  // The input in blocks, all full but the last one. They are told apart by their first offset.
  private final List<byte[]> blocks = new ArrayList<>();
  private final List<Long> blockOffsets = new ArrayList<>();
  private int lastBlockSize;
  private long received;

  private State state = State.HEADER;
  private @Nullable ModuleDecoder module;
  private @Nullable WasmtierException error;
  private SectionId section = SectionId.CUSTOM;

  /// The offset of what [#state] waits for.
  private long position;

  /// The size of the section waited for.
  private int size;

  /// Creates a decoder with the default features and limits.
  public StreamingDecoder() {
    this(FeatureSet.DEFAULT, DecodeLimits.DEFAULT);
  }

  /// @param features sections, types and instructions of other features are malformed
  /// @param limits what a module may have at most
  public StreamingDecoder(FeatureSet features, DecodeLimits limits) {
    this.features = features;
    this.limits = limits;
    this.module = new ModuleDecoder(features, limits);
  }

  /// {@return the number of bytes pushed}
  public long received() {
    return received;
  }

  /// Takes the next bytes.
  ///
  /// @param chunk any number of bytes, which are copied
  /// @throws WasmtierException if no module begins like this, as [Decoder#decode(Slice, FeatureSet,
  ///   DecodeLimits)]; of kind USAGE after [#finish]
  public void push(byte[] chunk) {
    push(chunk, 0, chunk.length);
  }

  /// Takes the next bytes.
  ///
  /// @param chunk where they are
  /// @param offset where they begin
  /// @param length how many there are
  /// @throws WasmtierException as [#push(byte\[\])]
  public void push(byte[] chunk, int offset, int length) {
    push(ByteBuffer.wrap(chunk, offset, length));
  }

  /// Takes the remaining bytes of a buffer, which is moved behind them.
  ///
  /// @throws WasmtierException as [#push(byte\[\])]
  public void push(ByteBuffer chunk) {
    rethrow();
    if (state == State.FINISHED) {
      throw new WasmtierException(Failure.USAGE, "push after finish");
    }
    store(chunk);
    try {
      while (step()) {
        // One more thing was complete.
      }
    } catch (WasmtierException e) {
      throw fail(e);
    }
  }

  /// {@return the module, all of whose bytes were pushed}
  ///
  /// @throws WasmtierException as [Decoder#decode(Slice, FeatureSet, DecodeLimits)]; of kind USAGE
  ///   if called twice
  public WasmModule finish() {
    rethrow();
    if (state == State.FINISHED) {
      throw new WasmtierException(Failure.USAGE, "finish called twice");
    }
    state = State.FINISHED;
    // Its copies of sections go before the array of the whole module is made.
    module = null;
    byte[] all = copy(0, (int) received);
    blocks.clear();
    blockOffsets.clear();
    try {
      return Decoder.decode(Slice.of(all), features, limits);
    } catch (WasmtierException e) {
      throw fail(e);
    }
  }

  private void rethrow() {
    if (error != null) {
      throw error;
    }
  }

  private WasmtierException fail(WasmtierException e) {
    error = e;
    module = null;
    blocks.clear();
    blockOffsets.clear();
    return e;
  }

  private void store(ByteBuffer chunk) {
    while (chunk.hasRemaining()) {
      if (blocks.isEmpty() || lastBlockSize == blocks.getLast().length) {
        // As much as there is already, so that a slow stream of single bytes costs no more than a
        // fast one.
        long length = Math.clamp(received, FIRST_BLOCK, LAST_BLOCK);
        blocks.add(new byte[(int) length]);
        blockOffsets.add(received);
        lastBlockSize = 0;
      }
      byte[] block = blocks.getLast();
      int count = Math.min(chunk.remaining(), block.length - lastBlockSize);
      chunk.get(block, lastBlockSize, count);
      lastBlockSize += count;
      received += count;
    }
  }

  // Does the next thing if all its bytes are there.
  private boolean step() {
    long available = received - position;
    switch (state) {
      case HEADER -> {
        Decoder.checkHeader(slice(0, (int) Math.min(available, 8)));
        if (available < 8) {
          return false;
        }
        position = 8;
        state = State.SECTION_ID;
      }
      case SECTION_ID -> {
        if (available < 1) {
          return false;
        }
        section = decoder().begin(slice(position, 1).get(0) & 0xFF, position);
        position++;
        state = State.SECTION_SIZE;
      }
      case SECTION_SIZE -> {
        Slice bytes = slice(position, (int) Math.min(available, 5));
        int length = 0;
        while (length < bytes.length() && bytes.get(length) < 0) {
          length++;
        }
        if (length == bytes.length() && length < 5) {
          return false;
        }
        ByteReader in = bytes.reader();
        size = in.u32();
        decoder().size(size, position, in.offset());
        position = in.offset();
        state = State.SECTION_CONTENT;
      }
      case SECTION_CONTENT -> {
        if (available < size) {
          return false;
        }
        decoder().section(section, slice(position, size));
        position += size;
        state = State.SECTION_ID;
      }
      case FINISHED -> throw new IllegalStateException();
    }
    return true;
  }

  private ModuleDecoder decoder() {
    return java.util.Objects.requireNonNull(module);
  }

  // A part of the input: of a block if it lies in one, else copied.
  private Slice slice(long from, int length) {
    if (length == 0) {
      return Slice.EMPTY.at(from);
    }
    int block = block(from);
    int start = (int) (from - blockOffsets.get(block));
    byte[] bytes = blocks.get(block);
    return length <= bytes.length - start
        ? Slice.of(bytes, start, length).at(from)
        : Slice.of(copy(from, length)).at(from);
  }

  private int block(long offset) {
    int low = 0;
    int high = blocks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (blockOffsets.get(middle) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private byte[] copy(long from, int length) {
    byte[] result = new byte[length];
    int done = 0;
    for (int block = length == 0 ? 0 : block(from); done < length; block++) {
      byte[] bytes = blocks.get(block);
      int start = (int) (from + done - blockOffsets.get(block));
      int count = Math.min(length - done, bytes.length - start);
      System.arraycopy(bytes, start, result, done, count);
      done += count;
    }
    return result;
  }
}
