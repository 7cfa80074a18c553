package io.wasmtier.cli;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.decoder.Producers;
import io.wasmtier.decoder.SectionHeader;
import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// `wasmtier inspect`. All features are on unless some are switched off, so that it can tell which
/// the module needs.
final class InspectCommand {
  private static final int LARGEST = 10;

  private final Arguments arguments;
  private final Io io;
  private final StringBuilder out = new StringBuilder();

  InspectCommand(Arguments arguments, Io io) {
    this.arguments = arguments;
    this.io = io;
  }

  int run() throws IOException {
    FeatureSet features = Modules.features(arguments, FeatureSet.ALL);
    ModuleFile file = ModuleFile.read(arguments.file(), io);
    Modules modules = new Modules(file, features);
    WasmModule module = modules.module();
    Slice binary = file.isText() ? Slice.of(Encoder.encode(module, true)) : file.bytes();
    Set<Feature> needed;
    try {
      needed = FeatureScan.of(module);
    } catch (WasmtierException e) {
      throw modules.failure(e);
    }
    if (!file.isText() && hasCompactImports(binary, features)) {
      needed.add(Feature.COMPACT_IMPORTS);
    }
    out.append(file.name()).append(": ").append(binary.length()).append(" bytes");
    out.append(file.isText() ? " when translated from text" : "");
    String name = module.names().module();
    out.append(name == null ? "" : ", module " + name).append('\n');
    producers(module);
    sections(binary);
    imports(module);
    exports(module);
    features(needed);
    functions(module);
    io.print(out.toString());
    return ExitCode.SUCCESS;
  }

  /// The module does not know how its imports were written, but without the feature it can't be
  /// decoded.
  private static boolean hasCompactImports(Slice binary, FeatureSet features) {
    try {
      Decoder.decode(binary, features.without(Feature.COMPACT_IMPORTS));
      return false;
    } catch (WasmtierException e) {
      return true;
    }
  }

  private void producers(WasmModule module) {
    for (Producers.Field field : Producers.of(module).fields()) {
      out.append(field.name()).append(':');
      String separator = " ";
      for (Producers.Entry entry : field.entries()) {
        out.append(separator).append(entry.name());
        out.append(entry.version().isEmpty() ? "" : " " + entry.version());
        separator = ", ";
      }
      out.append('\n');
    }
  }

  private void sections(Slice binary) {
    List<SectionHeader> headers = SectionHeader.list(binary);
    out.append("\nsections: ").append(headers.size()).append('\n');
    for (SectionHeader header : headers) {
      out.append("  ");
      right(Integer.toString(header.size()), 10);
      out.append(" bytes at 0x")
          .append(Long.toHexString(header.offset()))
          .append("  ")
          .append(header.name());
      out.append(header.isCustom() ? " (custom)\n" : "\n");
    }
  }

  private void right(String text, int width) {
    out.repeat(' ', Math.max(0, width - text.length())).append(text);
  }

  private void imports(WasmModule module) {
    TypeText types = new TypeText(module);
    out.append("\nimports: ").append(module.imports().size()).append('\n');
    for (Import entry : module.imports()) {
      out.append("  ").append(entry.module()).append('.').append(entry.name()).append(": ");
      out.append(types.of(entry.type())).append('\n');
    }
  }

  private void exports(WasmModule module) {
    TypeText types = new TypeText(module);
    out.append("\nexports: ").append(module.exports().size()).append('\n');
    for (Export export : module.exports()) {
      out.append("  ").append(export.name()).append(": ");
      out.append(types.of(export.kind(), export.index())).append('\n');
    }
  }

  private void features(Set<Feature> needed) {
    out.append("\nfeatures: ").append(needed.size()).append('\n');
    for (Feature feature : needed) {
      out.append("  ")
          .append(feature.label())
          .append(feature.onByDefault() ? "\n" : " (off by default)\n");
    }
  }

  private void functions(WasmModule module) {
    Bodies bodies = module.code();
    int imported = module.imported(ExternKind.FUNC);
    out.append("\nfunctions: ").append(bodies.count()).append(" of ").append(bodies.totalLength());
    out.append(" bytes, and ").append(imported).append(" imported\n");
    int[] largest = new int[Math.min(LARGEST, bodies.count())];
    int count = 0;
    for (int i = 0; i < bodies.count(); i++) {
      int at = count;
      while (at > 0 && bodies.length(largest[at - 1]) < bodies.length(i)) {
        at--;
      }
      if (at < largest.length) {
        count = Math.min(count + 1, largest.length);
        System.arraycopy(largest, at, largest, at + 1, count - at - 1);
        largest[at] = i;
      }
    }
    for (int body : largest) {
      out.append("  ");
      right(Integer.toString(bodies.length(body)), 10);
      out.append(" bytes  ").append(module.names().function(imported + body)).append('\n');
    }
  }
}
