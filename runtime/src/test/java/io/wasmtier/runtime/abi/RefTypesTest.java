package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ValType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests of references at run time, and scalars.
class RefTypesTest {
  private final ValidatedModule module =
      GuestTypes.module(
          """
          (type $a (sub (struct (field i32))))
          (type $b (sub $a (struct (field i32) (field i32))))
          (type $c (sub $a (struct (field i32) (field i64))))
          (type $d (sub $b (struct (field i32) (field i32) (field i32))))
          (type $e (sub (array anyref)))
          (type $f (sub $e (array (ref null $a))))
          """);
  private final DefType a = module.type(0);
  private final DefType b = module.type(1);
  private final DefType c = module.type(2);
  private final DefType d = module.type(3);
  private final GuestStruct struct = StructFactory.of(b).allocate();
  private final GuestArray array = GuestArrays.allocate(module.type(5), 1);
  private final WasmFunction function =
      WasmFunction.of(new FuncType(List.of(), List.of()), call -> {});

  private static Set<AbstractHeap> heaps(Object object) {
    Set<AbstractHeap> heaps = EnumSet.noneOf(AbstractHeap.class);
    for (AbstractHeap heap : AbstractHeap.values()) {
      boolean matches = RefTypes.matches(object, ValType.refBits(false, heap.ordinal()));
      assertThat(RefTypes.matches(object, ValType.refBits(true, heap.ordinal())))
          .isEqualTo(matches);
      if (matches) {
        heaps.add(heap);
      }
    }
    // External and internal references are the same objects.
    assertThat(heaps).contains(AbstractHeap.ANY, AbstractHeap.EXTERN);
    heaps.remove(AbstractHeap.EXTERN);
    return heaps;
  }

  @Test
  void abstractTypes() {
    assertThat(heaps(struct))
        .containsExactlyInAnyOrder(AbstractHeap.ANY, AbstractHeap.EQ, AbstractHeap.STRUCT);
    assertThat(heaps(array))
        .containsExactlyInAnyOrder(AbstractHeap.ANY, AbstractHeap.EQ, AbstractHeap.ARRAY);
    assertThat(heaps(I31.of(1)))
        .containsExactlyInAnyOrder(AbstractHeap.ANY, AbstractHeap.EQ, AbstractHeap.I31);
    assertThat(heaps("host")).containsExactly(AbstractHeap.ANY);
    assertThat(heaps(function)).containsExactlyInAnyOrder(AbstractHeap.ANY, AbstractHeap.FUNC);
  }

  @Test
  void nullMatchesNullableTypes() {
    for (AbstractHeap heap : AbstractHeap.values()) {
      assertThat(RefTypes.matches(null, ValType.refBits(true, heap.ordinal()))).isTrue();
      assertThat(RefTypes.matches(null, ValType.refBits(false, heap.ordinal()))).isFalse();
    }
    assertThat(RefTypes.matches(null, a.ref(true))).isTrue();
    assertThat(RefTypes.matches(null, a.ref(false) | ValType.EXACT)).isFalse();
  }

  @Test
  void concreteTypes() {
    assertThat(RefTypes.matches(struct, a.ref(false))).isTrue();
    assertThat(RefTypes.matches(struct, b.ref(true))).isTrue();
    assertThat(RefTypes.matches(struct, c.ref(true))).isFalse();
    assertThat(RefTypes.matches(struct, d.ref(true))).isFalse();
    assertThat(RefTypes.matches(array, module.type(4).ref(true))).isTrue();
    assertThat(RefTypes.matches(array, module.type(5).ref(true))).isTrue();
    assertThat(RefTypes.matches(array, a.ref(true))).isFalse();
    assertThat(RefTypes.matches(I31.of(0), a.ref(true))).isFalse();
    assertThat(RefTypes.matches("host", a.ref(true))).isFalse();
    assertThat(RefTypes.matches(function, function.type().ref(true))).isTrue();
    assertThat(RefTypes.matches(function, a.ref(true))).isFalse();
  }

  @Test
  void exactTypesAreNoSubtypes() {
    assertThat(RefTypes.matches(struct, b.ref(false) | ValType.EXACT)).isTrue();
    assertThat(RefTypes.matches(struct, a.ref(false) | ValType.EXACT)).isFalse();
  }

  @Test
  void scalarsHave31Bits() {
    for (int number : new int[] {0, 1, -1, 1023, 1024, -128, -129, 0x3FFF_FFFF, -0x4000_0000}) {
      assertThat(I31.of(number).signed()).isEqualTo(number);
      assertThat(I31.of(number).unsigned()).isEqualTo(number & 0x7FFF_FFFF);
      assertThat(I31.of(number ^ Integer.MIN_VALUE).signed()).isEqualTo(number);
    }
    assertThat(I31.of(0x4000_0000).signed()).isEqualTo(-0x4000_0000);
    assertThat(I31.of(0x4000_0000).unsigned()).isEqualTo(0x4000_0000);
  }

  @Test
  void scalarsAreSameByValueAllElseByIdentity() {
    assertThat(RefTypes.same(I31.of(1 << 20), I31.of(1 << 20))).isTrue();
    assertThat(RefTypes.same(I31.of(1 << 20), I31.of(1 << 21))).isFalse();
    assertThat(RefTypes.same(I31.of(1 << 20), null)).isFalse();
    assertThat(RefTypes.same(null, I31.of(1 << 20))).isFalse();
    assertThat(RefTypes.same(null, null)).isTrue();
    assertThat(RefTypes.same(struct, struct)).isTrue();
    assertThat(RefTypes.same(struct, struct.allocate())).isFalse();
    assertThat(RefTypes.same(1_000_000, Integer.valueOf(1_000_000))).isFalse();
  }
}
