package io.wasmtier.spectest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wasmtier.text.ModuleSource;
import io.wasmtier.text.Pattern;
import io.wasmtier.text.Script;
import io.wasmtier.text.Script.Action;
import io.wasmtier.text.Script.ActionFailure;
import io.wasmtier.text.Script.Command;
import io.wasmtier.text.Script.ModuleFailure;
import io.wasmtier.text.ScriptValue;
import io.wasmtier.wasm.AbstractHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads scripts in the converted form: JSON with every module as a binary file, in the layout of
/// `wast2json`.
final class JsonScript {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  private JsonScript(Path folder) {
    this.folder = folder;
  }

  /// {@return the script that a file holds}
  static Script read(Path file) throws IOException {
    return new Script(
        file.toString(),
        new JsonScript(file.getParent()).commands(JSON.readTree(file.toFile()).get("commands")));
  }

  private List<Command> commands(JsonNode nodes) throws IOException {
    List<Command> commands = new ArrayList<>();
    for (JsonNode node : nodes) {
      commands.add(command(node));
    }
    return commands;
  }

  private Command command(JsonNode node) throws IOException {
    int line = node.get("line").intValue();
    String type = node.get("type").textValue();
    return switch (type) {
      case "module" -> new Script.DefineModule(line, id(node, "name"), module(node), false);
      case "module_definition" ->
          new Script.DefineModule(line, id(node, "name"), module(node), true);
      case "module_instance" ->
          new Script.InstantiateModule(line, id(node, "instance"), id(node, "module"));
      case "register" -> new Script.Register(line, node.get("as").textValue(), id(node, "name"));
      case "action" -> new Script.Perform(line, action(node.get("action")));
      case "assert_return" -> {
        List<Pattern> results = new ArrayList<>();
        for (JsonNode result : node.get("expected")) {
          results.add(pattern(result));
        }
        yield new Script.AssertReturn(line, action(node.get("action")), results);
      }
      case "assert_trap" -> failing(line, ActionFailure.TRAP, node);
      case "assert_exhaustion" -> failing(line, ActionFailure.EXHAUSTION, node);
      case "assert_exception" -> failing(line, ActionFailure.EXCEPTION, node);
      case "assert_suspension" -> failing(line, ActionFailure.SUSPENSION, node);
      case "assert_uninstantiable" -> failing(line, ModuleFailure.TRAP, node);
      case "assert_unlinkable" -> failing(line, ModuleFailure.UNLINKABLE, node);
      case "assert_invalid" -> failing(line, ModuleFailure.INVALID, node);
      case "assert_malformed" -> failing(line, ModuleFailure.MALFORMED, node);
      case "assert_invalid_custom" -> failing(line, ModuleFailure.INVALID_CUSTOM, node);
      case "thread" -> {
        List<String> shared = new ArrayList<>();
        node.path("shared").forEach(module -> shared.add(withoutDollar(module.textValue())));
        yield new Script.RunThread(
            line,
            withoutDollar(node.get("name").textValue()),
            shared,
            commands(node.get("commands")));
      }
      case "wait" -> new Script.WaitForThread(line, withoutDollar(node.get("thread").textValue()));
      default -> throw new IOException("unknown command: " + type);
    };
  }

  private Command failing(int line, ActionFailure failure, JsonNode node) throws IOException {
    return new Script.AssertAction(
        line, failure, action(node.get("action")), node.path("text").asText());
  }

  private Command failing(int line, ModuleFailure failure, JsonNode node) throws IOException {
    return new Script.AssertModule(line, failure, module(node), node.get("text").textValue());
  }

  private ModuleSource module(JsonNode node) throws IOException {
    return new ModuleSource.Binary(
        Files.readAllBytes(folder.resolve(node.get("filename").textValue())));
  }

  private static @Nullable String id(JsonNode node, String field) {
    JsonNode name = node.get(field);
    return name == null ? null : withoutDollar(name.textValue());
  }

  private static String withoutDollar(String id) {
    return id.substring(1);
  }

  private static Action action(JsonNode node) throws IOException {
    String name = node.get("field").textValue();
    String module = id(node, "module");
    if (node.get("type").textValue().equals("get")) {
      return new Script.Get(module, name);
    }
    List<ScriptValue> arguments = new ArrayList<>();
    for (JsonNode argument : node.get("args")) {
      if (!(pattern(argument) instanceof Pattern.Exactly(ScriptValue value))) {
        throw new IOException("not an argument: " + argument);
      }
      arguments.add(value);
    }
    return new Script.Invoke(module, name, arguments);
  }

  private static Pattern pattern(JsonNode node) throws IOException {
    String type = node.get("type").textValue();
    JsonNode value = node.get("value");
    return switch (type) {
      case "i32" ->
          new Pattern.Exactly(new ScriptValue.I32(Integer.parseUnsignedInt(value.textValue())));
      case "i64" ->
          new Pattern.Exactly(new ScriptValue.I64(Long.parseUnsignedLong(value.textValue())));
      case "f32", "f64" -> {
        int width = type.equals("f32") ? 32 : 64;
        Pattern nan = nan(width, value.textValue());
        if (nan != null) {
          yield nan;
        }
        yield new Pattern.Exactly(
            width == 32
                ? new ScriptValue.F32(Integer.parseUnsignedInt(value.textValue()))
                : new ScriptValue.F64(Long.parseUnsignedLong(value.textValue())));
      }
      case "v128" -> vector(node.get("lane_type").textValue(), value);
      case "either" -> {
        List<Pattern> patterns = new ArrayList<>();
        for (JsonNode alternative : node.get("values")) {
          patterns.add(pattern(alternative));
        }
        yield new Pattern.Either(patterns);
      }
      case "ref.null" ->
          value == null
              ? new Pattern.AnyNull()
              : new Pattern.Exactly(new ScriptValue.RefNull(heap(value.textValue())));
      case "ref.host" ->
          new Pattern.Exactly(new ScriptValue.RefHost(Integer.parseInt(value.textValue())));
      case "ref.extern" ->
          value == null
              ? new Pattern.AnyRef(AbstractHeap.EXTERN)
              : new Pattern.Exactly(new ScriptValue.RefExtern(Integer.parseInt(value.textValue())));
      case "ref" -> new Pattern.AnyRef(AbstractHeap.ANY);
      default -> {
        AbstractHeap heap = type.startsWith("ref.") ? heap(type.substring(4)) : null;
        if (heap == null) {
          throw new IOException("unknown type: " + node);
        }
        yield new Pattern.AnyRef(heap);
      }
    };
  }

  private static Pattern.@Nullable Nan nan(int width, String text) {
    return switch (text) {
      case "nan:canonical" -> new Pattern.Nan(width, true);
      case "nan:arithmetic" -> new Pattern.Nan(width, false);
      default -> null;
    };
  }

  /// A type index, for a null of a concrete type, has no abstract heap type.
  private static @Nullable AbstractHeap heap(String text) {
    for (AbstractHeap heap : AbstractHeap.values()) {
      if (heap.text().equals(text)) {
        return heap;
      }
    }
    return null;
  }

  private static Pattern vector(String laneType, JsonNode values) {
    int width = Integer.parseInt(laneType.substring(1));
    boolean isFloat = laneType.charAt(0) == 'f';
    long[] halves = new long[2];
    List<Pattern> lanes = new ArrayList<>();
    boolean hasNan = false;
    for (int i = 0; i < values.size(); i++) {
      String text = values.get(i).textValue();
      Pattern nan = isFloat ? nan(width, text) : null;
      if (nan != null) {
        hasNan = true;
        lanes.add(nan);
        continue;
      }
      long bits = Long.parseUnsignedLong(text);
      halves[i * width / 64] |= bits << i * width % 64;
      lanes.add(
          new Pattern.Exactly(
              width == 32 ? new ScriptValue.F32((int) bits) : new ScriptValue.F64(bits)));
    }
    return hasNan
        ? new Pattern.Lanes(lanes)
        : new Pattern.Exactly(new ScriptValue.V128(halves[0], halves[1]));
  }
}
