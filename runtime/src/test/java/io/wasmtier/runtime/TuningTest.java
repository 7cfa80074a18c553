package io.wasmtier.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows and `docs/tuning.md`, which follows from them. To write it anew: `./mvnw -pl runtime
/// -am test -Dtest=TuningTest -Dsurefire.failIfNoSpecifiedTests=false -Dwasmtier.update=true`
class TuningTest {
  @ParameterizedTest
  @EnumSource
  void everyRowTakesItsRangeAndNothingElse(Tuning.Row row) {
    Tuning tuning = Tuning.standard();
    assertThat(row.byDefault()).isBetween(row.least(), row.most());
    for (int value : new int[] {row.least(), row.byDefault(), row.most()}) {
      assertThat(tuning.apply(row.label() + "=" + value).get(row)).isEqualTo(value);
    }
    if (row.least() > Integer.MIN_VALUE) {
      assertThatThrownBy(() -> tuning.with(row, row.least() - 1)).hasMessageContaining(row.label());
    }
    if (row.most() < Integer.MAX_VALUE) {
      assertThatThrownBy(() -> tuning.with(row, row.most() + 1)).hasMessageContaining(row.label());
    }
    assertThatThrownBy(() -> tuning.apply(row.label() + "=many"))
        .isInstanceOf(WasmtierException.class)
        .hasMessageContaining("many");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nothing=1", "", "=", "baseline-threshold", "batch-bytes=", "batch-bytes=1.5"})
  void nonsenseIsRefused(String change) {
    assertThatThrownBy(() -> Tuning.standard().apply(change))
        .isInstanceOfSatisfying(
            WasmtierException.class, e -> assertThat(e.failure()).isEqualTo(Failure.USAGE));
  }

  @Test
  void documentationIsUpToDate() throws IOException {
    Path file = root().resolve("docs/tuning.md");
    String expected = markdown();
    if (Boolean.getBoolean("wasmtier.update")) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file))
        .as("docs/tuning.md; write it anew with -Dwasmtier.update=true, see TuningTest")
        .isEqualTo(expected);
  }

  private static String markdown() {
    StringBuilder out = new StringBuilder("# Tuning\n\n");
    out.append("<!-- Generated from Tuning.java by TuningTest. -->\n\n");
    out.append(
        """
        What makes programs faster or slower and never changes what they can observe. Each row can be set with \
        `Tuning.with`, with the system property `wasmtier.ROW` and with `--tune ROW=VALUE`; the tier with `Tuning.tier`, \
        `wasmtier.tier` and `--tier`.

        | row | default | from | to | why |
        |---|---|---|---|---|
        """);
    for (Tuning.Row row : Tuning.Row.values()) {
      out.append("| `").append(row.label()).append("` | ").append(row.byDefault()).append(" | ");
      out.append(row.least()).append(" | ").append(row.most()).append(" | ");
      out.append(row.reason()).append(" |\n");
    }
    return out.toString();
  }

  private static Path root() {
    String property = System.getProperty("wasmtier.root");
    Path path = Path.of(property != null ? property : "").toAbsolutePath();
    while (!Files.exists(path.resolve("mvnw"))) {
      path = Objects.requireNonNull(path.getParent(), "no folder with mvnw above");
    }
    return path;
  }
}
