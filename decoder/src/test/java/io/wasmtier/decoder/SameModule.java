package io.wasmtier.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.ElementSegment;

/// Compares modules by content, part by part, so that a failure names the part.
public final class SameModule {
  private SameModule() {}

  /// Fails unless both modules are the same but for the input they came from.
  public static void assertSame(WasmModule actual, WasmModule expected) {
    assertSameButCustoms(actual, expected);
    assertThat(actual.customs()).as("customs").isEqualTo(expected.customs());
    assertThat(actual.names()).as("names").isEqualTo(expected.names());
  }

  /// Fails unless both modules are the same but for the input, the custom sections and the names.
  public static void assertSameButCustoms(WasmModule actual, WasmModule expected) {
    assertThat(actual.types()).as("types").isEqualTo(expected.types());
    assertThat(actual.imports()).as("imports").isEqualTo(expected.imports());
    assertThat(actual.functions()).as("functions").isEqualTo(expected.functions());
    assertThat(actual.tables()).as("tables").isEqualTo(expected.tables());
    assertThat(actual.memories()).as("memories").isEqualTo(expected.memories());
    assertThat(actual.tags()).as("tags").isEqualTo(expected.tags());
    assertThat(actual.globals()).as("globals").isEqualTo(expected.globals());
    assertThat(actual.exports()).as("exports").isEqualTo(expected.exports());
    assertThat(actual.start()).as("start").isEqualTo(expected.start());
    assertThat(actual.elements()).as("elements").hasSameSizeAs(expected.elements());
    for (int i = 0; i < expected.elements().size(); i++) {
      ElementSegment one = actual.elements().get(i);
      ElementSegment other = expected.elements().get(i);
      assertThat(one.functions())
          .as("functions of element segment %s", i)
          .isEqualTo(other.functions());
      assertThat(withoutFunctions(one))
          .as("element segment %s", i)
          .isEqualTo(withoutFunctions(other));
    }
    assertThat(actual.dataCount()).as("data count").isEqualTo(expected.dataCount());
    assertThat(actual.code().count()).as("bodies").isEqualTo(expected.code().count());
    for (int i = 0; i < expected.code().count(); i++) {
      if (!actual.code().body(i).equals(expected.code().body(i))) {
        assertThat(actual.code().body(i).toArray())
            .as("body %s", i)
            .isEqualTo(expected.code().body(i).toArray());
      }
    }
    assertThat(actual.data()).as("data").isEqualTo(expected.data());
  }

  private static ElementSegment withoutFunctions(ElementSegment segment) {
    return new ElementSegment(
        segment.mode(),
        segment.table(),
        segment.offset(),
        segment.type(),
        null,
        segment.expressions(),
        segment.flags());
  }
}
