package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.decoder.SameModule;
import io.wasmtier.decoder.Suites;
import io.wasmtier.text.Script.Command;
import io.wasmtier.text.Script.ModuleFailure;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The text parser on every script of the specification suite: each script is read, each text
/// module that must be parsed is, and is the module that the reference interpreter (wasm-tools,
/// wabt) made of it; each that must not be is refused.
class TextSuiteTest {
  /// Where the converter numbers appended types in another order, or reuses a type that is not
  /// final: the specification's order is that of the text.
  private static final Set<String> TYPE_ORDER =
      Set.of(
          "core/call_indirect.wast",
          "core/return_call_indirect.wast",
          "core/stack.wast",
          "core/gc/br_on_cast.wast",
          "core/gc/br_on_cast_fail.wast",
          "proposals/custom-descriptors/exact-casts.wast");

  /// Where the reference interpreter writes a lane index in two bytes.
  private static final String LANE_BYTES = "core/simd/simd_lane.wast";

  /// Asserts what was malformed in 2020 and is valid in WebAssembly 3.0: limits of memories may
  /// have 64 bits.
  private static final Set<String> NO_LONGER_MALFORMED =
      Set.of(
          "proposals/threads-testsuite-stale/memory.wast:83",
          "proposals/threads-testsuite-stale/memory.wast:87",
          "proposals/threads-testsuite-stale/memory.wast:91");

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private String script = "";
  private FeatureSet features = FeatureSet.DEFAULT;
  private Map<String, Path> converted = Map.of();

  @Test
  void everyScript() throws IOException {
    Path suite = Suites.spec();
    List<Path> files;
    try (Stream<Path> all = Files.walk(suite)) {
      files = all.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
    }
    for (Path file : files) {
      script = suite.relativize(file).toString().replace('\\', '/');
      features = Suites.features(file);
      converted = converted(suite.resolve("json"));
      count("scripts");
      commands(WastParser.parse(script, Files.readAllBytes(file)).commands());
    }
    assertThat(failures).isEmpty();
    assertThat(counts)
        .containsEntry("scripts", 308)
        .containsEntry("core: malformed texts refused", 1229)
        .containsEntry("malformed texts refused", 1229 + 7 + 1 + 16 + 4 + 22 - 3)
        .containsEntry("malformed annotations refused", 19)
        .containsEntry("texts parsed", 5982)
        .containsEntry("texts like the converter's", 5982 - 6 - 15);
    // One assertion complains of the number of lanes where the lanes are out of range too.
    assertThat(counts.get("other words")).isEqualTo(1);
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void commands(List<Command> commands) {
    for (Command command : commands) {
      switch (command) {
        case Script.DefineModule module ->
            wellFormed(
                module.line(),
                module.module(),
                module.definition() ? "module_definition" : "module");
        case Script.AssertModule module -> {
          switch (module.failure()) {
            case MALFORMED, MALFORMED_CUSTOM -> malformed(module);
            case INVALID -> wellFormed(module.line(), module.module(), "assert_invalid");
            case UNLINKABLE -> wellFormed(module.line(), module.module(), "assert_unlinkable");
            case TRAP -> wellFormed(module.line(), module.module(), "assert_uninstantiable");
            case INVALID_CUSTOM ->
                wellFormed(module.line(), module.module(), "assert_invalid_custom");
          }
        }
        case Script.RunThread thread -> commands(thread.commands());
        case Script.InstantiateModule _,
            Script.Register _,
            Script.Perform _,
            Script.AssertReturn _,
            Script.AssertAction _,
            Script.WaitForThread _ ->
            count("other commands");
      }
    }
  }

  private void malformed(Script.AssertModule command) {
    if (command.module() instanceof ModuleSource.Binary) {
      return;
    }
    String place = script + ":" + command.line();
    try {
      command.module().read(features);
      if (!NO_LONGER_MALFORMED.contains(place)) {
        failures.add(place + ": not refused: " + command.text());
      }
    } catch (WasmtierException e) {
      if (e.failure() != Failure.MALFORMED) {
        failures.add(place + ": " + e.describe());
      }
      boolean custom = command.failure() == ModuleFailure.MALFORMED_CUSTOM;
      count(custom ? "malformed annotations refused" : "malformed texts refused");
      if (script.startsWith("core/")) {
        count("core: malformed texts refused");
      }
      if (!String.valueOf(e.getMessage()).startsWith(command.text())) {
        count("other words");
      }
    }
  }

  private void wellFormed(int line, ModuleSource source, String type) {
    if (source instanceof ModuleSource.Binary) {
      return;
    }
    String place = script + ":" + line;
    try {
      WasmModule module = source.read(features);
      count("texts parsed");
      SameModule.assertSame(
          Decoder.decode(Encoder.encode(module, true), features), withNameSection(module));
      Path file = converted.get(line + ":" + type);
      if (file == null) {
        failures.add(place + ": not converted");
        return;
      }
      WasmModule expected = Decoder.decode(Files.readAllBytes(file), features);
      if (!comparable(line, module, expected)) {
        return;
      }
      SameModule.assertSameButCustoms(normal(module), normal(expected));
      count("texts like the converter's");
    } catch (WasmtierException e) {
      failures.add(place + ": " + e.describe());
    } catch (IOException | AssertionError e) {
      failures.add(place + ": " + e.getMessage());
    }
  }

  private boolean comparable(int line, WasmModule module, WasmModule expected) {
    if (script.equals(LANE_BYTES)) {
      return module.code().totalLength() == expected.code().totalLength();
    }
    // The first module of each has the types in question, or the one in that line.
    return !TYPE_ORDER.contains(script) || normalTypes(module).equals(normalTypes(expected));
  }

  /// The files of the converted script by line and type of their command.
  private Map<String, Path> converted(Path json) throws IOException {
    Path folder = json.resolve(script.substring(0, script.length() - ".wast".length()));
    String text = Files.readString(folder.resolve(folder.getFileName() + ".json"));
    Matcher matcher =
        java.util.regex.Pattern.compile(
                "\"type\":\"([a-z_]*)\",\"line\":(\\d+),[^{}]*?\"filename\":\"([^\"]*)\"")
            .matcher(text);
    Map<String, Path> files = new HashMap<>();
    while (matcher.find()) {
      files.put(matcher.group(2) + ":" + matcher.group(1), folder.resolve(matcher.group(3)));
    }
    return files;
  }

  private static WasmModule withNameSection(WasmModule module) {
    byte[] binary = Encoder.encode(module, true);
    List<WasmModule.CustomSection> customs = new ArrayList<>(module.customs());
    Decoder.decode(binary, FeatureSet.ALL).customs().stream()
        .filter(section -> section.name().equals("name"))
        .forEach(customs::add);
    return copy(module, module.types(), module.tables(), module.elements(), module.code(), customs);
  }

  /// Without what the converter decides otherwise and means the same: `rec` around one type, an
  /// empty `else`, function indices instead of `ref.func` in segments, a table's null initialiser.
  private static WasmModule normal(WasmModule module) {
    List<WasmModule.Table> tables =
        module.tables().stream()
            .map(table -> isNull(table.init()) ? new WasmModule.Table(table.type(), null) : table)
            .toList();
    List<ElementSegment> elements = module.elements().stream().map(TextSuiteTest::normal).toList();
    return copy(module, normalTypes(module), tables, elements, normalCode(module), List.of());
  }

  private static List<RecGroup> normalTypes(WasmModule module) {
    return module.types().stream()
        .map(group -> group.types().size() == 1 ? new RecGroup(group.types(), false) : group)
        .toList();
  }

  private static boolean isNull(WasmModule.@Nullable Expression init) {
    return init != null && (init.code().get(0) & 0xFF) == Opcode.REF_NULL.code();
  }

  private static ElementSegment normal(ElementSegment segment) {
    List<WasmModule.Expression> items = segment.expressions();
    if (items == null) {
      items = new ArrayList<>();
      for (int function : java.util.Objects.requireNonNull(segment.functions())) {
        byte[] item =
            new ByteWriter()
                .u8(Opcode.REF_FUNC.code())
                .u32(function)
                .u8(Opcode.END.code())
                .toArray();
        items.add(new WasmModule.Expression(Slice.of(item)));
      }
    }
    // The functions of a table with inline elements have the table's type here and that of function
    // indices there.
    ValType type =
        segment.type().equals(ValType.ref(false, AbstractHeap.FUNC))
            ? ValType.FUNCREF
            : segment.type();
    return new ElementSegment(
        segment.mode(), segment.table(), segment.offset(), type, null, items, 0);
  }

  private static Bodies normalCode(WasmModule module) {
    ByteWriter out = new ByteWriter();
    int count = module.code().count();
    int[] starts = new int[count];
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = out.size();
      // As bytes, also inside of constants: the same on both sides.
      HexFormat hex = HexFormat.ofDelimiter(" ");
      String code = hex.formatHex(module.code().body(i).toArray());
      out.raw(hex.parseHex(code.replace("05 0b", "0b")));
      ends[i] = out.size();
    }
    return new Bodies(Slice.of(out.toArray()), starts, ends);
  }

  private static WasmModule copy(
      WasmModule module,
      List<RecGroup> types,
      List<WasmModule.Table> tables,
      List<ElementSegment> elements,
      Bodies code,
      List<WasmModule.CustomSection> customs) {
    return new WasmModule(
        types,
        module.imports(),
        module.functions(),
        tables,
        module.memories(),
        module.tags(),
        module.globals(),
        module.exports(),
        module.start(),
        elements,
        module.dataCount(),
        code,
        module.data(),
        customs,
        module.names(),
        module.source());
  }
}
