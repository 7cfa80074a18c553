package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.emit.ClassEmitter;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.GraphBuilder;
import io.wasmtier.compiler.ir.GraphVerifier;
import io.wasmtier.compiler.ir.Node;
import io.wasmtier.compiler.lower.Refusal;
import io.wasmtier.compiler.pass.DeadCode;
import io.wasmtier.compiler.pass.TrivialPhis;
import io.wasmtier.runtime.abi.CodeSpace.Positions;
import io.wasmtier.validator.DefType;
import java.util.Objects;

/// Compiles a function in tier 2: graph, passes, regions, methods.
public final class FunctionWriter {
  private final Linkage link;
  private final Graph graph;
  private final Partition partition;
  private final Placement placement;

  private FunctionWriter(Linkage link, int function, int budget) {
    this.link = link;
    this.graph = GraphBuilder.build(link.module(), function);
    checkCalls();
    assert GraphVerifier.verify(graph);
    TrivialPhis.run(graph);
    DeadCode.run(graph);
    assert GraphVerifier.verify(graph);
    Trees.plan(graph);
    this.partition = Partition.of(graph, budget);
    this.placement = Placement.of(graph, partition);
  }

  /// Prepares a function.
  ///
  /// @param budget the bytes of JVM code aimed at for each method
  /// @throws Refusal if this tier can't compile it
  public static FunctionWriter of(Linkage link, int function, int budget) {
    return new FunctionWriter(link, function, budget);
  }

  private void checkCalls() {
    graph.blocks.forEach(block -> {
      for (Node node : block.nodes) {
        switch (node.kind) {
          case CALL, CALL_INDIRECT, CALL_REF -> {
            DefType type = Objects.requireNonNull(node.signature);
            if (!link.isTyped(type)) {
              throw new Refusal("a call of a function with v128 or too many values");
            }
          }
          default -> {}
        }
      }
    });
  }

  /// {@return the number of methods}
  public int methods() {
    return partition.regions.size();
  }

  /// Writes the methods into a class.
  ///
  /// @return the number of bytes of the longest
  public int write(ClassEmitter into) {
    int longest = 0;
    for (Region region : partition.regions) {
      boolean isRoot = region == partition.root();
      String name = isRoot ? link.method(graph.function) : MethodWriter.name(link, graph, region);
      MethodEmitter out =
          into.staticMethod(
              name,
              isRoot ? link.descriptor(graph.type) : MethodWriter.descriptor(placement, region),
              isRoot);
      MethodWriter writer = new MethodWriter(link, out, graph, placement, partition, region);
      writer.write();
      longest = Math.max(longest, out.end());
      link.positions(name, new Positions(graph.function, writer.site.offsets()));
    }
    return longest;
  }
}
