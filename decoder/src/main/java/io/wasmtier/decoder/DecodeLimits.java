package io.wasmtier.decoder;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;

/// The syntactic limits of the decoder, text parser and validator: what a module may have at most
/// (spec: Appendix, Implementation Limitations, Syntactic Limits). The defaults are those of the
/// WebAssembly JavaScript API, which every browser accepts, so that no real module meets them.
/// Exceeding one is an error of kind LIMIT. Immutable.
///
/// @param types type definitions in a module, the members of all groups counted; default 1,000,000
/// @param recGroup type definitions in one recursive group; default 1,000,000
/// @param subtypingDepth length of a chain of declared supertypes; default 63
/// @param functions functions, imported ones included; default 1,000,000
/// @param imports imports; default 1,000,000
/// @param exports exports; default 1,000,000
/// @param globals globals, imported ones included; default 1,000,000
/// @param tags tags, imported ones included; default 1,000,000
/// @param tables tables, imported ones included; default 100,000
/// @param memories memories, imported ones included; default 100
/// @param elements element segments; default 10,000,000
/// @param data data segments; default 100,000
/// @param params parameters of a function type; default 1,000
/// @param results results of a function type; default 1,000
/// @param fields fields of a structure type; default 10,000
/// @param locals locals of a function, parameters included; default 50,000
/// @param arrayNewFixed operands of `array.new_fixed`; default 10,000
/// @param brTable labels of a `br_table` without the default; default 65,520, the browsers'
///   although the API does not name it
/// @param bodySize bytes of a function body; default 7,654,321
/// @param moduleSize bytes of a module; default 1 GiB
public record DecodeLimits(
    int types,
    int recGroup,
    int subtypingDepth,
    int functions,
    int imports,
    int exports,
    int globals,
    int tags,
    int tables,
    int memories,
    int elements,
    int data,
    int params,
    int results,
    int fields,
    int locals,
    int arrayNewFixed,
    int brTable,
    int bodySize,
    int moduleSize) {
  /// The limits of the WebAssembly JavaScript API.
  public static final DecodeLimits DEFAULT =
      new DecodeLimits(
          1_000_000,
          1_000_000,
          63,
          1_000_000,
          1_000_000,
          1_000_000,
          1_000_000,
          1_000_000,
          100_000,
          100,
          10_000_000,
          100_000,
          1_000,
          1_000,
          10_000,
          50_000,
          10_000,
          65_520,
          7_654_321,
          1 << 30);

  /// Only what this implementation can represent, for trusted modules and tests.
  public static final DecodeLimits NONE = uniform(1 << 28);

  private static DecodeLimits uniform(int n) {
    return new DecodeLimits(
        n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, Integer.MAX_VALUE - 64);
  }

  /// Checks an unsigned number of things against a limit.
  ///
  /// @param count how many there are
  /// @param limit how many there may be
  /// @param things what they are, plural
  /// @param offset the offset in the module
  /// @throws WasmtierException of kind LIMIT
  public static void check(long count, int limit, String things, long offset) {
    if (count < 0 || count > limit) {
      throw new WasmtierException(
          Failure.LIMIT,
          "too many " + things + ": " + Long.toUnsignedString(count) + ", allowed are " + limit,
          offset,
          WasmtierException.NONE,
          null);
    }
  }

  /// Checks a size in bytes against a limit.
  ///
  /// @throws WasmtierException of kind LIMIT
  static void checkSize(long size, int limit, String thing, long offset, int function) {
    if (size > limit) {
      throw new WasmtierException(
          Failure.LIMIT,
          thing + " of " + size + " bytes is too large, allowed are " + limit,
          offset,
          function,
          null);
    }
  }
}
