package io.wasmtier.text;

import io.wasmtier.wasm.AbstractHeap;
import java.util.List;

/// What a result in a script must be.
public sealed interface Pattern {
  /// Just this value; floating-point numbers by their bits.
  record Exactly(ScriptValue value) implements Pattern {}

  /// A NaN of either sign.
  ///
  /// @param width 32 or 64
  /// @param canonical whether its payload must be the quiet bit alone, else the quiet bit and any
  ///   others
  record Nan(int width, boolean canonical) implements Pattern {
    /// {@return whether a floating-point number, given as its bits, is such a NaN}
    public boolean matches(long bits) {
      long quiet = width == 32 ? 0x7FC0_0000L : 0x7FF8_0000_0000_0000L;
      long unsigned = bits & (width == 32 ? 0x7FFF_FFFFL : Long.MAX_VALUE);
      return canonical ? unsigned == quiet : (unsigned & quiet) == quiet;
    }
  }

  /// A vector of floating-point lanes of which one at least is a NaN pattern.
  ///
  /// @param lanes four or two, the lowest first; each [Exactly] or [Nan]
  record Lanes(List<Pattern> lanes) implements Pattern {
    public Lanes {
      lanes = List.copyOf(lanes);
    }
  }

  /// Any null reference.
  record AnyNull() implements Pattern {}

  /// Any reference that is not null and of a kind.
  ///
  /// @param heap the kind; any reference at all if it is [AbstractHeap#ANY]
  record AnyRef(AbstractHeap heap) implements Pattern {}

  /// What one of several patterns says.
  record Either(List<Pattern> patterns) implements Pattern {
    public Either {
      patterns = List.copyOf(patterns);
    }
  }
}
