package io.wasmtier.spectest;

import io.wasmtier.text.ModuleSource;
import io.wasmtier.text.Script;
import io.wasmtier.text.Script.Command;

/// The kinds of script commands, told apart as finely as the suite counts them.
public enum CommandKind {
  /// The script as a whole, which cannot be read.
  SCRIPT("script"),
  MODULE_TEXT("module text"),
  MODULE_BINARY("module binary"),
  MODULE_QUOTE("module quote"),
  DEFINITION_TEXT("module definition text"),
  DEFINITION_BINARY("module definition binary"),
  DEFINITION_QUOTE("module definition quote"),
  MODULE_INSTANCE("module instance"),
  REGISTER("register"),
  INVOKE("invoke"),
  GET("get"),
  ASSERT_RETURN("assert_return"),
  ASSERT_TRAP("assert_trap action"),
  ASSERT_MODULE_TRAP("assert_trap module"),
  ASSERT_EXHAUSTION("assert_exhaustion"),
  ASSERT_EXCEPTION("assert_exception"),
  ASSERT_SUSPENSION("assert_suspension"),
  ASSERT_INVALID_TEXT("assert_invalid text"),
  ASSERT_INVALID_BINARY("assert_invalid binary"),
  ASSERT_INVALID_QUOTE("assert_invalid quote"),
  ASSERT_MALFORMED_TEXT("assert_malformed text"),
  ASSERT_MALFORMED_BINARY("assert_malformed binary"),
  ASSERT_MALFORMED_QUOTE("assert_malformed quote"),
  ASSERT_UNLINKABLE("assert_unlinkable text"),
  ASSERT_INVALID_CUSTOM("assert_invalid_custom text"),
  ASSERT_MALFORMED_CUSTOM("assert_malformed_custom quote"),
  THREAD("thread"),
  WAIT("wait");

  private final String label;

  CommandKind(String label) {
    this.label = label;
  }

  /// {@return the command's keyword and, where there are several, its form, such as `assert_trap
  /// module`}
  public String label() {
    return label;
  }

  static CommandKind of(Command command) {
    return switch (command) {
      case Script.DefineModule module ->
          module.definition()
              ? form(module.module(), DEFINITION_TEXT, DEFINITION_BINARY, DEFINITION_QUOTE)
              : form(module.module(), MODULE_TEXT, MODULE_BINARY, MODULE_QUOTE);
      case Script.InstantiateModule instance -> MODULE_INSTANCE;
      case Script.Register register -> REGISTER;
      case Script.Perform(int line, Script.Invoke invoke) -> INVOKE;
      case Script.Perform(int line, Script.Get get) -> GET;
      case Script.AssertReturn assertion -> ASSERT_RETURN;
      case Script.AssertAction assertion ->
          switch (assertion.failure()) {
            case TRAP -> ASSERT_TRAP;
            case EXHAUSTION -> ASSERT_EXHAUSTION;
            case EXCEPTION -> ASSERT_EXCEPTION;
            case SUSPENSION -> ASSERT_SUSPENSION;
          };
      case Script.AssertModule assertion ->
          switch (assertion.failure()) {
            case TRAP -> ASSERT_MODULE_TRAP;
            case UNLINKABLE -> ASSERT_UNLINKABLE;
            case INVALID ->
                form(
                    assertion.module(),
                    ASSERT_INVALID_TEXT,
                    ASSERT_INVALID_BINARY,
                    ASSERT_INVALID_QUOTE);
            case MALFORMED ->
                form(
                    assertion.module(),
                    ASSERT_MALFORMED_TEXT,
                    ASSERT_MALFORMED_BINARY,
                    ASSERT_MALFORMED_QUOTE);
            case INVALID_CUSTOM -> ASSERT_INVALID_CUSTOM;
            case MALFORMED_CUSTOM -> ASSERT_MALFORMED_CUSTOM;
          };
      case Script.RunThread thread -> THREAD;
      case Script.WaitForThread wait -> WAIT;
    };
  }

  private static CommandKind form(
      ModuleSource source, CommandKind text, CommandKind binary, CommandKind quote) {
    return switch (source) {
      case ModuleSource.Text written -> text;
      case ModuleSource.Binary bytes -> binary;
      case ModuleSource.Quote quoted -> quote;
    };
  }
}
