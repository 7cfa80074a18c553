package io.wasmtier.runtime;

import static io.wasmtier.runtime.Fixture.fails;
import static io.wasmtier.runtime.Fixture.traps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.allocator.MemoryPolicy;
import io.wasmtier.allocator.MemoryView;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Memories, tables and globals seen by the host.
class MemoryTableGlobalTest {
  private final Fixture fixture = new Fixture();
  private final Store store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
  }

  private Memory memory() {
    return store.newMemory(new ExternType.Memory(new Limits(false, 1, 3, true), false, 16));
  }

  @Test
  void memoriesAreReadAndWritten() {
    Memory memory = memory();
    memory.putByte(0, (byte) 1);
    memory.putShort(2, (short) 0x0203);
    memory.putInt(4, 0x04050607);
    memory.putLong(8, 0x08090A0B0C0D0E0FL);
    assertThat(memory.read(0, 16))
        .isEqualTo(new byte[] {1, 0, 3, 2, 7, 6, 5, 4, 15, 14, 13, 12, 11, 10, 9, 8});
    assertThat(memory.getShort(2)).isEqualTo((short) 0x0203);
    assertThat(memory.writeString(100, "Größe")).isEqualTo(7);
    assertThat(memory.readString(100, 7)).isEqualTo("Größe");
    memory.fill(50, (byte) 9, 3);
    memory.copyFrom(memory, 50, 51, 3);
    assertThat(memory.read(49, 6)).isEqualTo(new byte[] {0, 9, 9, 9, 9, 0});
    memory.write(60, MemorySegment.ofArray(new byte[] {1, 2}));
    assertThat(memory.buffer(60, 2).getShort(0)).isEqualTo((short) 0x0201);
    memory.segment(60, 1).fill((byte) 5);
    assertThat(memory.getByte(60)).isEqualTo((byte) 5);
  }

  @Test
  void outOfBoundsIsATrap() {
    Memory memory = memory();
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.getInt(65533));
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.putLong(-1, 0));
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.read(0, Integer.MAX_VALUE));
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.read(0, -1));
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.segment(1L << 32, 0));
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.write(65535, new byte[2]));
    assertThat(memory.contains(65535, 1)).isTrue();
    assertThat(memory.contains(65535, 2)).isFalse();
    assertThat(memory.contains(-1, 1)).isFalse();
  }

  @Test
  void viewsEndWhenTheGuestGrowsTheMemory() {
    Instance instance =
        fixture.instance(
            """
            (module (memory (export "memory") 1 3)
              (func (export "grow") (result i32) (memory.grow (i32.const 1))))
            """);
    Memory memory = instance.memory("memory");
    MemoryView view = memory.view();
    assertThat(view.buffer().capacity()).isEqualTo(65536);
    instance.function("grow").call();
    assertThatThrownBy(view::buffer).isInstanceOf(IllegalStateException.class);
    assertThat(memory.sizeInPages()).isEqualTo(2);
    assertThat(memory.sizeInBytes()).isEqualTo(2 << 16);
    assertThat(memory.grow(2)).isEqualTo(-1);
    assertThat(memory.grow(1)).isEqualTo(2);
  }

  @Test
  void growthWhileARangeIsWorkedOnIsNoticed() {
    for (MemoryPolicy policy : List.of(MemoryPolicy.HEAP, MemoryPolicy.NATIVE)) {
      try (Engine engine = new Engine(Config.DEFAULT.memories(policy))) {
        Store own = engine.newStore();
        Instance instance =
            own.instantiate(
                engine.loadText(
                    """
                    (module (memory (export "memory") 1 9)
                      (func (export "grow") (result i32) (memory.grow (i32.const 2)))
                      (func (export "load") (result i32) (i32.load8_u (i32.const 8))))
                    """));
        Memory memory = instance.memory("memory");
        WasmFunction load = instance.function("load");
        assertThat(
                memory.<Object>withBuffer(
                    8, 4, buffer -> buffer.put(0, (byte) 5).order() + " " + load.call()))
            .isEqualTo("LITTLE_ENDIAN 5");
        Function<MemorySegment, @Nullable Object> growing =
            segment -> {
              segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 6);
              Object pages = instance.function("grow").call();
              segment.set(ValueLayout.JAVA_BYTE, 0, (byte) 7);
              return pages;
            };
        if (policy == MemoryPolicy.HEAP) {
          assertThatThrownBy(() -> memory.withSegment(8, 1, growing))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("the memory was moved by growing while a part of it was worked on");
          assertThat(load.call()).as("written to an array that was left").isEqualTo(6);
        } else {
          assertThat(memory.withSegment(8, 1, growing)).isEqualTo(1);
          assertThat(load.call()).as("native memory never moves").isEqualTo(7);
        }
        traps(
            TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS,
            () -> memory.withSegment(1 << 20, 1, segment -> segment));
        assertThatThrownBy(() ->
                memory.withSegment(
                    0,
                    1,
                    segment -> {
                      own.close();
                      return segment;
                    }))
            .hasMessage("the memory was closed while a part of it was worked on");
      }
    }
  }

  @Test
  void aSegmentKeptBeyondGrowthIsNotDangling() {
    Memory memory = memory();
    memory.putByte(3, (byte) 1);
    MemorySegment old = memory.segment(0, 65536);
    memory.grow(2);
    memory.putByte(3, (byte) 2);
    assertThat(old.get(ValueLayout.JAVA_BYTE, 3)).isIn((byte) 1, (byte) 2);
    old.fill((byte) 9);
    assertThat(memory.read(65536, 4)).isEqualTo(new byte[4]);
    store.close();
    assertThat(old.get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) 9);
  }

  @Test
  void typesThatNoModuleCouldHaveAreRefused() {
    Limits falling = new Limits(false, 3, 2, true);
    Limits one = new Limits(false, 1, 1, true);
    ValType unknown = ValType.ref(true, 1 << 28);
    List<ThrowingCallable> wrong =
        List.of(
            () -> store.newMemory(new ExternType.Memory(falling, false, 16)),
            () -> store.newMemory(new ExternType.Memory(one, false, 63)),
            () -> store.newMemory(new ExternType.Memory(one, false, 0)),
            () -> store.newMemory(new ExternType.Memory(new Limits(false, 1, 0, false), true, 16)),
            () -> store.newTable(new ExternType.Table(falling, ValType.FUNCREF), null),
            () -> store.newTable(new ExternType.Table(one, unknown), null),
            () -> store.newTable(new ExternType.Table(one, ValType.I32), null),
            () -> store.newGlobal(new ExternType.Global(unknown, true), null),
            () -> store.newGlobal(new ExternType.Global(new ValType(55), true), 1),
            () -> store.newGlobal(new ExternType.Global(ValType.I8, true), 1),
            () -> store.newTag(new FuncType(List.of(unknown), List.of())),
            () -> store.newTag(new FuncType(List.of(), List.of(ValType.I32))),
            () -> WasmFunction.of(new FuncType(List.of(new ValType(0)), List.of()), call -> {}));
    for (ThrowingCallable action : wrong) {
      fails(Failure.USAGE, action);
    }
    assertThat(store.memoryBytes()).isZero();
  }

  @Test
  void tablesCheckTheirElements() {
    Table table =
        store.newTable(
            new ExternType.Table(new Limits(false, 2, 4, true), ValType.EXTERNREF), "init");
    assertThat(table.get(1)).isEqualTo("init");
    table.set(0, this);
    assertThat(table.get(0)).isSameAs(this);
    assertThat(table.grow(2, null)).isEqualTo(2);
    assertThat(table.size()).isEqualTo(4);
    assertThat(table.get(3)).isNull();
    traps(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> table.get(4));
    traps(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> table.set(-1, null));
    Table functions =
        store.newTable(new ExternType.Table(new Limits(false, 1, 1, true), ValType.FUNCREF), null);
    assertThat(fails(Failure.USAGE, () -> functions.set(0, "text")))
        .hasMessage("element 0: expected funcref, found java.lang.String");
  }

  @Test
  void globalsAreTyped() {
    Global counter = store.newGlobal(new ExternType.Global(ValType.I32, true), 1);
    counter.set(-5);
    assertThat(counter.get()).isEqualTo(-5);
    assertThat(counter.getI32()).isEqualTo(-5);
    assertThat(fails(Failure.USAGE, counter::getI64)).hasMessage("the global is i32, not i64");
    assertThat(fails(Failure.USAGE, () -> counter.set(1L)))
        .hasMessage("value 0: expected i32, found java.lang.Long");
    Global constant = store.newGlobal(new ExternType.Global(ValType.V128, false), new V128(1, 2));
    assertThat(constant.get()).isEqualTo(new V128(1, 2));
    assertThat(fails(Failure.USAGE, () -> constant.set(V128.ZERO)))
        .hasMessage("the global is immutable");
  }
}
