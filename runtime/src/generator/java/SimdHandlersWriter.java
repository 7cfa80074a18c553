import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes `SimdHandlers`: from the ordinal of a vector instruction to the methods that give its
/// meaning. Which methods those are follows from the opcode table and from the forms (`SimdForm`)
/// with which they are annotated.
///
/// Vectors are passed as two halves; a vector result is written to the frame at `to`, low half
/// first, after all operands were read. There is a family of handlers per kind of operands and
/// result. Extending, splatting and zeroing loads are among those that make a vector of a scalar,
/// lane loads among the replacements and lane stores among the extractions: only the access to
/// memory is done elsewhere.
///
/// A family is split into methods by the upper bits of the ordinal. The method that chooses among
/// them must stay small enough to be inlined (325 bytes), which is why the groups are not smaller.
final class SimdHandlersWriter {
  /// Instructions whose ordinals agree but for this many bits share a method.
  private static final int GROUP_BITS = 5;

  private static final Pattern METHOD =
      Pattern.compile("@SimdForm\\.Of\\(SimdForm\\.(\\w+)\\)\\s+public static \\w+ (\\w+)\\(");

  private static final Pattern WIDENING_LOAD = Pattern.compile("v128\\.load(\\d+)x(\\d+)_([su])");
  private static final Pattern LOAD = Pattern.compile("v128\\.load(\\d+)_(splat|zero)");

  /// A family: its name, its parameters behind the ordinal, and whether the result is a vector.
  private record Family(String name, String parameters, boolean vector) {
    String arguments() {
      return parameters.replaceAll("(?:long\\[\\]|long|int) ", "");
    }
  }

  private static final String RESULT = "long[] s, int to, ";

  private static final Family UNARY = new Family("unary", RESULT + "long aLo, long aHi", true);
  private static final Family BINARY =
      new Family("binary", RESULT + "long aLo, long aHi, long bLo, long bHi", true);
  private static final Family TERNARY =
      new Family(
          "ternary", RESULT + "long aLo, long aHi, long bLo, long bHi, long cLo, long cHi", true);
  private static final Family SHIFT =
      new Family("shift", RESULT + "long aLo, long aHi, long x", true);
  private static final Family SPREAD = new Family("spread", RESULT + "long x", true);
  private static final Family REPLACE =
      new Family("replace", RESULT + "long aLo, long aHi, long x, int lane", true);
  private static final Family EXTRACT =
      new Family("extract", "long aLo, long aHi, int lane", false);
  private static final Family REDUCE = new Family("reduce", "long aLo, long aHi", false);

  private static final List<Family> FAMILIES =
      List.of(UNARY, BINARY, TERNARY, SHIFT, SPREAD, REPLACE, EXTRACT, REDUCE);

  private final Map<String, String> forms = new HashMap<>();
  private final Map<String, Opcode> byMnemonic = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private SimdHandlersWriter() {}

  /// {@return the source of the class}
  ///
  /// @param abi the folder with the sources of the classes `Simd*`
  static String source(Path abi) throws IOException {
    return new SimdHandlersWriter().write(abi);
  }

  private String write(Path abi) throws IOException {
    out.append("package io.wasmtier.runtime.interp;\n\n");
    List<Path> files;
    try (var listing = Files.list(abi)) {
      files =
          listing
              .filter(f -> f.getFileName().toString().matches("Simd\\w+\\.java"))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      Matcher method = METHOD.matcher(Files.readString(file));
      boolean found = false;
      while (method.find()) {
        forms.put(method.group(2), method.group(1));
        found = true;
      }
      if (found) {
        String owner = file.getFileName().toString().replace(".java", "");
        out.append("import static io.wasmtier.runtime.abi.").append(owner).append(".*;\n");
      }
    }
    for (Opcode opcode : Opcode.values()) {
      byMnemonic.put(opcode.mnemonic(), opcode);
    }
    out.append("\n/// The vector instructions by ordinal. Generated from the opcode table.\n");
    out.append("final class SimdHandlers {\n  private SimdHandlers() {}\n");
    for (Family family : FAMILIES) {
      write(family);
    }
    return out.append("}\n").toString();
  }

  private void write(Family family) {
    Map<Integer, List<Opcode>> groups = new TreeMap<>();
    for (Opcode opcode : Opcode.values()) {
      if (family(opcode) == family) {
        groups.computeIfAbsent(opcode.ordinal() >> GROUP_BITS, g -> new ArrayList<>()).add(opcode);
      }
    }
    String type = family.vector ? "void" : "long";
    String keyword = family.vector ? "" : "return ";
    out.append("\n  static ").append(type).append(' ').append(family.name);
    out.append("(int ordinal, ").append(family.parameters).append(") {\n    ").append(keyword);
    out.append("switch (ordinal >> ").append(GROUP_BITS).append(") {\n");
    for (int group : groups.keySet()) {
      out.append("      case ").append(group).append(" -> ").append(family.name).append(group);
      out.append("(ordinal, ").append(family.arguments()).append(");\n");
    }
    end(family);
    for (Map.Entry<Integer, List<Opcode>> group : groups.entrySet()) {
      out.append("\n  private static ")
          .append(type)
          .append(' ')
          .append(family.name)
          .append(group.getKey());
      out.append("(int ordinal, ").append(family.parameters).append(") {\n    ").append(keyword);
      out.append("switch (ordinal) {\n");
      for (Opcode opcode : group.getValue()) {
        out.append("      // ")
            .append(opcode.mnemonic())
            .append("\n      case ")
            .append(opcode.ordinal());
        out.append(" -> ").append(body(family, opcode)).append('\n');
      }
      end(family);
    }
  }

  private void end(Family family) {
    out.append("      default -> throw new AssertionError(\"no ").append(family.name);
    out.append(" instruction: \" + ordinal);\n    }")
        .append(family.vector ? "" : ";")
        .append("\n  }\n");
  }

  private static Family family(Opcode opcode) {
    String signature = opcode.signature() == null ? "" : opcode.signature();
    boolean vector = signature.contains("v");
    return switch (opcode.shape()) {
      case UNARY ->
          !vector
              ? null
              : signature.equals("v:v") ? UNARY : signature.endsWith(":v") ? SPREAD : REDUCE;
      case BINARY -> !vector ? null : signature.equals("vv:v") ? BINARY : SHIFT;
      case TERNARY -> vector ? TERNARY : null;
      case LOAD -> vector && opcode.accessLog2() < 4 ? SPREAD : null;
      case EXTRACT_LANE, STORE_LANE -> EXTRACT;
      case REPLACE_LANE, LOAD_LANE -> REPLACE;
      default -> null;
    };
  }

  private String body(Family family, Opcode opcode) {
    int bits = 8 << Math.max(0, opcode.accessLog2());
    String lanes = "i" + bits + "x" + 128 / bits;
    if (opcode.shape() == Shape.LOAD_LANE) {
      return body(family, meaning(lanes + ".replace_lane"));
    }
    if (opcode.shape() == Shape.STORE_LANE) {
      return body(family, meaning(lanes + ".extract_lane" + (bits < 32 ? "_u" : "")));
    }
    if (opcode.shape() == Shape.LOAD) {
      Matcher widening = WIDENING_LOAD.matcher(opcode.mnemonic());
      if (widening.matches()) {
        int narrow = Integer.parseInt(widening.group(1));
        int count = Integer.parseInt(widening.group(2));
        String name =
            "i%dx%d.extend_low_i%dx%d_%s"
                .formatted(2 * narrow, count, narrow, 2 * count, widening.group(3));
        return call(meaning(name), List.of("x", "0"), List.of());
      }
      Matcher load = LOAD.matcher(opcode.mnemonic());
      if (!load.matches()) {
        throw new IllegalArgumentException(opcode.mnemonic());
      }
      return load.group(2).equals("splat")
          ? body(family, meaning(lanes + ".splat"))
          : "{ s[to] = x; s[to + 1] = 0; }";
    }
    List<String> vectors = new ArrayList<>();
    List<String> scalars = new ArrayList<>();
    for (int i = 0; i < opcode.operands(); i++) {
      char letter = opcode.signature().charAt(i);
      if (letter == 'v') {
        vectors.add((char) ('a' + i) + "Lo");
        vectors.add((char) ('a' + i) + "Hi");
      } else {
        scalars.add(
            switch (letter) {
              case 'i' -> "(int) x";
              case 'l' -> "x";
              case 'f' -> "Float.intBitsToFloat((int) x)";
              case 'd' -> "Double.longBitsToDouble(x)";
              default -> throw new IllegalArgumentException(opcode.mnemonic());
            });
      }
    }
    if (!opcode.immediates().isEmpty()) {
      scalars.add("lane");
    }
    return call(opcode, vectors, scalars);
  }

  private Opcode meaning(String mnemonic) {
    Opcode opcode = byMnemonic.get(mnemonic);
    if (opcode == null) {
      throw new IllegalArgumentException("no instruction " + mnemonic);
    }
    return opcode;
  }

  /// The call of an instruction's methods with halves of vectors, low and high in turn, and
  /// scalars.
  private String call(Opcode opcode, List<String> vectors, List<String> scalars) {
    String name = opcode.methodName();
    boolean two = forms.containsKey(name + "Lo");
    String form = forms.get(two ? name + "Lo" : name);
    if (form == null) {
      throw new IllegalArgumentException("no method for " + opcode.mnemonic());
    }
    List<String> all = new ArrayList<>(vectors);
    all.addAll(scalars);
    return switch (form) {
      case "HALVES" ->
          vector(
              name + arguments(halves(vectors, 0, scalars)),
              name + arguments(halves(vectors, 1, scalars)));
      case "LO_HI" -> vector(name + "Lo" + arguments(all), name + "Hi" + arguments(all));
      case "SCALAR" -> {
        String call = name + arguments(all);
        yield switch (opcode.signature().charAt(opcode.operands() + 1)) {
          case 'f' -> "Float.floatToRawIntBits(" + call + ");";
          case 'd' -> "Double.doubleToRawLongBits(" + call + ");";
          default -> call + ";";
        };
      }
      default -> throw new IllegalArgumentException(form);
    };
  }

  private static List<String> halves(List<String> vectors, int first, List<String> scalars) {
    List<String> found = new ArrayList<>();
    for (int i = first; i < vectors.size(); i += 2) {
      found.add(vectors.get(i));
    }
    found.addAll(scalars);
    return found;
  }

  private static String vector(String low, String high) {
    return "{ s[to] = " + low + "; s[to + 1] = " + high + "; }";
  }

  private static String arguments(List<String> arguments) {
    return "(" + String.join(", ", arguments) + ")";
  }
}
