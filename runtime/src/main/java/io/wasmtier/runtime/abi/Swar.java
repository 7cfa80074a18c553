package io.wasmtier.runtime.abi;

/// Arithmetic on all lanes of a `long` at once (SIMD within a register).
///
/// Lanes are 8, 16 or 32 bits wide; a caller names them by the word `h` that has the highest bit of
/// each lane set, and by the width `w` where a shift needs it. Both are constants there, so that C2
/// folds what depends on them. The idea throughout: take the highest bits out, so that no carry or
/// borrow leaves a lane, and put them right afterwards. See H. S. Warren, Hacker's Delight,
/// sections 2-13 (overflow) and 2-18 (multibyte operations).
///
/// "Bits" below means a word with nothing but some of the highest bits of lanes, one per lane for
/// which something holds.
final class Swar {
  static final long HIGH_8 = 0x8080_8080_8080_8080L;
  static final long HIGH_16 = 0x8000_8000_8000_8000L;
  static final long HIGH_32 = 0x8000_0000_8000_0000L;

  private Swar() {}

  /// {@return the word of two 32-bit lanes}
  static long pack(int lo, int hi) {
    return (lo & 0xffff_ffffL) | ((long) hi << 32);
  }

  /// {@return for each bit `a` where the mask has a one, else `b`}
  static long select(long mask, long a, long b) {
    return b ^ ((a ^ b) & mask);
  }

  /// {@return the lanes with a bit filled with ones}
  static long fill(long bits, int w) {
    return bits | (bits - (bits >>> (w - 1)));
  }

  /// {@return the bits of the lanes that are zero}
  static long zero(long a, long h) {
    return ~(((a & ~h) + ~h) | a) & h;
  }

  /// {@return the bits of the lanes where `a < b`, unsigned}
  static long ltU(long a, long b, long h) {
    long d = (a | h) - (b & ~h);
    return ((~a & b) | (~(a ^ b) & ~d)) & h;
  }

  /// {@return the bits of the lanes where `a < b`, signed}
  static long ltS(long a, long b, long h) {
    return ltU(a ^ h, b ^ h, h);
  }

  static long add(long a, long b, long h) {
    return ((a & ~h) + (b & ~h)) ^ ((a ^ b) & h);
  }

  static long sub(long a, long b, long h) {
    return ((a | h) - (b & ~h)) ^ (~(a ^ b) & h);
  }

  /// {@return the absolute values; after the inversion no lane of a negative number can carry into
  /// the next}
  static long abs(long a, long h, int w) {
    long negative = a & h;
    return (a ^ fill(negative, w)) + (negative >>> (w - 1));
  }

  static long addSatU(long a, long b, long h, int w) {
    long sum = add(a, b, h);
    long carry = ((a & b) | ((a | b) & ~sum)) & h;
    return sum | fill(carry, w);
  }

  static long subSatU(long a, long b, long h, int w) {
    return sub(a, b, h) & ~fill(ltU(a, b, h), w);
  }

  static long addSatS(long a, long b, long h, int w) {
    long sum = add(a, b, h);
    return select(fill((a ^ sum) & (b ^ sum) & h, w), bound(a, h, w), sum);
  }

  static long subSatS(long a, long b, long h, int w) {
    long difference = sub(a, b, h);
    return select(fill((a ^ b) & (a ^ difference) & h, w), bound(a, h, w), difference);
  }

  /// {@return the lowest number for a negative lane, the highest for another}
  private static long bound(long a, long h, int w) {
    return fill(a & h, w) ^ ~h;
  }

  static long avgrU(long a, long b, long h, int w) {
    return (a | b) - (((a ^ b) & ~(h >>> (w - 1))) >>> 1);
  }

  static long shl(long a, int count, long h, int w) {
    int k = count & (w - 1);
    return (a & lowest(w - k, h, w)) << k;
  }

  static long shrU(long a, int count, long h, int w) {
    int k = count & (w - 1);
    return (a >>> k) & lowest(w - k, h, w);
  }

  static long shrS(long a, int count, long h, int w) {
    int k = count & (w - 1);
    long low = lowest(w - k, h, w);
    return ((a >>> k) & low) | (fill(a & h, w) & ~low);
  }

  /// {@return the lowest `n` bits of each lane, n from 1 to w}
  private static long lowest(int n, long h, int w) {
    return (h >>> (w - 1)) * ((1L << n) - 1);
  }
}
