package io.wasmtier.wasm;

import java.util.Locale;

/// A part of WebAssembly that can be switched on and off by name: the specification's releases and
/// the proposals behind and after them.
public enum Feature {
  /// WebAssembly 1.0.
  MVP(true),
  MUTABLE_GLOBALS(true),
  SIGN_EXTENSION(true),
  SATURATING_FLOAT_TO_INT(true),
  MULTI_VALUE(true),
  BULK_MEMORY(true),
  REFERENCE_TYPES(true),
  SIMD(true),
  EXTENDED_CONST(true),
  TAIL_CALL(true),
  EXCEPTIONS(true),
  MULTI_MEMORY(true),
  MEMORY64(true),
  RELAXED_SIMD(true),
  FUNCTION_REFERENCES(true),
  GC(true),
  THREADS(true),
  WIDE_ARITHMETIC(true),
  COMPACT_IMPORTS(true),
  CUSTOM_PAGE_SIZES(false),
  STACK_SWITCHING(false),
  CUSTOM_DESCRIPTORS(false),
  LEGACY_EXCEPTIONS(false);

  private final boolean byDefault;

  Feature(boolean byDefault) {
    this.byDefault = byDefault;
  }

  /// {@return whether it is on unless said otherwise: all of WebAssembly 3.0, threads, wide
  /// arithmetic, compact imports}
  public boolean onByDefault() {
    return byDefault;
  }

  /// {@return the name used on the command line and in messages, such as `custom-page-sizes`}
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
