package io.wasmtier.text;

import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Instructions, plain and folded (spec: Text Format, Instructions), to binary code.
///
/// Nesting, of blocks as well as of folded instructions, is kept in arrays: any depth that fits
/// into memory is read without Java recursion. A folded instruction stands behind its operands in
/// the binary format, so it waits, already written, in [#pending] until its parenthesis closes. One
/// with a type use is only read then: the use may append a type, and types are appended in the
/// order of the unfolded instructions.
final class CodeParser {
  /// What encloses the next token.
  private enum Frame {
    /// A block without parentheses, up to `end`.
    BLOCK(true),
    IF(true),
    ELSE(true),
    TRY(true),
    CATCH(true),
    CATCH_ALL(true),
    /// A folded plain instruction: only folded operands can stand in it.
    FOLDED(false),
    /// A folded block.
    FOLDED_BLOCK(true),
    /// A folded `if` before its `then`.
    FOLDED_IF(false),
    /// A folded `if` behind its `then`.
    FOLDED_THEN(false),
    /// A folded `if` behind its `else`.
    FOLDED_ELSE(false),
    /// A folded `try` before its `do`, behind it or a catch, behind a `catch_all` or `delegate`.
    FOLDED_TRY(false),
    FOLDED_DO(false),
    FOLDED_CATCH(false),
    FOLDED_CATCH_ALL(false),
    FOLDED_DELEGATE(false),
    /// What stands inside of a `then`, `else`, `do`, `catch` or `catch_all` of a folded
    /// instruction.
    CLAUSE(true);

    final boolean plain;

    Frame(boolean plain) {
      this.plain = plain;
    }
  }

  private final ModuleContext context;
  private final Cursor cursor;
  private final Tokens tokens;
  private final ImmediateParser immediates;
  private final Labels labels;
  private final ByteWriter pending = new ByteWriter();

  private Frame[] frames = new Frame[32];

  /// The token with the mnemonic of an instruction that is yet to be read, or -1; where in
  /// [#pending] a frame's instruction begins or, if it is yet to be read, the token behind its
  /// immediates; the hint.
  private int[] starts = new int[32];

  private int[] unread = new int[32];
  private int[] hints = new int[32];
  private int depth;

  private ByteWriter out = new ByteWriter();

  /// The size of [#out] where the function body begins that hints count from.
  private int bodyStart;

  CodeParser(ModuleContext context, IndexSpace locals, Labels labels) {
    this.context = context;
    this.cursor = context.cursor;
    this.tokens = cursor.tokens;
    this.labels = labels;
    this.immediates = new ImmediateParser(context, locals, labels);
  }

  /// Reads instructions up to the closing parenthesis that belongs to none of them, and ends them.
  ///
  /// @param to receives the code
  /// @param start where in it the function's body begins
  void instructions(ByteWriter to, int start) {
    begin(to, start);
    while (depth > 0 || !cursor.is(Tokens.CLOSE)) {
      step();
    }
    immediates.opcode(Opcode.END, to);
  }

  /// Reads one folded instruction and ends it, as an expression.
  void folded(ByteWriter to) {
    begin(to, to.size());
    if (!cursor.is(Tokens.OPEN)) {
      throw cursor.unexpected();
    }
    do {
      step();
    } while (depth > 0);
    immediates.opcode(Opcode.END, to);
  }

  private void begin(ByteWriter to, int start) {
    out = to;
    bodyStart = start;
    depth = 0;
    pending.truncate(0);
    labels.clear();
  }

  private void step() {
    switch (cursor.kind()) {
      case Tokens.OPEN -> open();
      case Tokens.CLOSE -> close();
      case Tokens.WORD -> {
        if (depth > 0 && !frames[depth - 1].plain) {
          throw cursor.unexpected();
        }
        plain();
      }
      default -> throw cursor.unexpected();
    }
  }

  private Opcode opcode(int token) {
    Opcode found = tokens.kind(token) == Tokens.WORD ? Mnemonics.find(tokens, token) : null;
    if (found == null) {
      throw cursor.unexpected(token);
    }
    return found;
  }

  private void plain() {
    int hint = context.hints.at(cursor.at);
    int token = cursor.at++;
    Opcode opcode = opcode(token);
    if (ImmediateParser.isStructured(opcode.shape())) {
      structured(opcode, token, hint);
    } else {
      hint(hint);
      immediates.instruction(opcode, out);
    }
  }

  private void hint(int hint) {
    if (hint >= 0) {
      context.hints.add(out.size() - bodyStart, hint);
    }
  }

  private void structured(Opcode opcode, int token, int hint) {
    Shape shape = opcode.shape();
    Frame frame = depth == 0 ? Frame.CLAUSE : frames[depth - 1];
    switch (shape) {
      case BLOCK, LOOP, IF, TRY_TABLE, LEGACY_TRY -> {
        String id = id();
        hint(hint);
        immediates.instruction(opcode, out);
        labels.enter(id);
        push(
            shape == Shape.IF ? Frame.IF : shape == Shape.LEGACY_TRY ? Frame.TRY : Frame.BLOCK, -1);
      }
      case ELSE -> next(opcode, token, frame == Frame.IF, Frame.ELSE);
      case LEGACY_CATCH ->
          next(opcode, token, frame == Frame.TRY || frame == Frame.CATCH, Frame.CATCH);
      case LEGACY_CATCH_ALL ->
          next(opcode, token, frame == Frame.TRY || frame == Frame.CATCH, Frame.CATCH_ALL);
      case END -> {
        if (frame == Frame.CLAUSE || frame == Frame.FOLDED_BLOCK) {
          throw cursor.unexpected(token);
        }
        matchingLabel();
        immediates.opcode(opcode, out);
        labels.leave();
        depth--;
      }
      case LEGACY_DELEGATE -> {
        if (frame != Frame.TRY) {
          throw cursor.unexpected(token);
        }
        // The label counts from outside of the try block.
        labels.leave();
        immediates.instruction(opcode, out);
        depth--;
      }
      default -> throw cursor.unexpected(token);
    }
  }

  private void next(Opcode opcode, int token, boolean allowed, Frame then) {
    if (!allowed) {
      throw cursor.unexpected(token);
    }
    if (opcode == Opcode.ELSE) {
      matchingLabel();
    }
    immediates.instruction(opcode, out);
    frames[depth - 1] = then;
  }

  private @Nullable String id() {
    return cursor.is(Tokens.ID) ? tokens.id(cursor.at++) : null;
  }

  private void matchingLabel() {
    if (cursor.is(Tokens.ID)) {
      if (!tokens.id(cursor.at).equals(labels.current())) {
        throw cursor.error("mismatching label");
      }
      cursor.at++;
    }
  }

  private void open() {
    if (clause(depth == 0 ? Frame.CLAUSE : frames[depth - 1])) {
      return;
    }
    int hint = context.hints.at(cursor.at);
    int token = ++cursor.at;
    Opcode opcode = opcode(token);
    cursor.at++;
    switch (opcode.shape()) {
      case BLOCK, LOOP, TRY_TABLE, LEGACY_TRY -> {
        String id = id();
        hint(hint);
        immediates.instruction(opcode, out);
        labels.enter(id);
        push(opcode.shape() == Shape.LEGACY_TRY ? Frame.FOLDED_TRY : Frame.FOLDED_BLOCK, -1);
      }
      case IF, CALL_INDIRECT -> {
        push(opcode == Opcode.IF ? Frame.FOLDED_IF : Frame.FOLDED, hint);
        unread[depth - 1] = token;
        // The label of the one, the table of the other.
        if (cursor.isIndex()) {
          cursor.at++;
        }
        while (cursor.isForm("type") || cursor.isForm("param") || cursor.isForm("result")) {
          cursor.at = tokens.close(cursor.at) + 1;
        }
        starts[depth - 1] = cursor.at;
      }
      case ELSE, END, LEGACY_CATCH, LEGACY_CATCH_ALL, LEGACY_DELEGATE ->
          throw cursor.unexpected(token);
      default -> {
        push(Frame.FOLDED, hint);
        immediates.instruction(opcode, pending);
      }
    }
  }

  // The parts of folded `if` and `try`; false where an instruction must follow.
  private boolean clause(Frame frame) {
    switch (frame) {
      case FOLDED_IF -> {
        if (!cursor.isForm("then")) {
          return false;
        }
        emit(depth - 1);
        enterClause(Frame.FOLDED_THEN);
      }
      case FOLDED_THEN -> {
        form("else");
        immediates.opcode(Opcode.ELSE, out);
        enterClause(Frame.FOLDED_ELSE);
      }
      case FOLDED_TRY -> {
        form("do");
        enterClause(Frame.FOLDED_DO);
      }
      case FOLDED_DO, FOLDED_CATCH -> legacyClause(frame);
      case FOLDED_ELSE, FOLDED_CATCH_ALL, FOLDED_DELEGATE -> throw cursor.unexpected();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void legacyClause(Frame frame) {
    if (frame == Frame.FOLDED_DO && cursor.isForm("delegate")) {
      cursor.at += 2;
      // The label counts from outside of the try block, which `delegate` ends.
      String id = labels.current();
      labels.leave();
      immediates.instruction(Opcode.DELEGATE, out);
      labels.reenter(id);
      cursor.close();
      frames[depth - 1] = Frame.FOLDED_DELEGATE;
    } else if (cursor.isForm("catch")) {
      cursor.at += 2;
      immediates.instruction(Opcode.CATCH, out);
      clauseBody(Frame.FOLDED_CATCH);
    } else {
      form("catch_all");
      cursor.at += 2;
      immediates.opcode(Opcode.CATCH_ALL, out);
      clauseBody(Frame.FOLDED_CATCH_ALL);
    }
  }

  private void form(String word) {
    if (!cursor.isForm(word)) {
      throw cursor.unexpected(cursor.at + 1);
    }
  }

  private void enterClause(Frame then) {
    cursor.at += 2;
    clauseBody(then);
  }

  // The frame changes to what it is behind the clause.
  private void clauseBody(Frame then) {
    frames[depth - 1] = then;
    push(Frame.CLAUSE, -1);
  }

  private void close() {
    Frame frame = depth == 0 ? Frame.BLOCK : frames[depth - 1];
    switch (frame) {
      case FOLDED -> emit(depth - 1);
      case CLAUSE -> {}
      case FOLDED_BLOCK, FOLDED_THEN, FOLDED_ELSE, FOLDED_DO, FOLDED_CATCH, FOLDED_CATCH_ALL -> {
        immediates.opcode(Opcode.END, out);
        labels.leave();
      }
      // A delegate is the end of its block itself.
      case FOLDED_DELEGATE -> labels.leave();
      case BLOCK, IF, ELSE, TRY, CATCH, CATCH_ALL, FOLDED_IF, FOLDED_TRY ->
          throw cursor.unexpected();
    }
    cursor.at++;
    depth--;
  }

  // Writes the instruction that waits in a frame.
  private void emit(int index) {
    hint(hints[index]);
    int token = unread[index];
    if (token < 0) {
      out.raw(pending, starts[index]);
      pending.truncate(starts[index]);
      return;
    }
    int back = cursor.at;
    cursor.at = token + 1;
    Opcode opcode = opcode(token);
    if (opcode == Opcode.IF) {
      String id = id();
      immediates.instruction(opcode, out);
      labels.enter(id);
    } else {
      immediates.instruction(opcode, out);
    }
    if (cursor.at != starts[index]) {
      throw cursor.unexpected();
    }
    cursor.at = back;
  }

  private void push(Frame frame, int hint) {
    if (depth == frames.length) {
      frames = Arrays.copyOf(frames, 2 * depth);
      starts = Arrays.copyOf(starts, 2 * depth);
      unread = Arrays.copyOf(unread, 2 * depth);
      hints = Arrays.copyOf(hints, 2 * depth);
    }
    frames[depth] = frame;
    starts[depth] = pending.size();
    unread[depth] = -1;
    hints[depth] = hint;
    depth++;
  }
}
