package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.Internal;
import io.wasmtier.runtime.abi.TagInstance;
import io.wasmtier.runtime.link.Signature;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A WebAssembly exception (spec: Execution, Runtime Structure, Exception Instances): thrown by a
/// guest, or by a host function for the guest to catch, and at the same time the value of an
/// `exnref`. It reaches the embedder if nobody catches it.
///
/// Immutable; without a Java stack, which would make throwing slow.
@SuppressWarnings({
  "serial", "exports"
}) // Payloads are any objects; the engine's methods need a key nobody else has.
public final class WasmException extends WasmtierException {
  private static final long serialVersionUID = 1L;

  private final transient TagInstance tag;
  private final transient long[] slots;
  private final transient @Nullable Object[] references;

  /// For the engine only.
  ///
  /// @param key proves that it is the engine
  /// @param tag the tag
  /// @param slots the payload's numbers by slot, as in a stack frame; kept, not copied
  /// @param references the payload's references by slot, or an empty array if it has none; kept,
  ///   not copied
  public WasmException(Internal key, TagInstance tag, long[] slots, @Nullable Object[] references) {
    super(Failure.EXCEPTION, "uncaught WebAssembly exception", NONE, NONE, null, false);
    java.util.Objects.requireNonNull(key);
    this.tag = tag;
    this.slots = slots;
    this.references = references;
  }

  /// {@return a new exception, not yet thrown}
  ///
  /// @param tag the tag
  /// @param payload one value per parameter of the tag's type, as for [WasmFunction#call]
  /// @throws WasmtierException of kind USAGE if the values don't fit the tag's type
  public static WasmException of(Tag tag, @Nullable Object... payload) {
    Signature signature = Signature.of(tag.instance().type);
    Values.checkCount(signature, payload.length);
    io.wasmtier.runtime.abi.WasmStack stack =
        new io.wasmtier.runtime.abi.WasmStack(Math.max(1, signature.paramSize()));
    for (int i = 0; i < payload.length; i++) {
      Values.write(
          stack,
          signature.paramSlots()[i],
          signature.params()[i],
          payload[i],
          "argument",
          i,
          tag.context());
    }
    return new WasmException(Internal.KEY, tag.instance(), stack.slots, stack.references);
  }

  /// {@return the tag}
  public Tag tag() {
    return new Tag(null, tag);
  }

  /// {@return whether it has a tag}
  public boolean is(Tag other) {
    return tag == other.instance();
  }

  /// {@return the values it carries, boxed as by [WasmFunction#call]}
  public List<@Nullable Object> payload() {
    Signature signature = Signature.of(tag.type);
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < signature.params().length; i++) {
      values.add(Values.read(slots, references, signature.paramSlots()[i], signature.params()[i]));
    }
    return Collections.unmodifiableList(values);
  }

  /// For the engine: the tag.
  public TagInstance tag(Internal key) {
    java.util.Objects.requireNonNull(key);
    return tag;
  }

  /// For the engine: the payload's numbers, not to be changed.
  public long[] slots(Internal key) {
    java.util.Objects.requireNonNull(key);
    return slots;
  }

  /// For the engine: the payload's references, not to be changed.
  public @Nullable Object[] references(Internal key) {
    java.util.Objects.requireNonNull(key);
    return references;
  }
}
