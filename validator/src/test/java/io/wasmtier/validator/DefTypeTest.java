package io.wasmtier.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/// Canonical types: equality is identity, subtyping is declared, and what nobody keeps goes away.
class DefTypeTest {
  private static ValidatedModule module(String types) {
    return Validator.validate(
        WatParser.parse("test", "(module " + types + ")", FeatureSet.ALL), FeatureSet.ALL);
  }

  @Test
  void equalGroupsOfDifferentModulesAreTheSame() {
    String list =
        "(rec (type $l (struct (field i32 (ref null $l)))) (type (func (param (ref $l)))))";
    ValidatedModule one = module(list);
    ValidatedModule other = module("(type (func (result i64)))" + list);
    assertThat(other.type(1)).isSameAs(one.type(0));
    assertThat(other.type(2)).isSameAs(one.type(1));
    assertThat(DefType.of(one.type(0).id())).isSameAs(one.type(0));
  }

  @Test
  void theSameDefinitionInAnotherGroupIsAnother() {
    ValidatedModule module =
        module(
            """
            (type (struct)) (rec (type (struct)) (type (struct))) (rec (type (struct)) (type (struct)))
            (rec (type (struct)) (type (struct)) (type (struct)))
            """);
    assertThat(module.type(1)).isSameAs(module.type(3));
    assertThat(module.type(2)).isSameAs(module.type(4));
    assertThat(Set.of(0, 1, 2, 5, 6, 7).stream().map(module::type).distinct().count()).isEqualTo(6);
  }

  @Test
  void unrolledTypesDifferFromRolledOnes() {
    ValidatedModule module =
        module(
            """
            (rec (type $a (func (param (ref $a)))))
            (rec (type $b (func (param (ref $b)))))
            (rec (type $c (func (param (ref $a)))))
            """);
    assertThat(module.type(0)).isSameAs(module.type(1));
    assertThat(module.type(2)).isNotSameAs(module.type(0));
  }

  @Test
  void subtypesAreDeclared() {
    ValidatedModule module =
        module(
            """
            (type $a (sub (struct (field i32))))
            (type $b (sub $a (struct (field i32 i64))))
            (type $c (sub $b (struct (field i32 i64 f32))))
            (type $d (sub $a (struct (field i32 f64))))
            """);
    DefType a = module.type(0);
    DefType b = module.type(1);
    DefType c = module.type(2);
    DefType d = module.type(3);
    assertThat(c.isSubtypeOf(a)).isTrue();
    assertThat(c.isSubtypeOf(b)).isTrue();
    assertThat(c.isSubtypeOf(c)).isTrue();
    assertThat(a.isSubtypeOf(c)).isFalse();
    assertThat(c.isSubtypeOf(d)).isFalse();
    assertThat(c.depth()).isEqualTo(2);
    assertThat(c.supertype()).isSameAs(b);
    assertThat(a.supertype()).isNull();
    assertThat(a.heap()).isEqualTo(AbstractHeap.STRUCT);
    assertThat(Types.matches(c.ref(false), a.ref(true))).isTrue();
    assertThat(Types.matches(c.ref(true), a.ref(false))).isFalse();
    assertThat(Types.matches(c.ref(false), ValType.ANYREF.bits())).isTrue();
    assertThat(Types.matches(ValType.refBits(true, AbstractHeap.NONE.ordinal()), c.ref(true)))
        .isTrue();
    assertThat(Types.matches(ValType.refBits(true, AbstractHeap.NOFUNC.ordinal()), c.ref(true)))
        .isFalse();
  }

  @Test
  void functionsOfTheHostAreTheModules() {
    DefType host =
        DefType.function(new FuncType(List.of(ValType.V128, ValType.I32), List.of(ValType.F64)));
    ValidatedModule module = module("(type (func (param v128 i32) (result f64)))");
    assertThat(module.type(0)).isSameAs(host);
    assertThat(host.params()).containsExactly(ValType.BITS_V128, ValType.BITS_I32);
    assertThat(host.paramSlots()).isEqualTo(3);
    assertThat(host.resultSlots()).isEqualTo(1);
    assertThat(host).hasToString("(func (param v128 i32) (result f64))");
  }

  @Test
  void externalTypesMatch() {
    Limits one = new Limits(false, 1, 2, true);
    Limits more = new Limits(false, 2, 2, true);
    Limits open = new Limits(false, 1, 0, false);
    assertThat(Types.matches(more, one)).isTrue();
    assertThat(Types.matches(one, more)).isFalse();
    assertThat(Types.matches(one, open)).isTrue();
    assertThat(Types.matches(open, one)).isFalse();
    assertThat(Types.matches(new Limits(true, 1, 2, true), one)).isFalse();
    ValType i31 = ValType.ref(true, AbstractHeap.I31);
    assertThat(global(i31, false, ValType.ANYREF, false)).isTrue();
    assertThat(global(i31, true, ValType.ANYREF, true)).isFalse();
    assertThat(global(ValType.ANYREF, true, ValType.ANYREF, true)).isTrue();
    assertThat(global(ValType.ANYREF, true, ValType.ANYREF, false)).isFalse();
    assertThat(
            Types.matches(
                new ExternType.Table(one, i31), new ExternType.Table(one, ValType.ANYREF)))
        .isFalse();
    assertThat(
            Types.matches(
                new ExternType.Memory(one, true, 16), new ExternType.Memory(one, false, 16)))
        .isFalse();
    ValidatedModule module =
        module("(type $a (sub (func))) (type $b (sub $a (func))) (tag (type $a))");
    ExternType.Func a = new ExternType.Func(module.type(0).id(), false);
    ExternType.Func b = new ExternType.Func(module.type(1).id(), false);
    assertThat(Types.matches(b, a)).isTrue();
    assertThat(Types.matches(a, b)).isFalse();
    assertThat(Types.matches(b, new ExternType.Func(a.type(), true))).isFalse();
    assertThat(Types.matches(new ExternType.Tag(b.type()), new ExternType.Tag(a.type()))).isFalse();
    assertThat(Types.matches(a, new ExternType.Tag(a.type()))).isFalse();
  }

  private static boolean global(
      ValType found, boolean mutable, ValType wanted, boolean wantMutable) {
    return Types.matches(
        new ExternType.Global(found, mutable), new ExternType.Global(wanted, wantMutable));
  }

  @Test
  void collectsWhatNobodyKeeps() throws InterruptedException {
    int before = collected(Integer.MAX_VALUE);
    StringBuilder types = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      types
          .append("(type (struct (field i64 i64 i64 f32 f64")
          .append(" i32".repeat(i))
          .append(")))");
    }
    ValidatedModule kept = module(types.toString());
    int id = kept.type(299).id();
    assertThat(TypeTable.size()).isGreaterThanOrEqualTo(before + 300);
    System.gc();
    assertThat(kept.type(299)).isSameAs(DefType.of(id));
    kept = null;
    assertThat(collected(before + 50)).isLessThanOrEqualTo(before + 50);
    assertThatThrownBy(() -> DefType.of(id)).isInstanceOf(IllegalArgumentException.class);
  }

  private static int collected(int wanted) throws InterruptedException {
    int size = Integer.MAX_VALUE;
    for (int i = 0; i < 50 && (i < 3 || size > wanted); i++) {
      System.gc();
      Thread.sleep(10);
      size = TypeTable.size();
    }
    return size;
  }

  // A hammer: threads make and drop the same types while others are collected.
  @Test
  void threadsAgree() throws Exception {
    Set<DefType> seen = ConcurrentHashMap.newKeySet();
    List<Callable<Void>> jobs = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      jobs.add(() -> {
        for (int i = 0; i < 2_000; i++) {
          ValType[] params = new ValType[i % 40 + 20];
          Arrays.fill(params, ValType.F32);
          DefType type = DefType.function(new FuncType(List.of(params), List.of()));
          assertThat(DefType.of(type.id())).isSameAs(type);
          if (params.length == 33) {
            seen.add(type);
          }
        }
        return null;
      });
    }
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (Future<Void> done : pool.invokeAll(jobs)) {
        done.get();
      }
    }
    assertThat(seen).hasSize(1);
  }

  private static final ValidatedModule SOME =
      module(
          """
          (type $a (sub (struct))) (type $b (sub $a (struct (field i32)))) (type (array i8))
          (type $f (sub (func))) (type (sub $f (func)))
          """);

  @Provide
  Arbitrary<Integer> types() {
    List<Integer> types = new ArrayList<>(List.of(1, 2, 3, 4, 5));
    for (AbstractHeap heap : AbstractHeap.values()) {
      types.add(ValType.refBits(true, heap.ordinal()));
      types.add(ValType.refBits(false, heap.ordinal()));
    }
    for (int i = 0; i < SOME.typeCount(); i++) {
      types.add(SOME.type(i).ref(true));
      types.add(SOME.type(i).ref(false));
      types.add(SOME.type(i).ref(false) | ValType.EXACT);
    }
    return Arbitraries.of(types);
  }

  @Property
  void matchingIsAPartialOrder(
      @ForAll("types") int a, @ForAll("types") int b, @ForAll("types") int c) {
    assertThat(Types.matches(a, a)).isTrue();
    if (Types.matches(a, b) && Types.matches(b, c)) {
      assertThat(Types.matches(a, c)).isTrue();
    }
    if (a != b && Types.matches(a, b)) {
      assertThat(Types.matches(b, a)).isFalse();
    }
    if (ValType.isRef(a)) {
      assertThat(Types.matches(a, Types.top(a))).isTrue();
      assertThat(Types.matches(Types.bottom(a), a)).isTrue();
      assertThat(Types.matches(a, b) && ValType.isRef(b) && Types.top(a) != Types.top(b)).isFalse();
      assertThat(Types.matches(Types.diff(a, b), a)).isTrue();
    }
  }
}
