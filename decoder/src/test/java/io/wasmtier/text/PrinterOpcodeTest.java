package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every row of the opcode table through printer and parser: the same bytes come back.
class PrinterOpcodeTest {
  private static final String FRAME =
      """
      (module
        (type (func)) (type (struct (field i32) (field i64)))
        (memory 1) (memory 1) (table 1 funcref) (table 1 funcref)
        (tag) (tag) (global i32 (i32.const 0)) (global i32 (i32.const 0))
        (func (local i32 i64) nop) (func)
        (elem func) (elem func) (data "") (data ""))
      """;

  // The frame with the first body replaced.
  private static byte[] withBody(byte[] instructions) {
    WasmModule frame = WatParser.parse("frame", FRAME, FeatureSet.ALL);
    byte[] bytes = Encoder.encode(frame);
    ByteWriter body =
        new ByteWriter().u8(2).u8(1).u8(0x7F).u8(1).u8(0x7E).raw(instructions).u8(0x0B);
    ByteWriter code = new ByteWriter().u8(2).sized(body).u8(2).u8(0).u8(0x0B);
    // The old code section: id, size 11, two bodies.
    int at = (int) Decoder.decode(bytes, FeatureSet.ALL).code().offset(0) - 4;
    assertThat(bytes[at]).isEqualTo((byte) 10);
    int end = at + 2 + bytes[at + 1];
    return new ByteWriter()
        .raw(java.util.Arrays.copyOf(bytes, at))
        .u8(10)
        .sized(code)
        .raw(java.util.Arrays.copyOfRange(bytes, end, bytes.length))
        .toArray();
  }

  private static byte[] code(WasmModule module) {
    return module.code().body(0).toArray();
  }

  @ParameterizedTest
  @EnumSource(Opcode.class)
  void everyOpcode(Opcode opcode) {
    for (int variant = 0; variant < 4; variant++) {
      ByteWriter body = new ByteWriter();
      int ends = open(body, opcode);
      instruction(body, opcode, variant);
      boolean ended = opcode == Opcode.END || opcode == Opcode.DELEGATE;
      for (int i = ended ? 1 : 0; i < ends + (opens(opcode) ? 1 : 0); i++) {
        body.u8(0x0B);
      }
      WasmModule module = Decoder.decode(withBody(body.toArray()), FeatureSet.ALL);
      String text = Printer.print(module);
      assertThat(text).contains("    " + (ends > 0 ? "" : opcode.mnemonic()));
      WasmModule parsed = WatParser.parse("printed", text, FeatureSet.ALL);
      assertThat(code(parsed)).as(text).isEqualTo(code(module));
    }
  }

  // What must be open for an instruction, and how many ends that takes.
  private static int open(ByteWriter body, Opcode opcode) {
    switch (opcode) {
      case END -> body.u8(0x02).u8(0x40);
      case ELSE -> body.u8(0x04).u8(0x40);
      case CATCH, CATCH_ALL, DELEGATE -> body.u8(0x06).u8(0x40);
      default -> {
        return 0;
      }
    }
    return 1;
  }

  private static boolean opens(Opcode opcode) {
    return switch (opcode.shape()) {
      case BLOCK, LOOP, IF, TRY_TABLE, LEGACY_TRY -> true;
      default -> false;
    };
  }

  private static void instruction(ByteWriter out, Opcode opcode, int variant) {
    if (opcode.prefix() != 0) {
      out.u8(opcode.prefix()).u32(opcode.code());
    } else {
      out.u8(opcode.code());
    }
    int index = variant & 1;
    boolean second = false;
    for (Immediate immediate : opcode.immediates()) {
      switch (immediate) {
        case BLOCK_TYPE -> out.u8(new int[] {0x40, 0x7F, 0x00, 0x6B}[variant]);
        case LABEL, FUNC, TYPE, TABLE, MEMORY, GLOBAL, LOCAL, TAG, DATA, ELEM, FIELD ->
            out.u32(second ? index ^ variant >> 1 : index);
        case LABELS -> out.u8(2).u8(0).u8(7).u8(variant);
        case COUNT -> out.u32(variant * 1000);
        case LANE -> out.u8(variant);
        case LANES, V128 -> out.i64(0x0102030405060708L * (variant + 1)).i64(0x1F1E1D1C1B1A1918L);
        case I32 -> out.s64(Integer.MIN_VALUE >> variant);
        case I64 -> out.s64(Long.MIN_VALUE >> variant);
        case F32 -> out.i32(0x7F800001 + variant * 0x00412345);
        case F64 -> out.i64(0xFFF0000000000001L + variant * 0x0008123456789ABCL);
        case MEMARG -> {
          int align = variant == 0 ? opcode.accessLog2() : 0;
          out.u8(align | (index == 1 ? 0x40 : 0));
          if (index == 1) {
            out.u8(1);
          }
          out.u64(variant == 3 ? -1 : variant * 1000L);
        }
        case HEAP_TYPE ->
            out.s64(
                second && variant < 2
                    ? AbstractHeap.I31.code() - 0x80
                    : new int[] {
                          AbstractHeap.FUNC.code() - 0x80, 1, 0, AbstractHeap.NONE.code() - 0x80
                        }
                        [variant]);
        case VALUE_TYPES -> out.u8(1).u8(new int[] {0x7F, 0x70, 0x7B, 0x6F}[variant]);
        case CAST_FLAGS -> out.u8(variant);
        case CATCHES -> out.u8(4).u8(0).u8(index).u8(0).u8(1).u8(0).u8(1).u8(2).u8(0).u8(3).u8(9);
        case HANDLERS -> out.u8(2).u8(0).u8(index).u8(variant).u8(1).u8(1);
        case ZERO -> out.u8(0);
      }
      second = true;
    }
  }

  @Property(tries = 2000)
  void anyBytesArePrintedOrRefused(
      @ForAll @Size(max = 60) byte[] noise, @ForAll @IntRange(max = 3) int prefix) {
    ByteWriter body = new ByteWriter();
    if (prefix > 0) {
      body.u8(0xFA + prefix);
    }
    WasmModule module = Decoder.decode(withBody(body.raw(noise).toArray()), FeatureSet.ALL);
    String text;
    try {
      text = Printer.print(module);
    } catch (WasmtierException e) {
      assertThat(e.failure()).isIn(Failure.MALFORMED, Failure.LIMIT, Failure.INVALID);
      assertThat(e.function()).isZero();
      return;
    }
    // What can be printed can be read, and is printed alike.
    assertThat(Printer.print(WatParser.parse("printed", text, FeatureSet.ALL))).isEqualTo(text);
  }
}
