package io.wasmtier.runtime.abi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How the methods of a `v128` instruction are called.
///
/// A `v128` is two `long`s, the low half first: lane 0 is in the lowest bits of the low half, as in
/// memory. The methods are named after the mnemonic as in [Numerics]. An instruction has its
/// methods in exactly one of [SimdIntegers], [SimdComparisons], [SimdWidening], [SimdFloats],
/// [SimdConversions] and [SimdLanes]. Loads and stores have none: an extending or splatting load is
/// a scalar load and the extension or splat, a lane load is a scalar load and a replacement.
///
/// The form follows from which methods there are for an instruction `x`:
///
/// | form | methods | operands of each |
/// |---|---|---|
/// | [#HALVES] | `x`, a half of the result | the same half of every `v128`; scalars as they are |
/// | [#LO_HI] | `xLo`, `xHi`, a half each | both halves of every `v128`; scalars as they are |
/// | [#SCALAR] | `x`, the scalar result | both halves of every `v128` |
///
/// Operands come in the instruction's order, then immediates: a lane number as an `int`, the
/// sixteen lane numbers of a shuffle as a `v128`. The two methods of [#LO_HI] have equal
/// parameters. Each public method bears its form as an annotation, so that no one need guess it
/// from the types.
public enum SimdForm {
  /// Each half of the result depends on the same half of the operands only.
  HALVES,
  /// Each half of the result may depend on both halves of the operands, or the operand is a scalar.
  LO_HI,
  /// The result is a scalar.
  SCALAR;

  /// Names the form of a method.
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface Of {
    /// {@return the form}
    SimdForm value();
  }
}
