package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import io.wasmtier.wasm.WasmtierException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What a module's producer says about its branches: the custom section `metadata.code.branch_hint`
/// (spec: Appendix, Custom Sections, Branch Hints). Immutable and thread-safe.
public final class BranchHints {
  /// The custom section's name.
  public static final String SECTION = "metadata.code.branch_hint";

  /// No hints.
  public static final BranchHints NONE = new BranchHints(Map.of());

  // Type indices are of no interest here.
  private static final int MAX_TYPES = ValType.HEAP_MASK - ValType.CONCRETE;

  private static final Of NO_HINTS = new Of(new int[0], new boolean[0]);

  private final Map<Integer, Of> functions;

  private BranchHints(Map<Integer, Of> functions) {
    this.functions = functions;
  }

  /// {@return the hints of a module; [#NONE] without any, or when the section is malformed, which
  /// is no error}
  public static BranchHints of(WasmModule module) {
    CustomSection section = module.custom(SECTION);
    if (section == null) {
      return NONE;
    }
    try {
      return new BranchHints(read(section.bytes().reader()));
    } catch (WasmtierException e) {
      return NONE;
    }
  }

  private static Map<Integer, Of> read(ByteReader in) {
    int count = in.length("length out of bounds");
    Map<Integer, Of> functions = HashMap.newHashMap(Math.min(count, 1024));
    int last = -1;
    for (int i = 0; i < count; i++) {
      int at = in.position();
      int function = in.u32();
      if (function <= last) {
        throw in.malformed("branch hints out of order", at);
      }
      last = function;
      functions.put(function, function(in));
    }
    if (in.remaining() != 0) {
      throw in.malformed("section size mismatch", in.position());
    }
    return functions;
  }

  private static Of function(ByteReader in) {
    int count = in.length("length out of bounds");
    int[] offsets = new int[count];
    boolean[] likely = new boolean[count];
    for (int k = 0; k < count; k++) {
      int at = in.position();
      offsets[k] = in.u32();
      if (offsets[k] < 0 || k > 0 && offsets[k] <= offsets[k - 1]) {
        throw in.malformed("branch hints out of order", at);
      }
      if (in.u32() != 1) {
        throw in.malformed("invalid branch hint size", at);
      }
      int value = in.u8();
      if (value > 1) {
        throw in.malformed("invalid branch hint", at);
      }
      likely[k] = value == 1;
    }
    return new Of(offsets, likely);
  }

  /// {@return whether an instruction can have a hint}
  public static boolean canHave(Opcode opcode) {
    return opcode == Opcode.IF || opcode == Opcode.BR_IF;
  }

  /// Checks the hints of a module as tools do; engines ignore what is wrong with them (spec:
  /// Appendix, Custom Sections).
  ///
  /// @param module a valid module
  /// @throws WasmtierException of kind INVALID with the function, if a hint is not about an
  ///   instruction that can have one
  public static void check(WasmModule module) {
    BranchHints hints = of(module);
    int imported = module.imported(ExternKind.FUNC);
    for (Map.Entry<Integer, Of> entry : hints.functions.entrySet()) {
      int function = entry.getKey();
      int index = function - imported;
      if (index < 0
          || index >= module.code().count()
          || !entry.getValue().fit(module.code().body(index))) {
        throw new WasmtierException(
            Failure.INVALID,
            "@" + SECTION + " annotation: invalid target",
            WasmtierException.NONE,
            function,
            null);
      }
    }
  }

  /// {@return whether there are no hints at all}
  public boolean isEmpty() {
    return functions.isEmpty();
  }

  /// {@return the indices of the functions that have hints}
  public Set<Integer> functions() {
    return Collections.unmodifiableSet(functions.keySet());
  }

  /// {@return the hints of a function}
  ///
  /// @param index index in the function index space
  public Of function(int index) {
    return functions.getOrDefault(index, NO_HINTS);
  }

  /// The hints of one function. Immutable and thread-safe.
  public static final class Of {
    private final int[] offsets;
    private final boolean[] likely;

    private Of(int[] offsets, boolean[] likely) {
      this.offsets = offsets;
      this.likely = likely;
    }

    /// {@return 1 if a branch is likely taken, 0 if it is unlikely, -1 if nothing is said about it}
    ///
    /// @param offset the offset of the instruction (`br_if`, `if`) from the first byte of the
    ///   function's body
    public int at(int offset) {
      int index = Arrays.binarySearch(offsets, offset);
      return index < 0 ? -1 : likely[index] ? 1 : 0;
    }

    /// {@return whether every hint is about an instruction that can have one: `if` or `br_if`}
    ///
    /// @param body the function's body
    /// @throws WasmtierException if the body is malformed
    public boolean fit(Slice body) {
      InstructionReader reader = new InstructionReader(body.reader(), FeatureSet.ALL, MAX_TYPES);
      int groups = reader.input().length("unexpected end");
      for (int i = 0; i < groups; i++) {
        reader.input().u32();
        reader.valueType();
      }
      int found = 0;
      while (!reader.atEnd()) {
        Opcode opcode = reader.next();
        if (canHave(opcode) && at((int) (reader.offset() - body.origin())) >= 0) {
          found++;
        }
      }
      return found == offsets.length;
    }

    /// {@return the number of hints}
    public int count() {
      return offsets.length;
    }
  }
}
