package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.decoder.SameModule;
import io.wasmtier.decoder.Suites;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmtierException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// print∘parse = id, on every module there is: the text printed from what was parsed is the text
/// again, and what was parsed is the module again but for what the text format can't say.
class PrinterRoundTripTest {
  /// A custom section behind an empty section, which the text format can't say.
  private static final Set<String> EMPTY_SECTION = Set.of("custom.1.wasm");

  @Test
  void corpusModules() {
    int same = 0;
    List<Path> files = Suites.corpusModules();
    for (Path file : files) {
      WasmModule module = Decoder.decode(Suites.read(file), FeatureSet.ALL);
      same += roundTrip(file, module, FeatureSet.ALL) ? 1 : 0;
    }
    // Some have locals in groups of one, or padded numbers in bodies.
    assertThat(same).as("modules with the same bytes").isGreaterThan(files.size() * 2 / 3);
  }

  @Test
  void specModules() {
    int same = 0;
    int modules = 0;
    for (Path file : Suites.specModules()) {
      FeatureSet features = Suites.features(file);
      WasmModule module;
      try {
        module = Decoder.decode(Suites.read(file), features);
        Printer.print(module);
      } catch (WasmtierException e) {
        continue; // malformed on purpose
      }
      modules++;
      same += roundTrip(file, module, features) ? 1 : 0;
    }
    assertThat(modules).isGreaterThan(6000);
    assertThat(same).as("modules with the same bytes").isGreaterThan(modules - 30);
  }

  // Says whether the encoded bytes are the same.
  private static boolean roundTrip(Path file, WasmModule module, FeatureSet features) {
    String text = Printer.print(module);
    try {
      WasmModule parsed = WatParser.parse(file.toString(), text, features);
      String again = Printer.print(parsed);
      if (!EMPTY_SECTION.contains(String.valueOf(file.getFileName()))) {
        assertSameLines(again, text);
        assertThat(comparable(parsed, parsed).customs())
            .isEqualTo(comparable(module, parsed).customs());
      }
      WasmModule expected = comparable(module, parsed);
      WasmModule actual = comparable(parsed, parsed);
      assertThat(names(actual.names())).as("names").isEqualTo(names(expected.names()));
      if (java.util.Arrays.equals(Encoder.encode(actual), Encoder.encode(expected))) {
        SameModule.assertSameButCustoms(actual, expected);
        return true;
      }
      return false;
    } catch (WasmtierException | AssertionError e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private static void assertSameLines(String actual, String expected) {
    if (!actual.equals(expected)) {
      // A diff of whole modules is no help.
      List<String> one = actual.lines().toList();
      List<String> other = expected.lines().toList();
      for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
        assertThat(one.get(i)).as("line %s", i + 1).isEqualTo(other.get(i));
      }
      assertThat(one).hasSameSizeAs(other);
    }
  }

  /// {@return a module without what the text can't say: the data count, the flags of segments for a
  /// table 0 that is named without need, the name section's own bytes}
  private static WasmModule comparable(WasmModule m, WasmModule parsed) {
    List<ElementSegment> elements = new ArrayList<>();
    for (int i = 0; i < m.elements().size(); i++) {
      ElementSegment e = m.elements().get(i);
      boolean tableZero = e.table() == 0 && (e.flags() & 3) == 2;
      elements.add(
          tableZero
              ? new ElementSegment(
                  e.mode(),
                  e.table(),
                  e.offset(),
                  e.type(),
                  e.functions(),
                  e.expressions(),
                  parsed.elements().get(i).flags())
              : e);
    }
    List<CustomSection> customs = new ArrayList<>(m.customs());
    customs.removeIf(section -> section.name().equals("name"));
    return new WasmModule(
        m.types(),
        m.imports(),
        m.functions(),
        m.tables(),
        m.memories(),
        m.tags(),
        m.globals(),
        m.exports(),
        m.start(),
        elements,
        -1,
        m.code(),
        m.data(),
        customs,
        m.names(),
        m.source());
  }

  // Empty names are as good as none, and a map of none as no map; of fields and locals with the
  // same name, one has it.
  private static List<@Nullable Object> names(Names names) {
    List<@Nullable Object> all = new ArrayList<>();
    all.add("".equals(names.module()) ? null : names.module());
    for (Map<Integer, String> map :
        List.of(
            names.functions(),
            names.types(),
            names.tables(),
            names.memories(),
            names.globals(),
            names.elements(),
            names.data(),
            names.tags())) {
      all.add(withoutEmpty(map));
    }
    for (Map<Integer, Map<Integer, String>> map :
        List.of(names.locals(), names.fields(), names.labels())) {
      Map<Integer, Map<Integer, String>> result = new HashMap<>();
      boolean unique = map != names.labels();
      map.forEach(
          (index, inner) -> result.put(index, unique ? unique(inner) : withoutEmpty(inner)));
      result.values().removeIf(Map::isEmpty);
      all.add(result);
    }
    return all;
  }

  private static Map<Integer, String> unique(Map<Integer, String> map) {
    Map<Integer, String> result = new TreeMap<>(withoutEmpty(map));
    Set<String> seen = new HashSet<>();
    result.values().removeIf(name -> !seen.add(name));
    return result;
  }

  private static Map<Integer, String> withoutEmpty(Map<Integer, String> map) {
    Map<Integer, String> result = new HashMap<>(map);
    result.values().removeIf(String::isEmpty);
    return result;
  }
}
