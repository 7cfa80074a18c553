package io.wasmtier.decoder;

import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.Global;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import io.wasmtier.wasm.WasmModule.Table;
import java.util.List;
import java.util.Objects;

/// Encodes modules in the binary format (spec: Binary Format), each thing in its shortest form.
///
/// Decoding what was encoded gives an equal module. A binary module comes back byte by byte if it
/// was written in the shortest form too: minimal LEB128 numbers outside of function bodies, no
/// empty sections, no compact imports, abbreviated reference types. Stateless.
public final class Encoder {
  private final WasmModule module;
  private final ByteWriter out = new ByteWriter();

  private Encoder(WasmModule module) {
    this.module = module;
  }

  /// {@return the module in the binary format, with the custom sections it has and no others}
  ///
  /// @param module the module; nothing is checked
  public static byte[] encode(WasmModule module) {
    return encode(module, false);
  }

  /// {@return the module in the binary format}
  ///
  /// @param module the module; nothing is checked
  /// @param nameSection whether to write [WasmModule#names] as a custom section where there are
  ///   names and the module has no custom section "name"; so for a module that came from text
  public static byte[] encode(WasmModule module, boolean nameSection) {
    Encoder encoder = new Encoder(module);
    encoder.out.i32(Decoder.MAGIC).i32(Decoder.VERSION);
    for (SectionId id : SectionId.values()) {
      if (id != SectionId.CUSTOM) {
        encoder.section(id);
      }
      encoder.customs(id);
    }
    Names names = module.names();
    if (nameSection && !names.isEmpty() && module.custom(NameSection.NAME) == null) {
      encoder.custom(NameSection.NAME, NameEncoder.encode(names));
    }
    return encoder.out.toArray();
  }

  private void customs(SectionId id) {
    for (CustomSection section : module.customs()) {
      if (section.place() == id.code()) {
        custom(section.name(), new ByteWriter().raw(section.bytes()));
      }
    }
  }

  private void custom(String name, ByteWriter bytes) {
    ByteWriter content = new ByteWriter().name(name);
    content.raw(bytes.toArray());
    out.u8(SectionId.CUSTOM.code()).sized(content);
  }

  private void section(SectionId id) {
    ByteWriter content = new ByteWriter();
    boolean present = content(id, content);
    // An empty section keeps the place of a custom section that stands behind it.
    if (present
        || id != SectionId.START
            && id != SectionId.DATA_COUNT
            && module.customs().stream().anyMatch(custom -> custom.place() == id.code())) {
      out.u8(id.code()).sized(content);
    }
  }

  // Writes a section's content and says whether there is any.
  private boolean content(SectionId id, ByteWriter to) {
    return switch (id) {
      case CUSTOM -> false;
      case TYPE -> {
        to.u32(module.types().size());
        for (RecGroup group : module.types()) {
          TypeEncoder.group(to, group);
        }
        yield !module.types().isEmpty();
      }
      case IMPORT -> {
        to.u32(module.imports().size());
        for (Import entry : module.imports()) {
          to.name(entry.module()).name(entry.name());
          TypeEncoder.externType(to, entry.type());
        }
        yield !module.imports().isEmpty();
      }
      case FUNCTION -> indices(to, module.functions());
      case TABLE -> {
        to.u32(module.tables().size());
        for (Table table : module.tables()) {
          Expression init = table.init();
          if (init != null) {
            to.u8(ModuleDecoder.TABLE_WITH_INIT).u8(0);
          }
          TypeEncoder.table(to, table.type());
          if (init != null) {
            to.raw(init.code());
          }
        }
        yield !module.tables().isEmpty();
      }
      case MEMORY -> {
        to.u32(module.memories().size());
        for (ExternType.Memory memory : module.memories()) {
          TypeEncoder.memory(to, memory);
        }
        yield !module.memories().isEmpty();
      }
      case TAG -> {
        to.u32(module.tags().size());
        for (ExternType.Tag tag : module.tags()) {
          TypeEncoder.tag(to, tag);
        }
        yield !module.tags().isEmpty();
      }
      case GLOBAL -> {
        to.u32(module.globals().size());
        for (Global global : module.globals()) {
          TypeEncoder.global(to, global.type());
          to.raw(global.init().code());
        }
        yield !module.globals().isEmpty();
      }
      case EXPORT -> {
        to.u32(module.exports().size());
        for (Export export : module.exports()) {
          to.name(export.name()).u8(export.kind().ordinal()).u32(export.index());
        }
        yield !module.exports().isEmpty();
      }
      case START -> {
        to.u32(module.start());
        yield module.start() != -1;
      }
      case ELEMENT -> {
        to.u32(module.elements().size());
        for (ElementSegment segment : module.elements()) {
          element(to, segment);
        }
        yield !module.elements().isEmpty();
      }
      case DATA_COUNT -> {
        to.u32(module.dataCount());
        yield module.dataCount() != -1;
      }
      case CODE -> {
        Bodies bodies = module.code();
        to.u32(bodies.count());
        for (int i = 0; i < bodies.count(); i++) {
          to.sized(bodies.body(i));
        }
        yield bodies.count() != 0;
      }
      case DATA -> {
        to.u32(module.data().size());
        for (DataSegment segment : module.data()) {
          data(to, segment);
        }
        yield !module.data().isEmpty();
      }
    };
  }

  private static boolean indices(ByteWriter to, int[] indices) {
    to.u32(indices.length);
    for (int index : indices) {
      to.u32(index);
    }
    return indices.length != 0;
  }

  private static void element(ByteWriter to, ElementSegment segment) {
    int flags = segment.flags();
    to.u32(flags);
    boolean active = (flags & SegmentDecoder.NOT_ACTIVE) == 0;
    if (active) {
      if ((flags & SegmentDecoder.INDEX_OR_DECLARATIVE) != 0) {
        to.u32(segment.table());
      }
      to.raw(Objects.requireNonNull(segment.offset()).code());
    }
    boolean expressions = (flags & SegmentDecoder.EXPRESSIONS) != 0;
    if ((flags & (SegmentDecoder.NOT_ACTIVE | SegmentDecoder.INDEX_OR_DECLARATIVE)) != 0) {
      if (expressions) {
        TypeEncoder.valueType(to, segment.type().bits());
      } else {
        to.u8(0);
      }
    }
    if (expressions) {
      List<Expression> items = Objects.requireNonNull(segment.expressions());
      to.u32(items.size());
      for (Expression item : items) {
        to.raw(item.code());
      }
    } else {
      indices(to, Objects.requireNonNull(segment.functions()));
    }
  }

  private static void data(ByteWriter to, DataSegment segment) {
    if (segment.mode() == SegmentMode.PASSIVE) {
      to.u8(1);
    } else {
      if (segment.memory() == 0) {
        to.u8(0);
      } else {
        to.u8(2).u32(segment.memory());
      }
      to.raw(Objects.requireNonNull(segment.offset()).code());
    }
    to.sized(segment.bytes());
  }
}
