package io.wasmtier.cli;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Config.Limit;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Extern;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The steps from a file to a module that can run, with errors that name the file.
final class Modules {
  /// From so much code on, a second thread for validation pays.
  private static final long PARALLEL_CODE = 1 << 20;

  private final ModuleFile file;
  private final FeatureSet features;
  private @Nullable WasmModule decoded;

  Modules(ModuleFile file, FeatureSet features) {
    this.file = file;
    this.features = features;
  }

  /// {@return the features that the options name}
  ///
  /// @throws WasmtierException of kind USAGE if one is unknown
  static FeatureSet features(Arguments arguments) {
    return features(arguments, FeatureSet.DEFAULT);
  }

  static FeatureSet features(Arguments arguments, FeatureSet base) {
    FeatureSet set = base;
    for (String changes : arguments.values(Flag.FEATURES)) {
      set = set.apply(changes);
    }
    return set;
  }

  /// {@return a configuration for a module}
  static Config config(WasmModule module, FeatureSet features) {
    Config config =
        features.bits() == FeatureSet.DEFAULT.bits()
            ? Config.DEFAULT
            : Config.DEFAULT.features(features);
    return module.code().totalLength() < PARALLEL_CODE
        ? config
        : config.limit(Limit.VALIDATION_THREADS, Runtime.getRuntime().availableProcessors());
  }

  /// {@return the module, decoded or parsed}
  ///
  /// @throws CommandException if it is malformed
  WasmModule module() {
    try {
      WasmModule module = file.module(features);
      decoded = module;
      return module;
    } catch (WasmtierException e) {
      throw failure(e);
    }
  }

  /// {@return the module, validated}
  ///
  /// @throws CommandException if it is invalid
  LoadedModule load(Engine engine) {
    WasmModule module = decoded != null ? decoded : module();
    try {
      return engine.load(module);
    } catch (WasmtierException e) {
      throw failure(e);
    }
  }

  /// {@return what to tell the user about an error in this file}
  CommandException failure(WasmtierException e) {
    return switch (e.failure()) {
      case BUG -> throw e;
      default -> new CommandException(ExitCode.FAILURE, text(e));
    };
  }

  private String text(WasmtierException e) {
    WasmModule text = decoded;
    if (text != null
        && file.isText()
        && e.failure() == Failure.INVALID
        && e.function() == WasmtierException.NONE) {
      // A definition of a text has no place but the one in the binary module that it becomes.
      try {
        Validator.validate(Decoder.decode(Encoder.encode(text), features), features);
      } catch (WasmtierException placed) {
        return ErrorText.of(new ModuleFile(file.name(), file.bytes(), false), placed, text);
      }
    }
    return ErrorText.of(file, e, text);
  }

  /// {@return an exported function}
  ///
  /// @throws CommandException if there is none of this name; the message has a suggestion
  static WasmFunction function(Instance instance, String name) {
    Extern export = instance.export(name);
    if (export instanceof WasmFunction function) {
      return function;
    }
    StringBuilder message =
        new StringBuilder("there is no exported function '").append(name).append('\'');
    List<String> names = new java.util.ArrayList<>();
    for (io.wasmtier.wasm.WasmModule.Export other : instance.module().module().exports()) {
      if (other.kind() == io.wasmtier.wasm.ExternKind.FUNC) {
        names.add(other.name());
      }
    }
    String closest = Closest.to(name, names);
    if (export != null) {
      message.append(", but a ").append(export.externType().kind().text());
    } else if (closest != null) {
      message.append("; did you mean ").append(closest).append('?');
    } else if (!names.isEmpty()) {
      message.append("; exported are ");
      message.append(String.join(", ", names.subList(0, Math.min(20, names.size()))));
      message.append(names.size() > 20 ? ", ..." : "");
    }
    throw new CommandException(ExitCode.USAGE, message.toString());
  }
}
