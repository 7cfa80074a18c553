package io.wasmtier.decoder;

import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.WasmtierException;

/// Counts what a module has while it is read, in whichever format, and holds it to the limits: the
/// only place where they are compared with anything but the inside of a function body, which is the
/// validator's. Not thread-safe.
///
/// Where a method takes the number of things that are announced, nothing needs to be there of them
/// yet. Places are offsets in what is read, bytes of a binary module or of a text; every method
/// throws a [WasmtierException] of kind LIMIT with the place.
public final class Tally {
  private final DecodeLimits limits;
  private final long[] ofKind = new long[ExternKind.values().length];
  private long types;
  private long imports;

  /// @param limits what a module may have at most
  public Tally(DecodeLimits limits) {
    this.limits = limits;
  }

  /// Checks the number of recursive groups, those of one type that are not written as such
  /// included: groups without members count for no types.
  public void groups(long all, long place) {
    DecodeLimits.check(all, limits.types(), "types", place);
  }

  /// Checks the number of members of a recursive group.
  public void members(long count, long place) {
    DecodeLimits.check(count, limits.recGroup(), "types in a recursive group", place);
  }

  /// Adds type definitions.
  public void types(long more, long place) {
    types += more;
    DecodeLimits.check(types, limits.types(), "types", place);
  }

  /// Checks the number of parameters of a function type.
  public void params(long count, long place) {
    DecodeLimits.check(count, limits.params(), "parameters", place);
  }

  /// Checks the number of results of a function type.
  public void results(long count, long place) {
    DecodeLimits.check(count, limits.results(), "results", place);
  }

  /// Checks the number of fields of a structure type.
  public void fields(long count, long place) {
    DecodeLimits.check(count, limits.fields(), "fields", place);
  }

  /// Checks the number of imports announced.
  public void imports(long count, long place) {
    DecodeLimits.check(count, limits.imports(), "imports", place);
  }

  /// Adds an import.
  public void imported(ExternKind kind, long place) {
    imports(++imports, place);
    defined(kind, 1, place);
  }

  /// Adds definitions; they count together with the imports of the same kind.
  public void defined(ExternKind kind, long more, long place) {
    long count = ofKind[kind.ordinal()] += more;
    switch (kind) {
      case FUNC -> DecodeLimits.check(count, limits.functions(), "functions", place);
      case TABLE -> DecodeLimits.check(count, limits.tables(), "tables", place);
      case MEMORY -> DecodeLimits.check(count, limits.memories(), "memories", place);
      case GLOBAL -> DecodeLimits.check(count, limits.globals(), "globals", place);
      case TAG -> DecodeLimits.check(count, limits.tags(), "tags", place);
    }
  }

  /// Checks the number of exports.
  public void exports(long count, long place) {
    DecodeLimits.check(count, limits.exports(), "exports", place);
  }

  /// Checks the number of element segments.
  public void elements(long count, long place) {
    DecodeLimits.check(count, limits.elements(), "element segments", place);
  }

  /// Checks the number of data segments.
  public void data(long count, long place) {
    DecodeLimits.check(count, limits.data(), "data segments", place);
  }

  /// Checks the size of a function body in bytes.
  ///
  /// @param function the function's index
  public void body(long size, long place, int function) {
    DecodeLimits.checkSize(size, limits.bodySize(), "function body", place, function);
  }

  /// Checks the size of the module in bytes.
  public void module(long size, long place) {
    DecodeLimits.checkSize(size, limits.moduleSize(), "module", place, WasmtierException.NONE);
  }
}
