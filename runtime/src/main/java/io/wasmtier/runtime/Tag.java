package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.abi.TagInstance;
import io.wasmtier.runtime.link.Signature;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import org.jspecify.annotations.Nullable;

/// A tag (spec: Execution, Runtime Structure, Tag Instances): what exceptions are told apart by.
/// Immutable and thread-safe; equal tags are the same tag.
public final class Tag implements Extern {
  private final @Nullable StoreContext store;
  private final TagInstance tag;

  Tag(@Nullable StoreContext store, TagInstance tag) {
    this.store = store;
    this.tag = tag;
  }

  TagInstance instance() {
    return tag;
  }

  @Nullable StoreContext context() {
    return store;
  }

  /// {@return the function type whose parameters an exception with this tag carries}
  public FuncType type() {
    return Signature.function(tag.type);
  }

  @Override
  public ExternType externType() {
    return new ExternType.Tag(tag.type.id());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tag that && that.tag == tag;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(tag);
  }
}
