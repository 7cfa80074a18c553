package io.wasmtier.spectest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is known not to pass: `expected-failures.txt`, a command each, and `expected-skips.txt`, a
/// script each. Both may only shrink: what is listed and passes must be removed.
final class Expectations {
  /// Commands that fail, `script:line`, and why.
  final Map<String, String> failures = new LinkedHashMap<>();

  /// Scripts of which some commands are skipped, and how many.
  final Map<String, Integer> skips = new LinkedHashMap<>();

  private Expectations() {}

  static Expectations read() {
    Expectations expectations = new Expectations();
    for (String line : lines("expected-failures.txt")) {
      String[] words = line.split(" ", 2);
      put(expectations.failures, words[0], reason(line, words));
    }
    for (String line : lines("expected-skips.txt")) {
      String[] words = line.split(" ", 3);
      reason(line, words);
      put(expectations.skips, words[0], Integer.valueOf(words[1]));
    }
    return expectations;
  }

  private static <T> void put(Map<String, T> map, String key, T value) {
    if (map.put(key, value) != null) {
      throw new IllegalStateException("listed twice: " + key);
    }
  }

  private static String reason(String line, String[] words) {
    String reason = words[words.length - 1];
    if (words.length < 2 || reason.isBlank() || Character.isDigit(reason.charAt(0))) {
      throw new IllegalStateException("the reason is missing: " + line);
    }
    return reason;
  }

  private static Iterable<String> lines(String resource) {
    try (InputStream in = Expectations.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
