package io.wasmtier.spectest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wasmtier.wasm.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The real modules and what is known about them: `manifest.json`.
final class Corpus {
  /// A module.
  ///
  /// @param file where it lies, or null if it is neither stored nor fetched
  /// @param node what the manifest says about it
  record Entry(String id, @Nullable Path file, JsonNode node) {
    /// {@return the file, which must be there}
    Path present() {
      org.junit.jupiter.api.Assumptions.assumeTrue(
          file != null,
          id + " is not stored: bring it with `node tools/fetch.mjs " + id + "` in the corpus");
      return java.util.Objects.requireNonNull(file);
    }

    /// {@return the features on, those included that are off by default and this module needs}
    FeatureSet features() {
      return has("eh-legacy") ? FeatureSet.DEFAULT.apply("+legacy-exceptions") : FeatureSet.DEFAULT;
    }

    /// {@return whether the module uses a feature, in the manifest's words}
    boolean has(String feature) {
      return StreamSupport.stream(node.get("features").spliterator(), false)
          .anyMatch(name -> name.textValue().equals(feature));
    }
  }

  private Corpus() {}

  /// {@return all modules, those not here included}
  static List<Entry> modules() throws IOException {
    Path folder = Suites.CORPUS.folder();
    List<Entry> entries = new ArrayList<>();
    for (JsonNode node :
        new ObjectMapper().readTree(folder.resolve("manifest.json").toFile()).get("modules")) {
      String id = node.get("id").textValue();
      entries.add(
          new Entry(
              id,
              Stream.of(node.path("module").asText("none"), "cache/" + id + ".wasm")
                  .map(folder::resolve)
                  .filter(Files::isRegularFile)
                  .findFirst()
                  .orElse(null),
              node));
    }
    return entries;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
