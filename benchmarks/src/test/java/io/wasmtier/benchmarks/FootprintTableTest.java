package io.wasmtier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FootprintTableTest {
  @Test
  @DisplayName("compiled functions take metaspace; modules that are missing are named")
  void countsMetaspace() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FootprintTable.run(
        List.of("kernels", "no-such-module"), new PrintStream(bytes, true, StandardCharsets.UTF_8));
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.getFirst()).contains("left out no-such-module");
    String[] cells = lines.getLast().split(" *\\| *");
    assertThat(cells[1]).isEqualTo("kernels");
    long functions = Long.parseLong(cells[2]);
    assertThat(Long.parseLong(cells[3])).isBetween(1L, functions);
    assertThat(Long.parseLong(cells[5].replace(",", ""))).isGreaterThan(1000);
  }
}
