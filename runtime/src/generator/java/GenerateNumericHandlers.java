import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Writes `SimdHandlers` (see [SimdHandlersWriter]) and `NumericHandlers`: from the ordinal of a
/// plain numeric instruction to the method that gives its meaning. Reads the opcode table, so that
/// a new instruction costs a row there and that method.
///
/// Values are passed as slots hold them. The cases are split over methods of [#GROUP], because
/// HotSpot does not compile methods of more than 8,000 bytes and inlines small ones only.
///
/// Usage: `java -cp DECODER_CLASSES GenerateNumericHandlers.java OUTPUT_FOLDER ABI_SOURCES`
public final class GenerateNumericHandlers {
  private static final int GROUP = 32;

  private GenerateNumericHandlers() {}

  public static void main(String[] args) throws IOException {
    StringBuilder out = new StringBuilder();
    out.append("package io.wasmtier.runtime.interp;\n\n");
    for (String owner : List.of("Numerics", "FloatNumerics", "ConversionNumerics")) {
      out.append("import static io.wasmtier.runtime.abi.").append(owner).append(".*;\n");
    }
    out.append(
        "\n/// The numeric instructions by ordinal, on values as slots hold them. Generated from the opcode table.\n");
    out.append("final class NumericHandlers {\n  private NumericHandlers() {}\n");
    write(out, "unary", "long a", "a", of(Shape.UNARY), o -> call(o, ""));
    write(out, "binary", "long a, long b", "a, b", of(Shape.BINARY), o -> call(o, ""));
    write(
        out,
        "wideLo",
        "long a, long b, long c, long d",
        "a, b, c, d",
        of(Shape.WIDE),
        o -> call(o, "Lo"));
    write(
        out,
        "wideHi",
        "long a, long b, long c, long d",
        "a, b, c, d",
        of(Shape.WIDE),
        o -> call(o, "Hi"));
    out.append("}\n");
    save(Path.of(args[0]), "NumericHandlers", out.toString());
    save(Path.of(args[0]), "SimdHandlers", SimdHandlersWriter.source(Path.of(args[1])));
  }

  private static void save(Path folder, String name, String source) throws IOException {
    Path file = folder.resolve(Path.of("io", "wasmtier", "runtime", "interp", name + ".java"));
    Files.createDirectories(file.getParent());
    // An unchanged file keeps its time, so that nothing is compiled again.
    if (!Files.exists(file) || !Files.readString(file).equals(source)) {
      Files.writeString(file, source);
    }
  }

  private static List<Opcode> of(Shape shape) {
    List<Opcode> found = new ArrayList<>();
    for (Opcode opcode : Opcode.values()) {
      if (opcode.shape() == shape
          && opcode.signature() != null
          && opcode.signature().indexOf('v') < 0) {
        found.add(opcode);
      }
    }
    return found;
  }

  private static void write(
      StringBuilder out,
      String name,
      String parameters,
      String arguments,
      List<Opcode> opcodes,
      Function<Opcode, String> body) {
    int groups = (opcodes.size() + GROUP - 1) / GROUP;
    out.append("\n  /// The ").append(name).append(" instructions.\n");
    out.append("  static long ")
        .append(name)
        .append("(int ordinal, ")
        .append(parameters)
        .append(") {\n");
    for (int g = 0; g < groups - 1; g++) {
      out.append("    if (ordinal <= ")
          .append(opcodes.get((g + 1) * GROUP - 1).ordinal())
          .append(") {\n");
      out.append("      return ")
          .append(name)
          .append(g)
          .append("(ordinal, ")
          .append(arguments)
          .append(");\n    }\n");
    }
    out.append("    return ")
        .append(name)
        .append(groups - 1)
        .append("(ordinal, ")
        .append(arguments)
        .append(");\n  }\n");
    for (int g = 0; g < groups; g++) {
      out.append("\n  private static long ").append(name).append(g);
      out.append("(int ordinal, ")
          .append(parameters)
          .append(") {\n    return switch (ordinal) {\n");
      for (Opcode opcode : opcodes.subList(g * GROUP, Math.min(opcodes.size(), (g + 1) * GROUP))) {
        out.append("      case ")
            .append(opcode.ordinal())
            .append(" -> ")
            .append(body.apply(opcode))
            .append("; // ");
        out.append(opcode.mnemonic()).append('\n');
      }
      out.append("      default -> throw new AssertionError(\"no ")
          .append(name)
          .append(" instruction: \" + ordinal);\n");
      out.append("    };\n  }\n");
    }
  }

  private static String call(Opcode opcode, String suffix) {
    String signature = opcode.signature();
    int colon = signature.indexOf(':');
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < colon; i++) {
      String name = String.valueOf((char) ('a' + i));
      arguments.add(
          switch (signature.charAt(i)) {
            case 'i' -> "(int) " + name;
            case 'l' -> name;
            case 'f' -> "Float.intBitsToFloat((int) " + name + ")";
            case 'd' -> "Double.longBitsToDouble(" + name + ")";
            default -> throw new IllegalArgumentException(opcode.mnemonic());
          });
    }
    String call = opcode.methodName() + suffix + "(" + String.join(", ", arguments) + ")";
    return switch (signature.charAt(colon + 1)) {
      case 'i', 'l' -> call;
      case 'f' -> "Float.floatToRawIntBits(" + call + ")";
      case 'd' -> "Double.doubleToRawLongBits(" + call + ")";
      default -> throw new IllegalArgumentException(opcode.mnemonic());
    };
  }
}
