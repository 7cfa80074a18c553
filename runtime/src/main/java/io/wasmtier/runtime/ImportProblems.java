package io.wasmtier.runtime;

import io.wasmtier.runtime.link.ImportMatching;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmtierException;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong with the imports of a module, so that one error tells all of it.
final class ImportProblems {
  /// Beyond so many problems only their number is told.
  private static final int LISTED = 50;

  private final StringBuilder list = new StringBuilder();
  private @Nullable String first;
  private int count;

  boolean matches(ValidatedModule module, int index, Extern item) {
    return ImportMatching.matches(item.externType(), module.importType(index));
  }

  void add(ValidatedModule module, int index, @Nullable Extern found) {
    // The specification's suite expects these words at the start of the message.
    if (first == null) {
      first = found == null ? "unknown import" : "incompatible import type";
    }
    count++;
    if (count > LISTED) {
      return;
    }
    Import wanted = module.module().imports().get(index);
    ExternType type = module.importType(index);
    String expected = Signatures.describe(type);
    String actual = found == null ? "nothing" : Signatures.describe(found.externType());
    list.append("\n  ")
        .append(Signatures.quote(wanted.module(), wanted.name()))
        .append(": expected ")
        .append(expected)
        .append(", found ")
        .append(actual);
    if (actual.equals(expected)) {
      list.append(" of another recursion group or with other supertypes");
    }
  }

  void throwIfAny() {
    if (count == 0) {
      return;
    }
    String message =
        count == 1 ? first + list.substring(2) : first + " (" + count + " problems)" + list;
    if (count > LISTED) {
      message += "\n  and " + (count - LISTED) + " more";
    }
    throw new WasmtierException(Failure.UNLINKABLE, message);
  }
}
