package io.wasmtier.compiler.ir;

import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.Opcode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A value or an action of a [Graph].
///
/// Confined to the thread that compiles; the passes write the fields.
public final class Node {
  /// What a node is.
  public enum Kind {
    /// `bits` is the value; in no block. A null reference too.
    CONST,
    /// `index` is the parameter; in no block.
    PARAM,
    /// One of its inputs, by the way its block was reached; in no block's list but its phis.
    PHI,
    /// A numeric instruction `opcode` on one or two operands.
    NUMERIC,
    /// The lower and the upper result of the wide instruction `opcode`.
    WIDE_LOW,
    WIDE_HIGH,
    SELECT,
    /// `index` is the memory, `bits` the offset.
    LOAD,
    STORE,
    /// `index` is the global.
    GLOBAL_GET,
    GLOBAL_SET,
    /// Instructions on whole memories and tables; `index` and `second` are the immediates.
    MEMORY,
    TABLE,
    /// `index` is the function.
    REF_FUNC,
    IS_NULL,
    REF_EQ,
    NON_NULL,
    /// Calls; `index` is the function or the table. The node is the first result.
    CALL,
    CALL_INDIRECT,
    CALL_REF,
    /// Result number `index` of the call before.
    RESULT,
    /// Reads and writes the variable `index`, a local that exception handlers may see.
    VARIABLE_GET,
    VARIABLE_SET,
    /// The exception that a handler begins with.
    CAUGHT,
    /// Whether an exception has the tag `index`.
    HAS_TAG,
    /// Slot `index` of an exception.
    PAYLOAD,
    // What ends a block.
    JUMP,
    /// To the first successor if the input is not zero, else to the second.
    BRANCH,
    /// To the successor that the block's table says; everything beyond it to the last entry.
    SWITCH,
    RETURN,
    UNREACHABLE,
    /// `index` is the tag.
    THROW,
    THROW_REF
  }

  /// No inputs.
  public static final Node[] NONE = {};

  public final Kind kind;
  public final int id;

  /// The type of the value, or [io.wasmtier.wasm.ValType#BITS_BOT] if there is none.
  public final int type;

  public @Nullable Opcode opcode;
  public Node[] inputs;

  /// How many of the inputs count; phis have room.
  public int arity;

  public long bits;
  public int index;
  public int second = -1;
  public @Nullable DefType signature;

  /// The offset in the module of the instruction.
  public long offset;

  public @Nullable Block block;

  /// What it was found to equal.
  public @Nullable Node replacement;

  /// How many inputs of nodes that are needed it is; counted by dead code elimination.
  public int uses;

  /// Where it is used, if that is one place: a node, or the jump that carries it to a phi.
  public @Nullable Node user;

  /// Whether a branch carries it to a phi, so that it must have been computed before.
  public boolean carried;

  // For the emitter.

  /// Whether it is computed where it stands, instead of where it is used.
  public boolean root;

  /// Where it stands in the order of the code.
  public int position;

  /// Its order among what must not be reordered, or 0.
  public int sequence;

  /// The depth of its expression.
  public int depth;

  /// What must not be reordered in its expression, in order.
  public Node[] ordered = NONE;

  /// Whether memories may have grown when its expression was computed.
  public boolean grows;

  /// The place where its expression is computed, once it is known to be part of another.
  public int computedAt;

  /// Until when its value is needed in the method that computes it, and in others; 0 if it is not.
  public int localEnd;

  public int slotEnd;

  /// Whether its value comes through the shared frame, because it comes from another method.
  public boolean throughSlot;

  /// What it had better share a local with: another node, or itself.
  public @Nullable Node web;

  /// Its JVM local, or -1.
  public int local = -1;

  /// Its place in the frame that the methods of one function share, or -1.
  public int slot = -1;

  Node(Kind kind, int id, int type, Node... inputs) {
    this.kind = kind;
    this.id = id;
    this.type = type;
    this.inputs = inputs;
    this.arity = inputs.length;
  }

  /// Adds an input to a phi.
  void add(Node input) {
    if (arity == inputs.length) {
      inputs = Arrays.copyOf(inputs, Math.max(4, 2 * arity));
    }
    inputs[arity++] = input;
  }

  /// {@return the node that stands for this}
  public Node resolve() {
    Node node = this;
    while (node.replacement != null) {
      node = node.replacement;
    }
    return node;
  }

  public Node in(int input) {
    return inputs[input];
  }

  /// {@return whether it is computed nowhere, but known where it is used}
  public boolean isConstant() {
    return kind == Kind.CONST;
  }

  /// {@return whether it depends on nothing but its inputs and does nothing else}
  public boolean isPure() {
    return switch (kind) {
      case CONST,
          PARAM,
          PHI,
          WIDE_LOW,
          WIDE_HIGH,
          SELECT,
          REF_FUNC,
          IS_NULL,
          REF_EQ,
          HAS_TAG,
          PAYLOAD ->
          true;
      case NUMERIC -> opcode != null && opcode.isPure();
      default -> false;
    };
  }

  /// {@return whether memories may have grown behind it}
  public boolean mayGrow() {
    return switch (kind) {
      case CALL, CALL_INDIRECT, CALL_REF -> true;
      case MEMORY -> opcode == Opcode.MEMORY_GROW;
      default -> false;
    };
  }

  /// {@return whether it ends a block}
  public boolean isTerminator() {
    return kind.compareTo(Kind.JUMP) >= 0;
  }

  @Override
  public String toString() {
    return "v" + id;
  }
}
