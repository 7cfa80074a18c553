package io.wasmtier.spectest;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Who may import whom: the level table of the architecture, checked on the class files.
///
/// ```
/// level 4   benchmarks  spec-tests  cli             may see everything below
/// level 3   compiler (+ASM)  ipc (+Agrona)  wasi    see runtime, never one another
/// level 2   runtime                                 sees validator, decoder, allocator
/// level 1   validator                               sees decoder
/// level 0   decoder  allocator                      java.base (+ JSpecify annotations)
/// ```
class ArchitectureTest {
  private static final String[] DECODER = {
    "io.wasmtier.wasm..", "io.wasmtier.decoder..", "io.wasmtier.text.."
  };
  private static final String VALIDATOR = "io.wasmtier.validator..";
  private static final String ALLOCATOR = "io.wasmtier.allocator..";
  private static final String RUNTIME = "io.wasmtier.runtime..";
  private static final String COMPILER = "io.wasmtier.compiler..";
  private static final String WASI = "io.wasmtier.wasi..";

  /// The exported part of the runtime: what WASI, an ordinary user of it, may see.
  private static final String RUNTIME_API = "io.wasmtier.runtime";

  private static final String[] PLATFORM = {"java..", "org.jspecify.."};

  private static JavaClasses imported;

  @BeforeAll
  static void importClasses() {
    imported = new ClassFileImporter().importPackages("io.wasmtier");
  }

  /// A level of the table: the packages of a module and everything they may depend on.
  private record Level(String name, String[] packages, String[] sees) {}

  private static List<Level> levels() {
    return List.of(
        new Level("decoder", DECODER, together(PLATFORM, DECODER)),
        new Level("allocator", together(ALLOCATOR), together(PLATFORM, ALLOCATOR)),
        new Level("validator", together(VALIDATOR), together(PLATFORM, DECODER, VALIDATOR)),
        new Level(
            "runtime",
            together(RUNTIME),
            together(
                PLATFORM,
                DECODER,
                VALIDATOR,
                ALLOCATOR,
                RUNTIME,
                "jdk.jfr..",
                "jdk.incubator.vector..")),
        new Level(
            "tiered-compiler",
            together(COMPILER),
            together(PLATFORM, DECODER, VALIDATOR, RUNTIME, COMPILER, "org.objectweb.asm..")),
        new Level(
            "wasi", together(WASI), together(PLATFORM, DECODER, VALIDATOR, RUNTIME_API, WASI)));
  }

  @TestFactory
  @DisplayName("every module sees only the levels below")
  Stream<DynamicTest> levelsAreKept() {
    return levels().stream()
        .map(level ->
            DynamicTest.dynamicTest(
                level.name(),
                () -> {
                  assertThat(imported.that(resideInAnyPackage(level.packages())))
                      .as("classes of %s", level.name())
                      .anyMatch(found -> !found.getSimpleName().equals("package-info"));
                  classes()
                      .that()
                      .resideInAnyPackage(level.packages())
                      .should()
                      .onlyDependOnClassesThat()
                      .resideInAnyPackage(level.sees())
                      .check(imported);
                }));
  }

  @Test
  @DisplayName("no type is called Module: that name is java.lang's")
  void nothingIsCalledModule() {
    noClasses().should().haveSimpleName("Module").check(imported);
  }

  /// On sources, because this sees all modules, built or not.
  @Test
  @DisplayName("ASM is imported in compiler.emit only, Agrona in ipc only")
  void librariesHaveOneUser() throws IOException {
    var complaints = new ArrayList<String>();
    int seen = 0;
    for (Path source : RepositorySources.all()) {
      String name = RepositorySources.nameOf(source);
      if (!name.contains("/src/main/java/")) {
        continue;
      }
      seen++;
      for (String line : Files.readAllLines(source)) {
        if (mentions(line, "org.objectweb.asm.") && !name.contains("/io/wasmtier/compiler/emit/")) {
          complaints.add(name + ": " + line);
        }
        if (mentions(line, "org.agrona.") && !name.startsWith("ipc/")) {
          complaints.add(name + ": " + line);
        }
      }
    }
    assertThat(seen).as("main sources found").isGreaterThan(10);
    assertThat(complaints).isEmpty();
  }

  /// An import or a name written out; a comment may speak of the library.
  private static boolean mentions(String line, String packagePrefix) {
    return line.contains(packagePrefix) && !line.strip().startsWith("//");
  }

  /// Strings and arrays of strings, flattened.
  private static String[] together(Object... parts) {
    return Stream.of(parts)
        .flatMap(part ->
            part instanceof String[] several ? Stream.of(several) : Stream.of((String) part))
        .toArray(String[]::new);
  }
}
