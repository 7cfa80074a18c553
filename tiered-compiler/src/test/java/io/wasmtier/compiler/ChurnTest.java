package io.wasmtier.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.Tuning.Row;
import io.wasmtier.runtime.Tuning.Tier;
import io.wasmtier.runtime.metrics.TierCounter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Modules that come, get hot and go leave nothing: their classes are unloaded.
class ChurnTest {
  /// Modules; -Dwasmtier.churn=20000 for more.
  private static final int MODULES = Integer.getInteger("wasmtier.churn", 2000);

  @Test
  @DisplayName("modules loaded, run hot and dropped leave neither metaspace nor heap behind")
  @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingIsLeft() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ChurnTest.class.getName(),
                Integer.toString(MODULES))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    String[] figures = output.strip().split(" ");
    assertThat(figures).as(output).hasSize(4);
    long metaspace = Long.parseLong(figures[1]) - Long.parseLong(figures[0]);
    long heap = Long.parseLong(figures[3]) - Long.parseLong(figures[2]);
    // A class loader with one class takes some 10 KB, a module more.
    assertThat(metaspace).as("growth of metaspace, in bytes").isLessThan(3_000_000);
    assertThat(heap).as("growth of the heap, in bytes").isLessThan(5_000_000);
  }

  /// Prints metaspace and heap, each after a tenth of the modules and in the end.
  public static void main(String[] arguments) {
    int modules = Integer.parseInt(arguments[0]);
    long metaspace = 0;
    long heap = 0;
    for (int i = 0; i < modules; i++) {
      if (i == modules / 10) {
        metaspace = metaspace();
        heap = heap();
      }
      churn(i);
    }
    System.out.println(metaspace + " " + metaspace() + " " + heap + " " + heap());
  }

  private static void churn(int number) {
    // One third each: compiled from the first call on, when hot, and when hot in the background.
    Tuning tuning =
        Tuning.standard()
            .tier(number % 3 == 0 ? Tier.BASELINE : Tier.AUTO)
            .with(Row.COMPILE_SYNCHRONOUSLY, number % 3 == 1 ? 1 : 0);
    try (Engine engine = new Engine(Config.DEFAULT, tuning);
        Store store = engine.newStore()) {
      Instance instance =
          store.instantiate(
              engine.loadText(
                  """
                  (module $churn%1$d (type $s (struct (field i32) (field (mut i64))))
                    (memory 1)
                    (func $add (param i32) (result i32) (i32.add (local.get 0) (i32.const %1$d)))
                    (func (export "f") (param i32) (result i32) (local i32)
                      (loop $again
                        (local.set 1 (call $add (local.get 1)))
                        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                      (local.get 1)))
                  """
                      .formatted(number)));
      int turns = 6000;
      Object result = instance.function("f").call(turns);
      if (!result.equals(turns * number)) {
        throw new AssertionError("module " + number + " returned " + result);
      }
      if (number % 3 != 2 && engine.metrics().get(TierCounter.COMPILED) == 0) {
        throw new AssertionError("module " + number + " was not compiled");
      }
    }
  }

  private static long metaspace() {
    long used = 0;
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().equals("Metaspace")) {
        used = pool.getUsage().getUsed();
      }
    }
    return used;
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
