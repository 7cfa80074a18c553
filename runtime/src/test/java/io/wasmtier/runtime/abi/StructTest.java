package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The generated classes of structures: fields, accessors, hierarchy, lifetime.
class StructTest {
  private static final String ALL_KINDS =
      """
      (type (struct
        (field (mut i8)) (field (mut i16)) (field (mut i32)) (field (mut i64)) (field (mut f32)) (field (mut f64))
        (field (mut v128)) (field (mut anyref)) (field (mut (ref null 0)))))
      """;

  @Test
  void fieldsAreZeroOrNullAtFirst() {
    GuestStruct struct = StructFactory.of(GuestTypes.type(ALL_KINDS)).allocate();
    for (int i = 0; i < 7; i++) {
      assertThat(struct.getBits(i)).isZero();
    }
    assertThat(struct.getHigh(6)).isZero();
    assertThat(struct.getReference(7)).isNull();
    assertThat(struct.getReference(8)).isNull();
  }

  @Test
  void fieldsKeepWhatFitsIntoThem() {
    GuestStruct struct = StructFactory.of(GuestTypes.type(ALL_KINDS)).allocate();
    struct.setBits(0, 0x1234_5680L);
    struct.setBits(1, 0x1234_8001L);
    struct.setBits(2, 0x7654_3210_8765_4321L);
    struct.setBits(3, Long.MIN_VALUE + 1);
    struct.setBits(4, 0x7FA0_0001L);
    struct.setBits(5, 0x7FF4_0000_0000_0001L);
    struct.setBits(6, -5);
    struct.setHigh(6, 6);
    struct.setReference(7, "host");
    struct.setReference(8, struct);
    assertThat(struct.getBits(0)).isEqualTo(-128);
    assertThat(struct.getBits(1)).isEqualTo(-0x7FFF);
    assertThat((int) struct.getBits(2)).isEqualTo(0x8765_4321);
    assertThat(struct.getBits(3)).isEqualTo(Long.MIN_VALUE + 1);
    assertThat((int) struct.getBits(4)).isEqualTo(0x7FA0_0001);
    assertThat(struct.getBits(5)).isEqualTo(0x7FF4_0000_0000_0001L);
    assertThat(struct.getBits(6)).isEqualTo(-5);
    assertThat(struct.getHigh(6)).isEqualTo(6);
    assertThat(struct.getReference(7)).isSameAs("host");
    assertThat(struct.getReference(8)).isSameAs(struct);
  }

  @Test
  void fillTakesSlotsInOrder() {
    GuestStruct struct = StructFactory.of(GuestTypes.type(ALL_KINDS)).allocate();
    long[] slots = new long[13];
    Object[] references = new Object[13];
    for (int i = 0; i < 13; i++) {
      slots[i] = i;
      references[i] = "r" + i;
    }
    struct.fill(slots, references, 2);
    for (int i = 0; i < 7; i++) {
      assertThat((int) struct.getBits(i)).isEqualTo(i + 2);
    }
    assertThat(struct.getHigh(6)).isEqualTo(9);
    assertThat(struct.getReference(7)).isEqualTo("r10");
    assertThat(struct.getReference(8)).isEqualTo("r11");
  }

  @Test
  void javaFieldsAreTyped() throws ReflectiveOperationException {
    Class<?> made = StructFactory.of(GuestTypes.type(ALL_KINDS)).structClass();
    Class<?>[] expected = {
      byte.class,
      short.class,
      int.class,
      long.class,
      float.class,
      double.class,
      long.class,
      Object.class,
      Object.class
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat(made.getField(StructLayout.field(i)).getType()).isEqualTo(expected[i]);
    }
    assertThat(made.getField(StructLayout.highField(6)).getType()).isEqualTo(long.class);
    assertThat(made.getFields()).hasSize(expected.length + 2);
  }

  @Test
  void otherKindsAndIndicesAreRefused() {
    GuestStruct struct = StructFactory.of(GuestTypes.type(ALL_KINDS)).allocate();
    assertThatThrownBy(() -> struct.getBits(7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> struct.getReference(2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> struct.getHigh(5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> struct.setBits(9, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> struct.setHigh(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> struct.setReference(0, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void subtypesAreSubclassesThatShareFields() {
    DefType leaf =
        GuestTypes.type(
            """
            (type $a (sub (struct (field (mut i32)) (field anyref))))
            (type $b (sub $a (struct (field (mut i32)) (field (ref null struct)) (field f64))))
            (type $c (sub final $b (struct (field (mut i32)) (field (ref null $a)) (field f64) (field i64))))
            """);
    StructFactory factory = StructFactory.of(leaf);
    GuestStruct struct = factory.allocate();
    assertThat(struct.type()).isSameAs(leaf);
    Class<?> superclass = factory.structClass().getSuperclass();
    assertThat(superclass).isEqualTo(StructFactory.of(leaf.supertype()).structClass());
    assertThat(superclass.getSuperclass().getSuperclass()).isEqualTo(GuestStruct.class);
    assertThat(factory.structClass().getDeclaredFields()).hasSize(2);
    assertThat(StructFactory.of(leaf.supertype()).allocate())
        .isNotInstanceOf(factory.structClass());
    struct.fill(new long[] {7, 0, 8, 9}, new Object[] {null, "r", null, null}, 0);
    assertThat((int) struct.getBits(0)).isEqualTo(7);
    assertThat(struct.getReference(1)).isEqualTo("r");
    assertThat(struct.getBits(2)).isEqualTo(8);
    assertThat(struct.getBits(3)).isEqualTo(9);
  }

  @Test
  void equalTypesOfDifferentModulesHaveOneClass() {
    String types =
        "(rec (type (struct (field i64) (field (ref null 1)))) (type (struct (field (ref null 0)))))";
    GuestStruct one = StructFactory.of(GuestTypes.type(types)).allocate();
    GuestStruct other =
        StructFactory.of(
                GuestTypes.type(
                    "(type (func)) "
                        + types.replace("null 1", "null 2").replace("null 0", "null 1")))
            .allocate();
    assertThat(one.getClass()).isEqualTo(other.getClass());
  }

  @Test
  void superclassMayBeOfAnotherGroup() {
    ValidatedModule module =
        GuestTypes.module(
            """
            (type $a (sub (struct (field i32))))
            (rec (type (sub $a (struct (field i32) (field i64)))) (type (struct)))
            """);
    StructFactory sub = StructFactory.of(module.type(1));
    StructFactory sup = StructFactory.of(module.type(0));
    assertThat(sub.structClass().getSuperclass()).isEqualTo(sup.structClass());
    assertThat(sub.structClass().getClassLoader())
        .isNotEqualTo(sup.structClass().getClassLoader())
        .isEqualTo(StructFactory.of(module.type(2)).structClass().getClassLoader());
  }

  @Test
  void anotherLoaderLinksByName() throws ClassNotFoundException {
    DefType type = GuestTypes.type("(type (struct (field i32) (field i32) (field f32)))");
    ClassLoader compiled =
        new ClassLoader(getClass().getClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> found = StructFactory.find(name);
            if (found == null) {
              throw new ClassNotFoundException(name);
            }
            return found;
          }
        };
    Class<?> linked = compiled.loadClass(StructLayout.className(type));
    assertThat(linked).isEqualTo(StructFactory.of(type).allocate().getClass());
    assertThatThrownBy(() -> compiled.loadClass(StructLayout.CLASS_PREFIX + "x"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  private static String fields(String kind, int count) {
    return ("(field (mut " + kind + "))").repeat(count);
  }

  @Test
  void manyFieldsAreSplit() {
    for (int count : new int[] {255, 256, 257, 512, 513, 10_000}) {
      DefType type =
          GuestTypes.type("(type (struct " + fields("i64", count - 1) + "(field (mut anyref))))");
      GuestStruct struct = StructFactory.of(type).allocate();
      long[] slots = new long[count + 1];
      Object[] references = new Object[count + 1];
      for (int i = 0; i <= count; i++) {
        slots[i] = 3L * i;
      }
      references[count] = "last";
      struct.fill(slots, references, 1);
      for (int i = 0; i < count - 1; i++) {
        assertThat(struct.getBits(i)).isEqualTo(3L * (i + 1));
        struct.setBits(i, -i);
      }
      for (int i = 0; i < count - 1; i++) {
        assertThat(struct.getBits(i)).isEqualTo(-i);
      }
      assertThat(struct.getReference(count - 1)).isEqualTo("last");
      assertThatThrownBy(() -> struct.getBits(count)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> struct.getBits(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void manyVectorsFitIntoAClass() {
    GuestStruct struct =
        StructFactory.of(GuestTypes.type("(type (struct " + fields("v128", 10_000) + "))"))
            .allocate();
    struct.setBits(9_999, 1);
    struct.setHigh(9_999, 2);
    struct.setHigh(0, 3);
    assertThat(struct.getBits(9_999)).isEqualTo(1);
    assertThat(struct.getHigh(9_999)).isEqualTo(2);
    assertThat(struct.getHigh(0)).isEqualTo(3);
  }

  @Test
  void largeStructuresInherit() {
    String many = fields("i32", 300);
    DefType leaf =
        GuestTypes.type(
            "(type $a (sub (struct "
                + many
                + ")))"
                + "(type $b (sub $a (struct "
                + many
                + ")))"
                + "(type $c (sub $b (struct "
                + many
                + fields("v128", 2)
                + fields("anyref", 300)
                + ")))");
    GuestStruct middle = StructFactory.of(leaf.supertype()).allocate();
    middle.setBits(299, 5);
    assertThat((int) middle.getBits(299)).isEqualTo(5);
    long[] slots = new long[604];
    Object[] references = new Object[604];
    for (int i = 0; i < 604; i++) {
      slots[i] = i;
      references[i] = i;
    }
    middle.fill(slots, references, 0);
    assertThat((int) middle.getBits(299)).isEqualTo(299);
    GuestStruct struct = StructFactory.of(leaf).allocate();
    struct.fill(slots, references, 0);
    assertThat((int) struct.getBits(0)).isZero();
    assertThat((int) struct.getBits(299)).isEqualTo(299);
    assertThat(struct.getBits(301)).isEqualTo(302);
    assertThat(struct.getHigh(301)).isEqualTo(303);
    assertThat(struct.getReference(302)).isEqualTo(304);
    assertThat(struct.getReference(601)).isEqualTo(603);
  }

  @Test
  void deepChains() {
    StringBuilder types = new StringBuilder("(type $t0 (sub (struct (field i32))))");
    for (int i = 1; i < 60; i++) {
      types
          .append("(type $t")
          .append(i)
          .append(" (sub $t")
          .append(i - 1)
          .append(" (struct ")
          .append("(field i32)".repeat(i + 1))
          .append(")))");
    }
    GuestStruct struct = StructFactory.of(GuestTypes.type(types.toString())).allocate();
    struct.setBits(59, 4);
    struct.setBits(0, 3);
    assertThat((int) struct.getBits(59)).isEqualTo(4);
    assertThat((int) struct.getBits(0)).isEqualTo(3);
  }

  @Test
  void classesAreMadeOnDemand() {
    ValidatedModule module =
        GuestTypes.module(
            "(type $a (sub (struct (field i8) (field i64))))"
                + "(type (sub $a (struct (field i8) (field i64) (field i8))))"
                + "(type (sub $a (struct (field i8) (field i64) (field i16))))");
    assertThat(module.type(0).attachment).isNull();
    StructFactory factory = StructFactory.of(module.type(2));
    assertThat(module.type(2).attachment).isSameAs(factory);
    assertThat(module.type(0).attachment).isInstanceOf(StructFactory.class);
    assertThat(module.type(1).attachment).isNull();
  }

  private static WeakReference<Class<?>> shortLived(int number) {
    DefType type =
        GuestTypes.type(
            "(type $a (sub (struct "
                + fields("f32", number + 3)
                + ")))"
                + "(type (sub $a (struct "
                + fields("f32", number + 4)
                + ")))");
    return new WeakReference<>(StructFactory.of(type).allocate().getClass());
  }

  @Test
  void classesGoWithTheirTypes() throws InterruptedException {
    List<WeakReference<Class<?>>> classes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      classes.add(shortLived(i));
    }
    for (int i = 0; i < 50 && classes.stream().anyMatch(c -> c.get() != null); i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(classes).allMatch(c -> c.get() == null);
  }

  @Test
  void aStructureKeepsItsType() {
    GuestStruct struct =
        StructFactory.of(GuestTypes.type("(type (struct (field i64) (field i8) (field i8)))"))
            .allocate();
    System.gc();
    assertThat(struct.type()).isSameAs(DefType.of(struct.type().id()));
    assertThat(StructFactory.of(struct.type()).structClass()).isEqualTo(struct.getClass());
  }

  @Test
  void threadsMakeOneClass() throws InterruptedException {
    DefType type = GuestTypes.type("(type (struct (field f64) (field i8) (field f64)))");
    List<Class<?>> made = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.startVirtualThread(() -> made.add(StructFactory.of(type).allocate().getClass())));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(made).hasSize(8).containsOnly(StructFactory.of(type).structClass());
  }
}
