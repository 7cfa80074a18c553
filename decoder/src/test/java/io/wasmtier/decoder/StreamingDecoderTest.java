package io.wasmtier.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Any split of the input decodes alike.
class StreamingDecoderTest {
  /// What came of decoding: a module or an error.
  private record Outcome(@Nullable WasmModule module, @Nullable WasmtierException error) {
    static Outcome whole(byte[] bytes, FeatureSet features) {
      try {
        return new Outcome(Decoder.decode(bytes, features), null);
      } catch (WasmtierException e) {
        return new Outcome(null, e);
      }
    }

    static Outcome split(byte[] bytes, FeatureSet features, int... ends) {
      StreamingDecoder decoder = new StreamingDecoder(features, DecodeLimits.DEFAULT);
      try {
        int start = 0;
        for (int end : ends) {
          decoder.push(bytes, start, end - start);
          start = end;
        }
        decoder.push(bytes, start, bytes.length - start);
        assertThat(decoder.received()).isEqualTo(bytes.length);
        return new Outcome(decoder.finish(), null);
      } catch (WasmtierException e) {
        return new Outcome(null, e);
      }
    }

    void assertSame(Outcome expected) {
      if (module != null && expected.module != null) {
        SameModule.assertSame(module, expected.module);
        assertThat(module.source()).isEqualTo(expected.module.source());
      } else {
        assertThat(error).isNotNull();
        assertThat(expected.error).isNotNull();
        assertThat(error.describe()).isEqualTo(expected.error.describe());
        assertThat(error.offset()).isEqualTo(expected.error.offset());
      }
    }
  }

  @Test
  void everySplitInTwoAndInBytes() {
    for (byte[] bytes : Samples.all()) {
      assertEverySplit(bytes, FeatureSet.DEFAULT);
    }
  }

  @Test
  void everySplitOfEveryTruncation() {
    byte[] bytes = Samples.everySection();
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertEverySplit(part, FeatureSet.DEFAULT);
    }
  }

  @Test
  void everySplitOfEveryWrongByte() {
    byte[] bytes = Samples.everySection();
    for (int i = 0; i < bytes.length; i++) {
      for (int value : new int[] {0, 0x7F, 0x80, 0xFF}) {
        byte[] wrong = bytes.clone();
        wrong[i] = (byte) value;
        Outcome expected = Outcome.whole(wrong, FeatureSet.DEFAULT);
        Outcome.split(wrong, FeatureSet.DEFAULT, everyByte(wrong.length)).assertSame(expected);
        Outcome.split(wrong, FeatureSet.DEFAULT, i).assertSame(expected);
      }
    }
  }

  @Test
  void specModulesByteByByte() {
    for (Path file : Suites.specModules()) {
      byte[] bytes = Suites.read(file);
      FeatureSet features = Suites.features(file);
      Outcome.split(bytes, features, everyByte(bytes.length))
          .assertSame(Outcome.whole(bytes, features));
    }
  }

  @Test
  void corpusModulesInPieces() {
    for (Path file : Suites.corpusModules()) {
      byte[] bytes = Suites.read(file);
      int[] ends = new int[bytes.length / 4099];
      Arrays.setAll(ends, i -> (i + 1) * 4099);
      Outcome.split(bytes, FeatureSet.ALL, ends).assertSame(Outcome.whole(bytes, FeatureSet.ALL));
    }
  }

  @Property(tries = 300)
  void randomSplits(
      @ForAll @IntRange(max = 3) int sample,
      @ForAll @Size(max = 20) List<@IntRange(max = 300) Integer> cuts) {
    byte[] bytes = Samples.all().get(sample);
    int[] ends = cuts.stream().mapToInt(cut -> Math.min(cut, bytes.length)).sorted().toArray();
    Outcome.split(bytes, FeatureSet.DEFAULT, ends)
        .assertSame(Outcome.whole(bytes, FeatureSet.DEFAULT));
  }

  @Property(tries = 300)
  void randomBytesAtRandomPlaces(
      @ForAll @IntRange(max = 200) int at,
      @ForAll byte value,
      @ForAll @IntRange(max = 200) int cut) {
    byte[] bytes = Samples.everySection();
    bytes[at % bytes.length] = value;
    Outcome.split(bytes, FeatureSet.DEFAULT, cut % bytes.length)
        .assertSame(Outcome.whole(bytes, FeatureSet.DEFAULT));
  }

  @Test
  void errorsComeAsSoonAsTheyAreCertain() {
    StreamingDecoder magic = new StreamingDecoder();
    magic.push(new byte[] {0, 'a', 's'});
    assertThatThrownBy(() -> magic.push(new byte[] {'n'})).hasMessage("magic header not detected");

    StreamingDecoder id = new StreamingDecoder();
    id.push(Samples.header().toArray());
    assertThatThrownBy(() -> id.push(new byte[] {77})).hasMessage("malformed section id 77");

    // A code section of 2 GiB less one: the size is enough, its bytes never come.
    StreamingDecoder size = new StreamingDecoder();
    byte[] header = Samples.header().u8(10).u32(Integer.MAX_VALUE).toArray();
    WasmtierException error =
        catchThrowableOfType(WasmtierException.class, () -> size.push(header));
    assertThat(error.failure()).isEqualTo(Failure.LIMIT);
    assertThat(error.offset()).isEqualTo(9);

    StreamingDecoder order = new StreamingDecoder();
    ByteWriter out = Samples.section(Samples.header(), 3, 0);
    order.push(out.toArray());
    assertThatThrownBy(() -> order.push(new byte[] {1}))
        .hasMessageStartingWith("unexpected content after last section");
  }

  @Test
  void anErrorStays() {
    StreamingDecoder decoder = new StreamingDecoder();
    assertThatThrownBy(() -> decoder.push("no module".getBytes()))
        .hasMessage("magic header not detected");
    assertThatThrownBy(() -> decoder.push(new byte[0])).hasMessage("magic header not detected");
    assertThatThrownBy(decoder::finish).hasMessage("magic header not detected");
  }

  @Test
  void usedAfterTheEnd() {
    StreamingDecoder decoder = new StreamingDecoder();
    decoder.push(ByteBuffer.wrap(Samples.everySection()));
    assertThat(decoder.finish().names().module()).isEqualTo("M");
    for (Runnable use : List.<Runnable>of(decoder::finish, () -> decoder.push(new byte[1]))) {
      WasmtierException error = catchThrowableOfType(WasmtierException.class, use::run);
      assertThat(error.failure()).isEqualTo(Failure.USAGE);
    }
  }

  private static void assertEverySplit(byte[] bytes, FeatureSet features) {
    Outcome expected = Outcome.whole(bytes, features);
    Outcome.split(bytes, features, everyByte(bytes.length)).assertSame(expected);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Outcome.split(bytes, features, cut).assertSame(expected);
    }
  }

  private static int[] everyByte(int length) {
    int[] ends = new int[length];
    Arrays.setAll(ends, i -> i + 1);
    return ends;
  }
}
