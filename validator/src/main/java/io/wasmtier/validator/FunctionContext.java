package io.wasmtier.validator;

/// What a [FunctionSink] can ask while the walk drives it. Valid only during the walk, on its
/// thread.
public interface FunctionContext {
  /// {@return the module}
  ValidatedModule module();

  /// {@return the index of the function in the function index space, or -1 for a constant
  /// expression}
  int functionIndex();

  /// {@return the function's type}
  DefType type();

  /// {@return the types of parameters and locals, as canonical bits; not to be changed}
  int[] locals();

  /// {@return the label of the function's body}
  Label body();

  /// {@return the offset in the module of the current instruction}
  long offset();

  /// {@return the number of operands on the stack before the current instruction}
  int height();

  /// {@return the type of an operand before the current instruction; depth 0 is the top}
  int operand(int depth);

  /// {@return what the module says about the current branch: 1 likely taken, 0 unlikely, -1
  /// nothing}
  int branchHint();
}
