package io.wasmtier.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A process of an engine, run to its end or to its time limit. What it writes goes to files, so
/// that it never waits for a reader.
final class PeerProcess {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PeerProcess() {}

  /// Runs a process.
  ///
  /// @param expected what it must print, or null if that does not matter
  /// @param limit seconds after which it is ended
  /// @return its figures by name; `wall` in milliseconds, unless it was ended; `problem` if it
  ///   failed, printed something else, or was ended
  static ObjectNode run(List<String> command, @Nullable String expected, long limit)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("peer", ".out");
    Path err = Files.createTempFile("peer", ".err");
    try {
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended;
      try {
        ended = process.waitFor(limit, TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly();
      }
      long wall = System.nanoTime() - start;
      process.waitFor();
      ObjectNode figures = JSON.createObjectNode();
      String lastLine = "";
      String exception = null;
      for (String line : new String(Files.readAllBytes(err), StandardCharsets.UTF_8).split("\n")) {
        String[] parts = line.split(" ", 2);
        if (line.startsWith("@") && parts.length == 2) {
          figures.put(parts[0].substring(1), Double.parseDouble(parts[1]));
        } else if (exception == null && (line.contains("Exception") || line.contains("Error"))) {
          exception = line;
        } else if (!line.isBlank()) {
          lastLine = line;
        }
      }
      if (!ended) {
        figures.put("problem", ">" + limit + " s");
        return figures;
      }
      figures.put("wall", wall / 1e6);
      String printed = Files.readString(out);
      if (process.exitValue() != 0) {
        figures.put("problem", "error: " + (exception != null ? exception : lastLine));
      } else if (figures.has("wrong")) {
        figures.put("problem", "wrong result " + figures.get("wrong").asLong());
      } else if (expected != null && !expected.equals(printed)) {
        figures.put("problem", "wrong output, " + printed.length() + " characters");
      }
      return figures;
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
