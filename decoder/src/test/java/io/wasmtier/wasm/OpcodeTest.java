package io.wasmtier.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpcodeTest {
  /// The rows of 3.0 and of all proposals known; a lost row would go unnoticed otherwise.
  private static final int ROWS = 589;

  @Test
  void everyRowIsFoundByItsCodeAndNoCodeTwice() {
    Set<Integer> codes = new HashSet<>();
    for (Opcode opcode : Opcode.values()) {
      assertSame(opcode, Opcode.of(opcode.prefix(), opcode.code()), opcode.name());
      assertTrue(codes.add(opcode.prefix() << 16 | opcode.code()), opcode.name());
      assertEquals(opcode.prefix() != 0, Opcode.isPrefix(opcode.prefix()), opcode.name());
    }
    assertEquals(ROWS, Opcode.values().length);
  }

  @Test
  void rowsThatShareAMnemonicShareTheirShapeAndDifferInWhatFollows() {
    Map<String, Opcode> seen = new HashMap<>();
    for (Opcode opcode : Opcode.values()) {
      Opcode other = seen.putIfAbsent(opcode.mnemonic(), opcode);
      if (other != null) {
        assertEquals(other.shape(), opcode.shape(), opcode.name());
        assertTrue(
            opcode.isNullableVariant() || !opcode.immediates().equals(other.immediates()),
            opcode.name());
      }
    }
  }

  @Test
  void instructionsThatAccessMemoryHaveAMemoryArgumentAndAnAddress() {
    for (Opcode opcode : Opcode.values()) {
      assertEquals(
          opcode.accessLog2() >= 0, opcode.immediates().contains(Immediate.MEMARG), opcode.name());
      if (opcode.accessLog2() >= 0) {
        String signature = opcode.signature();
        assertNotEquals(null, signature, opcode.name());
        assertEquals('a', signature.charAt(0), opcode.name());
      }
    }
  }

  @Test
  void signaturesHaveOneColonAndKnownLetters() {
    for (Opcode opcode : Opcode.values()) {
      String signature = opcode.signature();
      if (signature == null) {
        continue;
      }
      assertEquals(signature.indexOf(':'), signature.lastIndexOf(':'), opcode.name());
      assertEquals(opcode.operands(), signature.indexOf(':'), opcode.name());
      for (char letter : signature.replace(":", "").toCharArray()) {
        assertTrue(Opcode.typeBits(letter, true) > 0, opcode.name());
      }
    }
  }

  /// `docs/opcodes.md` is the table for people. After a change of the table run this test with
  /// `WASMTIER_WRITE_DOCS=1` in the environment to write it anew.
  @Test
  void theDocumentShowsTheTable() throws IOException {
    Path document = root().resolve("docs/opcodes.md");
    String expected = document();
    if (System.getenv("WASMTIER_WRITE_DOCS") != null) {
      Files.writeString(document, expected);
    }
    assertEquals(
        expected,
        Files.readString(document),
        "docs/opcodes.md is behind the table: run this test with WASMTIER_WRITE_DOCS=1");
  }

  private static String document() {
    StringBuilder out =
        new StringBuilder(
            "# Opcodes\n\nMade from the table `Opcode` by `OpcodeTest`. Signatures: `i` i32, `l` i64, `f` f32, `d` f64, `v` v128,"
                + " `a` the address type\nof the memory; none where it depends on the immediates.\n\n"
                + "| code | mnemonic | immediates | signature | shape | feature |\n|---|---|---|---|---|---|\n");
    for (Opcode opcode : Opcode.values()) {
      String code =
          opcode.prefix() == 0
              ? "0x%02X".formatted(opcode.code())
              : "0x%02X 0x%02X".formatted(opcode.prefix(), opcode.code());
      String signature = opcode.signature();
      List<Immediate> immediates = opcode.immediates();
      out.append("| ").append(code);
      out.append(" | `").append(opcode.mnemonic()).append('`');
      out.append(" | ")
          .append(immediates.stream().map(Immediate::name).collect(Collectors.joining(" ")));
      out.append(" | ").append(signature == null ? "" : "`" + signature + "`");
      out.append(" | ").append(opcode.shape());
      out.append(" | ").append(opcode.feature().label()).append(" |\n");
    }
    return out.toString();
  }

  private static Path root() {
    String given = System.getProperty("wasmtier.root");
    Path path = Path.of(given != null ? given : "").toAbsolutePath();
    while (!Files.exists(path.resolve("mvnw"))) {
      path = path.getParent();
    }
    return path;
  }
}
