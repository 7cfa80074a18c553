package io.wasmtier.compiler.ir;

import io.wasmtier.wasm.ValType;
import java.util.Locale;

/// Prints graphs: a line per node, with where its value goes once that is decided.
public final class GraphPrinter {
  private GraphPrinter() {}

  /// {@return a graph as text}
  public static String print(Graph graph) {
    StringBuilder text = new StringBuilder();
    text.append("function ").append(graph.function).append(' ').append(graph.type).append('\n');
    for (Block block : graph.blocks) {
      text.append(block).append(':');
      if (block.isHandler) {
        text.append(" handler");
      }
      if (block.loop != null) {
        text.append(block.loop.header == block ? " loop to b" : " in loop to b");
        text.append(block.loop.last);
      }
      text.append(" from ").append(block.predecessors);
      if (block.handler != null) {
        text.append(" catches in ").append(block.handler);
      }
      text.append('\n');
      block.phis.forEach(phi -> print(text, phi, block));
      block.nodes.forEach(node -> print(text, node, block));
    }
    return text.toString();
  }

  private static void print(StringBuilder text, Node node, Block block) {
    text.append(node.root ? "  * " : "    ");
    if (node.type != ValType.BITS_BOT) {
      text.append(node).append(' ').append(new ValType(node.type)).append(" = ");
    }
    text.append(
        node.opcode != null ? node.opcode.mnemonic() : node.kind.name().toLowerCase(Locale.ROOT));
    switch (node.kind) {
      case LOAD, STORE -> text.append(" memory ").append(node.index).append('+').append(node.bits);
      case CALL,
          CALL_INDIRECT,
          GLOBAL_GET,
          GLOBAL_SET,
          RESULT,
          VARIABLE_GET,
          VARIABLE_SET,
          TABLE,
          MEMORY,
          REF_FUNC,
          HAS_TAG,
          PAYLOAD,
          THROW ->
          text.append(' ').append(node.index);
      default -> {}
    }
    for (int i = 0; i < node.arity; i++) {
      Node input = node.in(i).resolve();
      text.append(i == 0 ? " " : ", ");
      if (input.isConstant()) {
        text.append(input.bits);
      } else if (input.kind == Node.Kind.PARAM) {
        text.append('p').append(input.index);
      } else {
        text.append(input);
      }
    }
    if (node.isTerminator()) {
      for (Block to : block.successors) {
        text.append(" -> ").append(to);
      }
    }
    if (node.slot >= 0) {
      text.append(" [").append(node.slot).append(']');
    }
    text.append('\n');
  }
}
