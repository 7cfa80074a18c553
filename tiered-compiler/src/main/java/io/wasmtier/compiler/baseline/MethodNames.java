package io.wasmtier.compiler.baseline;

/// Names of generated methods: the WebAssembly functions', as far as the JVM allows, so that
/// profilers and stack traces show them.
final class MethodNames {
  private static final int LONGEST = 200;

  private MethodNames() {}

  /// {@return the name of a function's method; unique by the function index}
  static String of(String name, int function) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length() && i < LONGEST; i++) {
      char c = name.charAt(i);
      // What a JVM name must not contain, and the dollar that stands before our own names.
      text.append(".;[]/<>:\\$()".indexOf(c) >= 0 || Character.isSurrogate(c) || c < ' ' ? '_' : c);
    }
    return text.append('$').append(function).toString();
  }

  /// {@return a name as part of a package name}
  static String letters(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length() && i < 40; i++) {
      char c = name.charAt(i);
      boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      text.append(plain ? c : '_');
    }
    return text.toString();
  }
}
