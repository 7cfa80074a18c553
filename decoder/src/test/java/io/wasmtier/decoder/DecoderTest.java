package io.wasmtier.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What decoded modules are made of.
class DecoderTest {
  @Test
  void everySection() {
    byte[] bytes = Samples.everySection();
    WasmModule module = Decoder.decode(bytes);
    assertThat(module.types()).hasSize(3);
    assertThat(module.types().get(0).explicit()).isTrue();
    assertThat(module.types().get(0).types().get(0).isFinal()).isFalse();
    assertThat(module.imports()).hasSize(5);
    for (ExternKind kind : ExternKind.values()) {
      assertThat(module.imported(kind)).isEqualTo(1);
    }
    assertThat(module.functions()).containsExactly(2, 3);
    assertThat(module.tables().get(0).init()).isNotNull();
    assertThat(module.memories().get(0).limits()).hasToString("1 2");
    assertThat(module.tags()).containsExactly(new ExternType.Tag(3));
    assertThat(module.globals().get(0).init().code().toArray()).containsExactly(0x41, 7, 0x0B);
    assertThat(module.start()).isEqualTo(2);
    assertThat(module.elements())
        .extracting(WasmModule.ElementSegment::mode)
        .containsExactly(SegmentMode.ACTIVE, SegmentMode.PASSIVE, SegmentMode.DECLARATIVE);
    assertThat(module.elements().get(0).functions()).containsExactly(1);
    assertThat(module.elements().get(1).expressions()).hasSize(1);
    assertThat(module.elements().get(1).type()).isEqualTo(ValType.FUNCREF);
    assertThat(module.dataCount()).isEqualTo(2);
    assertThat(module.code().count()).isEqualTo(2);
    assertThat(module.code().body(0).toArray()).containsExactly(1, 2, 0x7F, 0x20, 0, 0x0B);
    assertThat(module.data().get(0).bytes()).isEqualTo(Slice.of(new byte[] {'h', 'i'}));
    assertThat(module.names().module()).isEqualTo("M");
    assertThat(module.names().function(1)).isEqualTo("one");
    assertThat(module.names().locals()).isEqualTo(Map.of(1, Map.of(0, "p")));
    // Offsets are the module's, and the slices its bytes.
    long offset = module.code().offset(1);
    assertThat(module.code().body(1).origin()).isEqualTo(offset);
    assertThat(bytes[(int) offset + 1]).isEqualTo((byte) 0x0B);
    bytes[(int) offset] = 9;
    assertThat(module.code().body(1).get(0)).as("not copied").isEqualTo((byte) 9);
  }

  @Test
  void inputsOfAllKinds(@TempDir Path folder) throws IOException {
    byte[] bytes = Samples.everySection();
    WasmModule expected = Decoder.decode(bytes);
    byte[] surrounded = new ByteWriter().i32(-1).raw(bytes).i32(-1).toArray();
    Path file = Files.write(folder.resolve("m.wasm"), bytes);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes.length, arena);
      MemorySegment nativeCopy =
          arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
      for (Slice input :
          List.of(
              Slice.of(surrounded, 4, bytes.length),
              Slice.of(ByteBuffer.wrap(surrounded, 4, bytes.length)),
              Slice.of(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()),
              Slice.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer()),
              Slice.of(MemorySegment.ofArray(surrounded).asSlice(4, bytes.length)),
              Slice.of(mapped),
              Slice.of(nativeCopy))) {
        WasmModule module = Decoder.decode(input, FeatureSet.DEFAULT);
        SameModule.assertSame(module, expected);
        assertThat(module.code().offset(1)).isEqualTo(expected.code().offset(1));
        assertThat(Encoder.encode(module)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void malformedNamesAreIgnored() {
    // A good function name, then indices out of order; the first subsection stays.
    byte[] bytes = names(1, 4, 1, 0, 1, 'f', 7, 7, 2, 1, 1, 'a', 1, 1, 'b');
    assertThat(Decoder.decode(bytes).names().functions()).isEqualTo(Map.of(0, "f"));
    assertThat(Decoder.decode(bytes).names().globals()).isEmpty();
    assertThat(Decoder.decode(names(1, 99, 1)).names()).isEqualTo(Names.NONE);
    assertThat(Decoder.decode(names(1, 4, 1, 0, 1, 0xFF)).names()).isEqualTo(Names.NONE);
    assertThat(Decoder.decode(names(1, 5, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)).names())
        .isEqualTo(Names.NONE);
    // A subsection of the future.
    assertThat(Decoder.decode(names(99, 2, 1, 2, 0, 2, 1, 'm')).names().module()).isEqualTo("m");
  }

  @Test
  void namesOfAllSpaces() {
    ByteWriter content = new ByteWriter();
    for (int id = 1; id <= 11; id++) {
      boolean indirect = id == 2 || id == 3 || id == 10;
      ByteWriter map = new ByteWriter().u8(2).u8(0).name("a" + id).u8(5).name("é" + id);
      ByteWriter entry = indirect ? new ByteWriter().u8(1).u8(4).raw(map.toArray()) : map;
      content.u8(id).sized(entry);
    }
    ByteWriter out = Samples.header();
    out.u8(0).sized(new ByteWriter().name("name").raw(content.toArray()));
    Names names = Decoder.decode(out.toArray()).names();
    List<Map<Integer, String>> direct =
        List.of(
            names.functions(),
            names.types(),
            names.tables(),
            names.memories(),
            names.globals(),
            names.elements(),
            names.data(),
            names.tags());
    int[] ids = {1, 4, 5, 6, 7, 8, 9, 11};
    for (int i = 0; i < ids.length; i++) {
      assertThat(direct.get(i)).isEqualTo(Map.of(0, "a" + ids[i], 5, "é" + ids[i]));
      assertThat(direct.get(i)).doesNotContainKey(1);
      assertThat(direct.get(i).get(5)).isEqualTo("é" + ids[i]);
    }
    assertThat(names.locals()).isEqualTo(Map.of(4, Map.of(0, "a2", 5, "é2")));
    assertThat(names.labels()).isEqualTo(Map.of(4, Map.of(0, "a3", 5, "é3")));
    assertThat(names.fields()).isEqualTo(Map.of(4, Map.of(0, "a10", 5, "é10")));
  }

  private static byte[] names(int... content) {
    ByteWriter out = Samples.header();
    Samples.custom(out, "name", content);
    return out.toArray();
  }

  @Test
  void branchHints() {
    ByteWriter out = Samples.header();
    Samples.custom(out, BranchHints.SECTION, 2, 3, 2, 5, 1, 1, 9, 1, 0, 7, 0);
    BranchHints hints = BranchHints.of(Decoder.decode(out.toArray()));
    assertThat(hints.functions()).containsExactlyInAnyOrder(3, 7);
    assertThat(hints.function(3).count()).isEqualTo(2);
    assertThat(hints.function(3).at(5)).isEqualTo(1);
    assertThat(hints.function(3).at(9)).isZero();
    assertThat(hints.function(3).at(6)).isEqualTo(-1);
    assertThat(hints.function(1).at(5)).isEqualTo(-1);
    ByteWriter wrong = Samples.header();
    Samples.custom(wrong, BranchHints.SECTION, 1, 3, 1, 5, 1, 2);
    assertThat(BranchHints.of(Decoder.decode(wrong.toArray()))).isSameAs(BranchHints.NONE);
    assertThat(BranchHints.of(Decoder.decode(Samples.everySection())).isEmpty()).isTrue();
  }

  @Test
  void producers() {
    ByteWriter out = Samples.header();
    ByteWriter content = new ByteWriter().u8(1).name("language").u8(2);
    content.name("C").name("11").name("Rust").name("");
    out.u8(0).sized(new ByteWriter().name(Producers.SECTION).raw(content.toArray()));
    assertThat(Producers.of(Decoder.decode(out.toArray())))
        .isEqualTo(
            new Producers(
                List.of(
                    new Producers.Field(
                        "language",
                        List.of(
                            new Producers.Entry("C", "11"), new Producers.Entry("Rust", ""))))));
    assertThat(Producers.of(Decoder.decode(Samples.everySection())).fields()).isEmpty();
  }
}
