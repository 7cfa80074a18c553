package io.wasmtier.runtime.interp;

/// The operations on continuations: continues the calls of [Op], with the same conventions. A type
/// is the number of a [CodeTable].
final class ContOp {
  private ContOp() {}

  static final int FIRST = Op.FIRST_CALL + 6;

  /// Destination, slot of the function, type.
  static final int CONT_NEW = FIRST;

  /// First slot of the arguments, where the result goes; number of slots; slot of the continuation;
  /// type.
  static final int CONT_BIND = FIRST + 1;

  /// Tag, first slot of the arguments and results, number of slots of the arguments.
  static final int SUSPEND = FIRST + 2;

  /// Tag, first slot of the arguments and results, number of slots of the arguments, slot of the
  /// continuation, type of the continuation that the other one gets.
  static final int SWITCH = FIRST + 3;

  /// Slot of the continuation; first slot of the arguments and results; number of slots of the
  /// arguments and of the results; tag that is thrown; number of handlers; for each of them its
  /// tag, the first slot of what it gets, its target or [#ON_SWITCH], and the type of the
  /// continuation it gets.
  static final int RESUME = FIRST + 4;

  /// As [#RESUME]; the arguments are the payload.
  static final int RESUME_THROW = FIRST + 5;

  /// As [#RESUME]; the argument is the exception.
  static final int RESUME_THROW_REF = FIRST + 6;

  static final int LAST = FIRST + 6;

  /// Stands in place of the target of a handler for `switch`.
  static final int ON_SWITCH = -1;

  // The words of RESUME.

  static final int CONTINUATION = 1;
  static final int BASE = 2;
  static final int ARGUMENTS = 3;
  static final int RESULTS = 4;
  static final int TAG = 5;
  static final int HANDLERS = 6;
  static final int FIRST_HANDLER = 7;
  static final int HANDLER_WORDS = 4;

  // The words of a handler of RESUME.

  static final int HANDLER_BASE = 1;
  static final int HANDLER_TARGET = 2;
  static final int HANDLER_TYPE = 3;

  /// {@return the number of words of the instruction at an index}
  static int length(int[] code, int pc) {
    return switch (code[pc]) {
      case CONT_NEW, SUSPEND -> 4;
      case CONT_BIND -> 5;
      case SWITCH -> 6;
      default -> FIRST_HANDLER + HANDLER_WORDS * code[pc + HANDLERS];
    };
  }
}
