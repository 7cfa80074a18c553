package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.HostCall;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Memory;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.wasi.Wasi;
import io.wasmtier.wasi.WasiConfig;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.Import;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs a case of a library of the corpus, a list of steps: calls and accesses to memory; and
/// compares what was observed. The steps are described in the corpus' MANIFEST.md, Conventions.
final class CorpusRecipe {
  /// Longer reads are compared by their hash.
  private static final int LONGEST_HEX = 160;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Corpus.Entry module;
  private final JsonNode test;
  private final Map<String, Object> variables = new HashMap<>();
  private final ArrayNode seen = JSON.createArrayNode();
  private final ArrayNode calls = JSON.createArrayNode();

  private CorpusRecipe(Corpus.Entry module, JsonNode test) {
    this.module = module;
    this.test = test;
  }

  static void run(Corpus.Entry module, JsonNode test) throws IOException {
    new CorpusRecipe(module, test).run();
  }

  private void run() throws IOException {
    try (Engine engine = new Engine(Config.DEFAULT.features(module.features()));
        Store store = engine.newStore();
        Wasi wasi = new Wasi(WasiConfig.builder().build())) {
      LoadedModule loaded = engine.load(module.present());
      Linker linker = new Linker().stubMissingFunctions(true);
      if (test.has("wasi")) {
        wasi.defineIn(linker);
      }
      defineStubs(linker, loaded.module());
      Instance instance = linker.instantiate(store, loaded);
      if (test.has("wasi") && instance.export("_initialize") != null) {
        instance.function("_initialize").call();
      }
      for (JsonNode step : test.get("steps")) {
        perform(instance, step);
      }
    }
    // As text, because the numbers' Java types differ.
    assertThat(seen.toString()).isEqualTo(test.get("expect").toString());
  }

  private void defineStubs(Linker linker, WasmModule wasm) {
    List<SubType> types = new ArrayList<>();
    for (RecGroup group : wasm.types()) {
      types.addAll(group.types());
    }
    JsonNode stubs = test.path("stubs");
    for (Import wanted : wasm.imports()) {
      JsonNode one = stubs.path(wanted.module() + "." + wanted.name());
      JsonNode stub = one.isMissingNode() ? stubs.path(wanted.module() + ".*") : one;
      if (wanted.type() instanceof ExternType.Func function && !stub.isMissingNode()) {
        FuncType type = (FuncType) types.get(function.type()).composite();
        linker.function(
            wanted.module(), wanted.name(), type, call -> answer(call, wanted.name(), type, stub));
      }
    }
  }

  private void answer(HostCall call, String name, FuncType type, JsonNode stub) {
    if (stub.path("record").booleanValue()) {
      ArrayNode record = calls.addArray().add(name);
      for (int i = 0; i < type.params().size(); i++) {
        if (Objects.requireNonNull(call.argument(i)) instanceof Integer number) {
          record.add(number);
        } else {
          record.add(String.valueOf(call.argument(i)));
        }
      }
    }
    if (!type.results().isEmpty()) {
      call.returnValue(0, number(type.results().get(0), stub.path("returns").intValue()));
    }
  }

  private void perform(Instance instance, JsonNode step) throws IOException {
    Memory memory =
        instance.memory(step.path("mem").asText(test.path("memoryExport").asText("memory")));
    if (step.has("call")) {
      Object result = call(instance.function(step.get("call").textValue()), step.path("args"));
      if (step.has("as")) {
        save(step, Objects.requireNonNull(result));
      }
    } else if (step.has("write")) {
      memory.write(address(step.get("write")), bytes(step));
    } else if (step.has("fill")) {
      memory.fill(
          address(step.get("fill")), (byte) step.get("byte").intValue(), address(step.get("len")));
    } else if (step.has("ramp")) {
      byte[] ramp = new byte[step.get("len").intValue()];
      for (int i = 0; i < ramp.length; i++) {
        ramp[i] = (byte) (i * 7 + (i >> 6));
      }
      memory.write(address(step.get("ramp")), ramp);
    } else if (step.has("read")) {
      read(memory.read(address(step.get("read")), (int) address(step.get("len"))), step);
    } else if (step.has("readz")) {
      long start = address(step.get("readz"));
      long end = start;
      while (memory.getByte(end) != 0) {
        end++;
      }
      seen.addObject().put("utf8", memory.readString(start, (int) (end - start)));
    } else if (step.has("load32")) {
      save(step, memory.getInt(address(step.get("load32")) + step.path("off").intValue()));
    } else if (step.has("load8")) {
      save(step, memory.getByte(address(step.get("load8")) + step.path("off").intValue()) & 0xFF);
    } else if (step.has("global")) {
      save(step, Objects.requireNonNull(instance.global(step.get("global").textValue()).get()));
    } else if (step.has("lo32")) {
      save(step, ((Number) value(step.get("lo32"))).intValue());
    } else if (step.has("hi32")) {
      save(step, (int) (((Number) value(step.get("hi32"))).longValue() >>> 32));
    } else if (step.has("result")) {
      result(value(step.get("result")));
    } else if (step.has("calls")) {
      seen.addObject().set("calls", calls.deepCopy());
    } else {
      throw new IOException("unknown step: " + step);
    }
  }

  private @Nullable Object call(WasmFunction function, JsonNode values) throws IOException {
    List<ValType> params = function.functionType().params();
    Object[] arguments = new Object[params.size()];
    for (int i = 0; i < arguments.length; i++) {
      Object value = values.has(i) ? value(values.get(i)) : 0;
      arguments[i] = number(params.get(i), (Number) value);
    }
    return function.call(arguments);
  }

  private static Object number(ValType type, Number value) {
    return switch (type.bits()) {
      case ValType.BITS_I32 -> value.intValue();
      case ValType.BITS_I64 -> value.longValue();
      case ValType.BITS_F32 -> value.floatValue();
      case ValType.BITS_F64 -> value.doubleValue();
      default -> throw new IllegalStateException("no number: " + type);
    };
  }

  private void save(JsonNode step, Object value) {
    variables.put(step.get("as").textValue(), value);
  }

  private Object value(JsonNode node) throws IOException {
    if (node.isTextual()) {
      String text = node.textValue();
      if (text.startsWith("@len:")) {
        return (int) Files.size(Suites.CORPUS.folder().resolve(text.substring("@len:".length())));
      }
      Object value = text.startsWith("$") ? variables.get(text.substring(1)) : null;
      if (value == null) {
        throw new IOException("unknown value: " + text);
      }
      return value;
    }
    return node.has("i64")
        ? (Object) Long.parseLong(node.get("i64").textValue())
        : node.numberValue();
  }

  /// {@return an address or a length: an i32 is unsigned}
  private long address(JsonNode node) throws IOException {
    Object value = value(node);
    return value instanceof Integer number
        ? Integer.toUnsignedLong(number)
        : ((Number) value).longValue();
  }

  private byte[] bytes(JsonNode step) throws IOException {
    if (step.has("utf8")) {
      return step.get("utf8").textValue().getBytes(StandardCharsets.UTF_8);
    }
    if (step.has("utf16")) {
      return step.get("utf16").textValue().getBytes(StandardCharsets.UTF_16LE);
    }
    if (step.has("hex")) {
      return HexFormat.of().parseHex(step.get("hex").textValue());
    }
    if (step.has("input")) {
      return Files.readAllBytes(Suites.CORPUS.folder().resolve(step.get("input").textValue()));
    }
    JsonNode numbers = step.get("u32");
    byte[] bytes = new byte[4 * numbers.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (address(numbers.get(i / 4)) >>> 8 * (i % 4));
    }
    return bytes;
  }

  private void read(byte[] bytes, JsonNode step) {
    ObjectNode observation = seen.addObject();
    if (step.path("text").booleanValue()) {
      observation.put("utf8", new String(bytes, StandardCharsets.UTF_8));
    } else if (bytes.length <= LONGEST_HEX) {
      observation.put("hex", HexFormat.of().formatHex(bytes));
    } else {
      observation.put("len", bytes.length).put("sha256", Corpus.sha256(bytes));
    }
  }

  private void result(Object value) {
    ObjectNode observation = seen.addObject();
    switch (value) {
      case Long number -> observation.put("value", number + "n");
      case Integer number -> observation.put("value", number);
      default -> observation.put("value", ((Number) value).doubleValue());
    }
  }
}
