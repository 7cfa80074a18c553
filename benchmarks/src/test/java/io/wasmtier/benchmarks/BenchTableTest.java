package io.wasmtier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wasmtier.benchmarks.BenchTable.Figures;
import io.wasmtier.benchmarks.BenchTable.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTableTest {
  private static final BenchmarkProgram PROGRAM = new BenchmarkProgram("p", 100, 10, -5, 7);

  @Test
  void readsTheListOfPrograms() {
    String json =
        """
        [ {"name": "p", "n": 100, "n_small": 10, "checksum": -5, "checksum_small": 7, "simd": false},
          {"name":"q","n":1,"n_small":2,"checksum":-2147483648,"checksum_small":2147483647,"simd":true} ]
        """;
    assertThat(BenchmarkProgram.parse(json))
        .containsExactly(
            PROGRAM, new BenchmarkProgram("q", 1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void figuresPassFromProcessToProcess() {
    Figures figures = new Figures(0.25, 1.5, 2.125, 30, 20.5, 99, 123456);
    assertThat(Figures.parse(figures.encode())).isEqualTo(figures);
  }

  @Test
  void writesRows() {
    Row good =
        new Row(PROGRAM, 12_000_000, 10_000_000, new Figures(1, 2, 3, 30, 20, 99, 102400), null);
    Row bad = new Row(PROGRAM, 0, 0, null, "a \"quoted\" problem");
    assertThat(BenchTable.line(good))
        .isEqualTo("| p | 10 | 12,000,000 | 10,000,000 | 6.0 | 30.0 | 20.00 | 2.00 | 100 |");
    assertThat(BenchTable.line(bad)).startsWith("| p | 10 | a \"quoted\" problem |");
    assertThat(BenchTable.json(List.of(good, bad)))
        .contains("\"median_ms\": 20.0000", "\"ns_per_instruction\": 2.0000")
        .contains("\"problem\": \"a \\\"quoted\\\" problem\"");
  }

  @Test
  void runsAProgramInAProcessOfItsOwn(@TempDir Path folder) throws Exception {
    assumeTrue(BenchmarkData.has("nqueens"), () -> BenchmarkData.missing(List.of("nqueens")));
    Path json = folder.resolve("table.json");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        BenchTable.run(
            new String[] {"--quick", "--json", json.toString(), "nqueens"},
            new PrintStream(out, true, StandardCharsets.UTF_8));
    String table = out.toString(StandardCharsets.UTF_8);
    assertThat(status).as(table).isZero();
    assertThat(table)
        .contains("| nqueens | 10 | ")
        .contains("1 of 1 programs with the right result");
    assertThat(Files.readString(json)).contains("\"program\": \"nqueens\"", "\"first_ms\": ");
  }
}
