package io.wasmtier.validator;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The operand stack and the control frames of a [FunctionWalk] (spec: Appendix, Validation
/// Algorithm), in arrays that are used again for the next function.
///
/// Two notions of dead code are kept apart. [#polymorphic] is the specification's: behind an
/// unconditional branch operands may be of any type, until the block ends; a block inside has a
/// usual stack of its own. [#deliver] says that the code can be reached, and a sink wants to see
/// it; a block inside dead code is dead as well.
///
/// An instruction's rule pops (which only moves [#sp]), then calls the sink, then pushes: so the
/// sink finds its operands, and error messages find what was there, as [#before] remembers.
final class WalkState {
  static final int[] NO_TYPES = {};

  private static final int[][] ONE = {
    {ValType.BITS_BOT},
    {ValType.BITS_I32},
    {ValType.BITS_I64},
    {ValType.BITS_F32},
    {ValType.BITS_F64},
    {ValType.BITS_V128}
  };

  /// The most operands the stack may have, a power of two: more than a body of the largest size can
  /// push one by one. Calls with a thousand results could go far beyond.
  private static final int OPERANDS = 1 << 23;

  /// How many types of a list a message shows at most.
  private static final int SHOWN = 16;

  /// Arrays larger than this are not kept for the next function.
  private static final int KEPT = 1 << 16;

  /// Flags of a frame; the kind is in the low bits.
  private static final int KIND = 7;

  private static final int POLYMORPHIC = 8;
  private static final int DELIVERED = 16;
  private static final int HAS_ELSE = 32;
  private static final int IN_HANDLER = 64;
  private static final int CAUGHT_ALL = 128;

  private static final Label.Kind[] KINDS = Label.Kind.values();

  final IndexSpaces spaces;
  final Locals locals;

  /// Reads the instructions; of the function being walked over.
  InstructionReader in;

  /// The function's index, or -1 in a constant expression.
  int function = -1;

  @Nullable FunctionSink sink;
  boolean deliver;

  int[] stack = new int[64];

  /// With a sink, the number of slots below each operand.
  private int @Nullable [] slots;

  int sp;

  /// What [#sp] was before the current instruction.
  int before;

  /// Where the operands of the current frame begin.
  int floor;

  boolean polymorphic;

  /// The number of open frames.
  int depth;

  private int[] heights = new int[16];
  private int[] marks = new int[16];
  private int[] flags = new int[16];
  private int[][] params = new int[16][];
  private int[][] results = new int[16][];
  private @Nullable Label[] labels = {};
  private int blocks;

  /// The label of the function's body or the constant expression, with a sink.
  @Nullable Label body;

  WalkState(IndexSpaces spaces, InstructionReader nothing) {
    this.spaces = spaces;
    this.in = nothing;
    this.locals = new Locals(this);
  }

  /// Begins with an empty stack and the frame of a function body or constant expression.
  void start(InstructionReader code, int index, int[] resultTypes, @Nullable FunctionSink to) {
    in = code;
    function = index;
    sink = to;
    deliver = to != null;
    sp = 0;
    before = 0;
    floor = 0;
    polymorphic = false;
    depth = 0;
    blocks = 0;
    if (to == null) {
      slots = null;
      labels = new Label[0];
    } else {
      slots = new int[stack.length];
      labels = new Label[heights.length];
    }
    body = newLabel(Label.Kind.FUNCTION, NO_TYPES, resultTypes, code.input().offset());
    enter(Label.Kind.FUNCTION, NO_TYPES, resultTypes, body);
  }

  /// {@return the sink; only to be asked where [#deliver] says that there is one}
  FunctionSink sink() {
    return java.util.Objects.requireNonNull(sink);
  }

  /// Lets go of what an unusually large function needed.
  void finish() {
    if (stack.length > KEPT) {
      stack = new int[64];
    }
    if (heights.length > KEPT) {
      resizeFrames(16);
    }
    labels = new Label[0];
    slots = null;
    sink = null;
    body = null;
  }

  // The operand stack.

  void push(int type) {
    int at = sp;
    if (at + 1 >= stack.length) {
      growStack();
    }
    stack[at] = type;
    sp = at + 1;
    int[] prefix = slots;
    if (prefix != null) {
      prefix[at + 1] = prefix[at] + ValType.slots(type);
    }
  }

  private void growStack() {
    if (stack.length >= OPERANDS) {
      throw error(Failure.LIMIT, "too many operands on the stack, allowed are " + OPERANDS);
    }
    stack = Arrays.copyOf(stack, 2 * stack.length);
    if (slots != null) {
      slots = Arrays.copyOf(slots, stack.length);
    }
  }

  void pushAll(int[] types) {
    if (types.length > 2 && slots == null) {
      while (sp + types.length >= stack.length) {
        growStack();
      }
      System.arraycopy(types, 0, stack, sp, types.length);
      sp += types.length;
    } else {
      for (int type : types) {
        push(type);
      }
    }
  }

  /// Pops an operand of any type; bottom where anything may be.
  int pop() {
    if (sp > floor) {
      return stack[--sp];
    }
    if (polymorphic) {
      return ValType.BITS_BOT;
    }
    throw mismatch("a value");
  }

  /// Pops an operand that must match a type.
  int pop(int expected) {
    int at = sp - 1;
    if (at >= floor) {
      int type = stack[at];
      if (type == expected || Types.matches(type, expected)) {
        sp = at;
        return type;
      }
    } else if (polymorphic) {
      return ValType.BITS_BOT;
    }
    throw mismatch(expected);
  }

  /// Pops a reference of any type; the bottom reference where anything may be.
  int popReference() {
    int type = pop();
    if (ValType.isRef(type)) {
      return type;
    }
    if (type == ValType.BITS_BOT) {
      return Types.BOTTOM_REF;
    }
    throw mismatch("a reference");
  }

  void popAll(int[] types) {
    popAll(types, types.length);
  }

  /// Pops the first types of an array, the last of them from the top.
  void popAll(int[] types, int count) {
    // Blocks of a thousand parameters, one after the other, are compared as quickly as memory goes.
    if (count > 8 && sp - floor >= count && Arrays.equals(stack, sp - count, sp, types, 0, count)) {
      sp -= count;
      return;
    }
    for (int i = count - 1; i >= 0; i--) {
      int at = sp - 1;
      if (at >= floor) {
        int type = stack[at];
        if (type != types[i] && !Types.matches(type, types[i])) {
          throw mismatch(types, count);
        }
        sp = at;
      } else if (!polymorphic) {
        throw mismatch(types, count);
      }
    }
  }

  /// Checks the operands on top without popping them.
  void checkTop(int[] types) {
    int top = sp;
    popAll(types);
    sp = top;
  }

  /// Says that what follows in this block can't be reached.
  void unreachable() {
    sp = floor;
    polymorphic = true;
    deliver = false;
  }

  // Control frames.

  /// Makes the label of a block whose parameters were popped; null if no sink will see it.
  @Nullable Label newLabel(Label.Kind kind, int[] paramTypes, int[] resultTypes) {
    return newLabel(kind, paramTypes, resultTypes, in.offset());
  }

  private @Nullable Label newLabel(
      Label.Kind kind, int[] paramTypes, int[] resultTypes, long offset) {
    int number = blocks++;
    int[] prefix = slots;
    return deliver && prefix != null
        ? new Label(kind, paramTypes, resultTypes, sp, prefix[sp], number, offset)
        : null;
  }

  /// Opens a frame whose parameters were popped, and pushes them again.
  void enter(Label.Kind kind, int[] paramTypes, int[] resultTypes, @Nullable Label label) {
    int at = depth;
    if (at == heights.length) {
      // A block takes two bytes at least: no more are needed than the rest of the body has room
      // for.
      resizeFrames(Math.min(2 * at, at + 1 + in.input().remaining() / 2));
    }
    if (at > 0 && polymorphic) {
      flags[at - 1] |= POLYMORPHIC;
    }
    heights[at] = sp;
    marks[at] = locals.mark();
    flags[at] = kind.ordinal() | (deliver ? DELIVERED : 0);
    params[at] = paramTypes;
    results[at] = resultTypes;
    if (label != null) {
      labels[at] = label;
    }
    depth = at + 1;
    floor = sp;
    polymorphic = false;
    pushAll(paramTypes);
  }

  private void resizeFrames(int size) {
    heights = Arrays.copyOf(heights, size);
    marks = Arrays.copyOf(marks, size);
    flags = Arrays.copyOf(flags, size);
    params = Arrays.copyOf(params, size);
    results = Arrays.copyOf(results, size);
    if (labels.length > 0) {
      labels = Arrays.copyOf(labels, size);
    }
  }

  /// Checks that the block's results and nothing else are left of it.
  void checkEnd() {
    int[] types = results[depth - 1];
    int top = sp;
    popAll(types);
    if (sp != floor) {
      throw mismatch(types, types.length, top - floor);
    }
    sp = top;
  }

  /// Goes on with another arm of the current block.
  void otherArm(int[] types) {
    sp = floor;
    polymorphic = false;
    locals.rollback(marks[depth - 1]);
    deliver = isDelivered();
    pushAll(types);
  }

  /// Closes the current frame and pushes its results.
  ///
  /// @param reached whether the code behind can be reached
  void leave(boolean reached) {
    int at = depth - 1;
    int[] types = results[at];
    locals.rollback(marks[at]);
    sp = floor;
    deliver = reached;
    if (labels.length > 0) {
      labels[at] = null;
    }
    depth = at;
    if (at > 0) {
      floor = heights[at - 1];
      polymorphic = (flags[at - 1] & POLYMORPHIC) != 0;
      flags[at - 1] &= ~POLYMORPHIC;
    }
    pushAll(types);
  }

  /// {@return the frame a label index means}
  ///
  /// @param from the number of frames the index counts from
  int frame(int label, int from) {
    if (label < 0 || label >= from) {
      throw unknown("label", label);
    }
    return from - 1 - label;
  }

  int frame(int label) {
    return frame(label, depth);
  }

  Label.Kind kind(int frame) {
    return KINDS[flags[frame] & KIND];
  }

  int[] params(int frame) {
    return params[frame];
  }

  int[] results(int frame) {
    return results[frame];
  }

  /// {@return the types a branch to a frame carries}
  int[] branchTypes(int frame) {
    return (flags[frame] & KIND) == Label.Kind.LOOP.ordinal() ? params[frame] : results[frame];
  }

  /// {@return the label of a frame; there is one where a sink sees the frame}
  Label label(int frame) {
    Label label = labels[frame];
    if (label == null) {
      throw new IllegalStateException("no label for code that is not delivered");
    }
    return label;
  }

  /// {@return the label of a frame, marked as the target of a branch}
  Label target(int frame) {
    Label label = label(frame);
    label.isTarget = true;
    return label;
  }

  /// {@return whether the sink saw the beginning of the current block}
  boolean isDelivered() {
    return (flags[depth - 1] & DELIVERED) != 0;
  }

  boolean hasElse() {
    return (flags[depth - 1] & HAS_ELSE) != 0;
  }

  void setElse() {
    flags[depth - 1] |= HAS_ELSE;
  }

  boolean inHandler(int frame) {
    return (flags[frame] & IN_HANDLER) != 0;
  }

  boolean caughtAll() {
    return (flags[depth - 1] & CAUGHT_ALL) != 0;
  }

  void setHandler(boolean all) {
    flags[depth - 1] |= IN_HANDLER | (all ? CAUGHT_ALL : 0);
  }

  /// {@return an array of one type}
  static int[] one(int type) {
    return type >= 0 ? ONE[type] : new int[] {type};
  }

  // What the module has.

  boolean has(Feature feature) {
    return spaces.features.has(feature);
  }

  DefType type(int index) {
    if (index < 0 || index >= spaces.types.length) {
      throw unknown("type", index);
    }
    return spaces.types[index];
  }

  DefType functionType(int index) {
    DefType type = type(index);
    if (!type.isFunction()) {
      throw invalid("non-function type " + index);
    }
    return type;
  }

  DefType tag(int index) {
    if (index < 0 || index >= spaces.tags.length) {
      throw unknown("tag", index);
    }
    return spaces.tags[index];
  }

  /// {@return a reference to a definition whose values are exactly of it; exactness exists with
  /// custom descriptors only}
  int exactly(DefType type) {
    return type.ref(false) | (has(Feature.CUSTOM_DESCRIPTORS) ? ValType.EXACT : 0);
  }

  // Errors.

  WasmtierException unknown(String what, int index) {
    return invalid("unknown " + what + " " + Integer.toUnsignedString(index));
  }

  WasmtierException invalid(String message) {
    return error(Failure.INVALID, message);
  }

  WasmtierException error(Failure failure, String message) {
    return error(failure, message, in.offset());
  }

  WasmtierException error(Failure failure, String message, long offset) {
    return new WasmtierException(failure, message + place(), offset, function, null);
  }

  /// {@return in words where the walk is, for the end of a message}
  String place() {
    return function < 0
        ? " in a constant expression"
        : " in function " + spaces.module.names().function(function);
  }

  WasmtierException mismatch(int... expected) {
    return mismatch(expected, expected.length);
  }

  private WasmtierException mismatch(int[] expected, int count) {
    return mismatch(expected, count, count);
  }

  private WasmtierException mismatch(int[] expected, int count, int shown) {
    StringBuilder text = new StringBuilder("[");
    int from = Math.max(0, count - SHOWN);
    text.append(from > 0 ? "... " : "");
    for (int i = from; i < count; i++) {
      text.append(i == from ? "" : " ").append(Types.toString(expected[i]));
    }
    return mismatch(text.append(']').toString(), shown);
  }

  WasmtierException mismatch(String expected) {
    return mismatch(expected, 1);
  }

  private WasmtierException mismatch(String expected, int shown) {
    // The rule may have popped some operands already; they are all still in their places.
    int top = Math.max(before, sp);
    int from = Math.max(floor, top - Math.clamp(shown, 1, SHOWN));
    StringBuilder found = new StringBuilder("[");
    boolean more = from == floor ? polymorphic : shown > SHOWN;
    found.append(more ? from == top ? "..." : "... " : "");
    for (int i = from; i < top; i++) {
      found.append(i == from ? "" : " ").append(Types.toString(stack[i]));
    }
    return invalid(
        "type mismatch: expected "
            + expected
            + ", found "
            + found
            + "] at "
            + in.opcode().mnemonic());
  }

  // For the sink's context.

  int operand(int depthFromTop) {
    return stack[before - 1 - depthFromTop];
  }
}
