package io.wasmtier.spectest;

import io.wasmtier.wasm.FeatureSet;
import java.nio.file.Path;
import java.util.List;

/// Which features a script of the specification suite is written for: this follows from its folder.
public final class SuiteFeatures {
  /// A row: a folder's trailing names, and what it changes in the default features.
  private record Rule(Path folder, String changes) {
    Rule(String folder, String changes) {
      this(Path.of(folder), changes);
    }
  }

  // Folders without a row have the default features: WebAssembly 3.0, threads, wide arithmetic,
  // compact imports.
  private static final List<Rule> RULES =
      List.of(
          new Rule("legacy", "+legacy-exceptions"),
          new Rule("proposals/custom-page-sizes", "+custom-page-sizes"),
          new Rule("proposals/custom-descriptors", "+custom-descriptors"),
          new Rule("proposals/stack-switching", "+stack-switching"));

  private SuiteFeatures() {}

  /// {@return the features for a script}
  public static FeatureSet of(Path script) {
    for (Path folder = script.toAbsolutePath().normalize();
        folder != null;
        folder = folder.getParent()) {
      for (Rule rule : RULES) {
        if (folder.endsWith(rule.folder)) {
          return FeatureSet.DEFAULT.apply(rule.changes);
        }
      }
    }
    return FeatureSet.DEFAULT;
  }
}
