package io.wasmtier.compiler.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.validator.ValidatedModule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.util.CheckClassAdapter;

/// What the generated classes look like: well-formed, verifiable, and no method that HotSpot would
/// not compile.
class GeneratedClassesTest {
  private static List<Path> programs() throws IOException {
    String root = System.getProperty("wasmtier.root", "..");
    String folder = System.getenv("WASMTIER_BENCH_DIR");
    Path bench =
        folder != null ? Path.of(folder) : Path.of(root).resolve("../shared/bench").normalize();
    assumeTrue(
        Files.isDirectory(bench), "no benchmark programs: set WASMTIER_BENCH_DIR to their folder");
    try (Stream<Path> files = Files.walk(bench)) {
      return files.filter(file -> file.toString().endsWith(".wasm")).sorted().toList();
    }
  }

  private static BaselineCompiler compiler(ValidatedModule module, Tuning tuning) {
    return new BaselineCompiler(module, true, tuning, (function, code) -> {});
  }

  private static int largestMethod(byte[] classFile) {
    int largest = 0;
    for (MethodModel method : ClassFile.of().parse(classFile).methods()) {
      CodeAttribute code = (CodeAttribute) method.code().orElseThrow();
      largest = Math.max(largest, code.codeLength());
    }
    return largest;
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Tuning.Tier.class,
      names = {"BASELINE", "OPTIMIZING"})
  @DisplayName(
      "no method of the benchmark programs has more than 8,000 bytes, and every class verifies")
  void classesOfPrograms(Tuning.Tier tier) throws IOException {
    int classes = 0;
    try (Engine engine = new Engine(Config.DEFAULT)) {
      for (Path program : programs()) {
        ValidatedModule module = engine.load(program).validated();
        BaselineCompiler compiler = compiler(module, Tuning.standard().tier(tier));
        for (int batch = 0;
            batch < compiler.batchCount();
            batch += module.functionCount() > 1000 ? 16 : 1) {
          byte[] bytes = compiler.write(batch).bytes();
          assertThat(largestMethod(bytes))
              .as("%s, batch %d", program, batch)
              .isLessThanOrEqualTo(8000);
          new ClassReader(bytes).accept(new CheckClassAdapter(new ClassWriter(0), false), 0);
          StringWriter problems = new StringWriter();
          CheckClassAdapter.verify(
              new ClassReader(bytes),
              getClass().getClassLoader(),
              false,
              new PrintWriter(problems));
          assertThat(problems.toString()).as("%s, batch %d", program, batch).isEmpty();
          classes++;
        }
      }
    }
    assertThat(classes).isGreaterThan(20);
  }

  @Test
  @DisplayName("a function whose method would be too large is left out, its neighbours are not")
  void tooLargeIsLeftOut() {
    String large =
        "(local.set 0 (i32.add (i32.mul (local.get 0) (local.get 0)) (i32.const 1000)))".repeat(40);
    try (Engine engine = new Engine(Config.DEFAULT)) {
      ValidatedModule module =
          engine
              .loadText(
                  "(module (func (param i32)) (func (param i32) (result i32) "
                      + large
                      + "(local.get 0)) (func (param i32)))")
              .validated();
      BaselineCompiler compiler =
          compiler(
              module,
              Tuning.standard()
                  .with(Tuning.Row.METHOD_BYTES, 100)
                  .with(Tuning.Row.REGION_BYTES, 8000));
      BatchWriter batch = compiler.write(0);
      assertThat(batch.compiled).containsExactly(0, 2);
      assertThat(compiler.refused()).containsExactly(1);
      assertThat(largestMethod(batch.bytes())).isLessThanOrEqualTo(200);
    }
  }

  @Test
  @DisplayName("a function whose method would be too large is divided")
  void tooLargeIsDivided() {
    String large =
        "(local.set 0 (i32.add (i32.mul (local.get 0) (local.get 0)) (i32.const 1000)))"
            .repeat(900);
    try (Engine engine = new Engine(Config.DEFAULT)) {
      ValidatedModule module =
          engine
              .loadText("(module (func (param i32) (result i32) " + large + " (local.get 0)))")
              .validated();
      BaselineCompiler compiler =
          compiler(module, Tuning.standard().with(Tuning.Row.METHOD_BYTES, 2000));
      BatchWriter batch = compiler.write(0);
      assertThat(batch.compiled).containsExactly(0);
      assertThat(largestMethod(batch.bytes())).isBetween(200, 2000);
    }
  }
}
