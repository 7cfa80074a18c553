package io.wasmtier.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import io.wasmtier.wasm.WasmtierException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// decode∘encode = id, on every module there is.
class RoundTripTest {
  @Test
  void corpusModules() {
    int same = 0;
    List<Path> files = Suites.corpusModules();
    for (Path file : files) {
      byte[] bytes = Suites.read(file);
      same += roundTrip(file, bytes, FeatureSet.ALL) ? 1 : 0;
    }
    assertThat(files).isNotEmpty();
    // Not all: some have padded LEB128 numbers or long forms of types (62 of 65 when this was
    // written).
    assertThat(same).as("modules that come back byte by byte").isGreaterThan(files.size() * 9 / 10);
  }

  @Test
  void specModules() {
    int decoded = 0;
    for (Path file : Suites.specModules()) {
      byte[] bytes = Suites.read(file);
      try {
        Decoder.decode(bytes, Suites.features(file));
      } catch (WasmtierException e) {
        assertThat(e.failure()).as(file.toString()).isIn(Failure.MALFORMED, Failure.INVALID);
        continue;
      }
      decoded++;
      roundTrip(file, bytes, Suites.features(file));
    }
    assertThat(decoded).isGreaterThan(4000);
  }

  // Says whether the bytes are the same too.
  private static boolean roundTrip(Path file, byte[] bytes, FeatureSet features) {
    WasmModule module = Decoder.decode(bytes, features);
    byte[] encoded = Encoder.encode(module);
    try {
      WasmModule again = Decoder.decode(encoded, features);
      SameModule.assertSame(again, module);
      // What was encoded once is in its shortest form.
      assertThat(Encoder.encode(again)).isEqualTo(encoded);
    } catch (WasmtierException | AssertionError e) {
      throw new AssertionError(file.toString(), e);
    }
    return Arrays.equals(bytes, encoded);
  }

  @Test
  void nameSectionIsMadeOfNames() {
    for (Path file : Suites.corpusModules()) {
      byte[] bytes = Suites.read(file);
      WasmModule module = Decoder.decode(bytes, FeatureSet.ALL);
      if (module.names().equals(Names.NONE)) {
        continue;
      }
      WasmModule nameless = withCustoms(module, List.of());
      WasmModule again = Decoder.decode(Encoder.encode(nameless, true), FeatureSet.ALL);
      assertThat(again.names()).as(file.toString()).isEqualTo(module.names());
      assertThat(again.customs()).hasSize(1);
      assertThat(Decoder.decode(Encoder.encode(nameless), FeatureSet.ALL).customs()).isEmpty();
    }
  }

  @Test
  void customSectionsKeepTheirPlaces() {
    byte[] bytes = {
      0, 'a', 's', 'm', 1, 0, 0, 0, 0, 2, 1, 'a', // at the beginning
      1, 1, 0, // an empty type section
      0, 3, 1, 'b', 7, // behind it
      0, 2, 1, 'b', 5, 3, 1, 0, 1, // a memory
      0, 2, 1, 'c'
    };
    WasmModule module = Decoder.decode(bytes);
    assertThat(module.customs())
        .extracting(CustomSection::name, CustomSection::place)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", 0),
            org.assertj.core.groups.Tuple.tuple("b", 1),
            org.assertj.core.groups.Tuple.tuple("b", 1),
            org.assertj.core.groups.Tuple.tuple("c", 5));
    assertThat(module.customs().get(1).bytes()).isEqualTo(Slice.of(new byte[] {7}));
    assertThat(Encoder.encode(module)).isEqualTo(bytes);
  }

  private static WasmModule withCustoms(WasmModule m, List<CustomSection> customs) {
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
        m.elements(),
        m.dataCount(),
        m.code(),
        m.data(),
        customs,
        m.names(),
        m.source());
  }
}
