package io.wasmtier.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Modules made to be slow, deep or large: validation takes time and space in proportion to the
/// input, and never recurses.
class HostileModulesTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /// Builds a binary module section by section.
  private static final class Builder {
    private final ByteWriter out = new ByteWriter();

    Builder() {
      out.raw(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    }

    Builder section(int id, byte[] content) {
      out.u8(id);
      out.u32(content.length);
      out.raw(content);
      return this;
    }

    Builder functions(int count) {
      ByteWriter content = new ByteWriter();
      content.u32(count);
      for (int i = 0; i < count; i++) {
        content.u32(0);
      }
      return section(3, content.toArray());
    }

    Builder bodies(byte[] body, int count) {
      ByteWriter content = new ByteWriter();
      content.u32(count);
      for (int i = 0; i < count; i++) {
        content.u32(body.length);
        content.raw(body);
      }
      return section(10, content.toArray());
    }

    WasmModule module() {
      return Decoder.decode(out.toArray());
    }
  }

  private static final byte[] ONE_EMPTY_FUNCTION_TYPE = {1, 0x60, 0, 0};

  private static ByteWriter body() {
    ByteWriter body = new ByteWriter();
    body.u32(0);
    return body;
  }

  private static WasmModule withBody(ByteWriter body) {
    return new Builder()
        .section(1, ONE_EMPTY_FUNCTION_TYPE)
        .functions(1)
        .bodies(body.toArray(), 1)
        .module();
  }

  private static WasmtierException fails(WasmModule module) {
    return assertTimeoutPreemptively(
        SOON,
        () ->
            catchThrowableOfType(
                WasmtierException.class, () -> Validator.validate(module, FeatureSet.DEFAULT)));
  }

  private static void soon(Executable executable) {
    assertTimeoutPreemptively(SOON, executable);
  }

  @Test
  void aMillionNestedBlocks() {
    int depth = 1_000_000;
    ByteWriter body = body();
    for (int i = 0; i < depth; i++) {
      body.u8(0x02 + i % 2);
      body.u8(0x40);
    }
    for (int i = 0; i <= depth; i++) {
      body.u8(0x0B);
    }
    WasmModule module = withBody(body);
    soon(() -> {
      ValidatedModule validated = Validator.validate(module, FeatureSet.DEFAULT);
      int[] calls = new int[1];
      FunctionSink counter =
          (FunctionSink)
              Proxy.newProxyInstance(
                  HostileModulesTest.class.getClassLoader(),
                  new Class<?>[] {FunctionSink.class},
                  (proxy, method, arguments) -> {
                    calls[0]++;
                    return null;
                  });
      validated.walk(0, counter);
      assertThat(calls[0]).isEqualTo(2 * depth + 3);
    });
  }

  @Test
  void nestedBlocksThatNeverEnd() {
    ByteWriter body = body();
    for (int i = 0; i < 1_000_000; i++) {
      body.u8(0x02);
      body.u8(0x40);
    }
    WasmtierException e = fails(withBody(body));
    assertThat(e.failure()).isEqualTo(Failure.MALFORMED);
    assertThat(e.getMessage()).startsWith("END opcode expected");
    assertThat(e.function()).isZero();
  }

  private static ByteWriter locals(long... counts) {
    ByteWriter body = new ByteWriter();
    body.u32(counts.length);
    for (long count : counts) {
      body.u32((int) count);
      body.u8(0x7F);
    }
    return body;
  }

  @Test
  void numbersOfLocals() {
    ByteWriter many = locals(49_000, 1_000);
    many.raw(new byte[] {0x20, (byte) 0xCF, (byte) 0x86, 3, 0x1A, 0x0B}); // local.get 49999
    soon(() -> Validator.validate(withBody(many), FeatureSet.DEFAULT));

    ByteWriter beyond = locals(50_000);
    beyond.raw(new byte[] {0x20, (byte) 0xD0, (byte) 0x86, 3, 0x1A, 0x0B}); // local.get 50000
    assertThat(fails(withBody(beyond)).getMessage()).startsWith("unknown local 50000");

    ByteWriter tooMany = locals(50_001);
    tooMany.u8(0x0B);
    WasmtierException limit = fails(withBody(tooMany));
    assertThat(limit.failure()).isEqualTo(Failure.LIMIT);
    assertThat(limit.getMessage()).startsWith("too many locals");
    assertThat(limit.function()).isZero();

    ByteWriter impossible = locals(0xFFFF_FFFFL, 0xFFFF_FFFFL);
    impossible.u8(0x0B);
    WasmtierException malformed = fails(withBody(impossible));
    assertThat(malformed.failure()).isEqualTo(Failure.MALFORMED);
    assertThat(malformed.getMessage()).startsWith("too many locals");
  }

  @Test
  void manyFunctionsWithManyLocals() {
    ByteWriter body = locals(50_000);
    body.u8(0x0B);
    int count = 300_000;
    WasmModule module =
        new Builder()
            .section(1, ONE_EMPTY_FUNCTION_TYPE)
            .functions(count)
            .bodies(body.toArray(), count)
            .module();
    soon(() -> Validator.validate(module, FeatureSet.DEFAULT));
  }

  @Test
  void branchTables() {
    for (int labels : new int[] {65_520, 65_521}) {
      ByteWriter body = body();
      body.raw(new byte[] {0x41, 0, 0x0E});
      body.u32(labels);
      for (int i = 0; i <= labels; i++) {
        body.u8(0);
      }
      body.u8(0x0B);
      WasmModule module = withBody(body);
      if (labels == 65_520) {
        soon(() -> Validator.validate(module, FeatureSet.DEFAULT));
      } else {
        assertThat(fails(module).failure()).isEqualTo(Failure.LIMIT);
      }
    }
  }

  @Test
  void callsThatPushAThousandOperandsEach() {
    ByteWriter types = new ByteWriter();
    types.u32(1);
    types.u8(0x60);
    types.u32(0);
    types.u32(1000);
    for (int i = 0; i < 1000; i++) {
      types.u8(0x7F);
    }
    ByteWriter body = body();
    for (int i = 0; i < 3_000_000; i++) {
      body.u8(0x10);
      body.u8(0);
    }
    body.u8(0x0B);
    WasmModule module =
        new Builder().section(1, types.toArray()).functions(1).bodies(body.toArray(), 1).module();
    WasmtierException e = fails(module);
    assertThat(e.failure()).isEqualTo(Failure.LIMIT);
    assertThat(e.getMessage()).startsWith("too many operands");
  }

  /// A type section of groups, or of one, in which each function type refers to another.
  private static WasmModule types(int count, boolean oneGroup, int neighbour) {
    ByteWriter types = new ByteWriter();
    if (oneGroup) {
      types.u32(1);
      types.u8(0x4E);
    }
    types.u32(count);
    for (int i = 0; i < count; i++) {
      types.u8(0x60);
      types.u32(1);
      types.u8(0x63);
      types.s64(Math.floorMod(i + neighbour, oneGroup ? count : i + 1));
      types.u32(0);
    }
    return new Builder().section(1, types.toArray()).module();
  }

  @Test
  void tenThousandTypes() {
    for (WasmModule module :
        List.of(types(10_000, true, 1), types(10_000, true, -1), types(10_000, false, -1))) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(2), () -> Validator.validate(module, FeatureSet.DEFAULT));
    }
  }

  @Test
  void chainsOfSubtypes() {
    assertThat(fails(chain(64))).isNull();
    WasmtierException e = fails(chain(100_000));
    assertThat(e.failure()).isEqualTo(Failure.LIMIT);
    assertThat(e.getMessage()).startsWith("too many supertypes of type 64");
  }

  private static WasmModule chain(int count) {
    ByteWriter types = new ByteWriter();
    types.u32(1);
    types.u8(0x4E);
    types.u32(count);
    for (int i = 0; i < count; i++) {
      types.u8(0x50);
      types.u32(i == 0 ? 0 : 1);
      if (i > 0) {
        types.u32(i - 1);
      }
      types.u8(0x5F);
      types.u32(0);
    }
    return new Builder().section(1, types.toArray()).module();
  }
}
