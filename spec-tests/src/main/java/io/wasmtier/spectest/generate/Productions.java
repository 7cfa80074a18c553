package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What code can be made of, each with a weight: expressions, which leave one value, and
/// statements, which leave nothing. Those of features that are off are not there.
final class Productions {
  /// Ways to choose before something simple is written instead.
  private static final int TRIES = 8;

  /// Code that leaves a value.
  interface Expression {
    /// Writes code that leaves a value of a type or a subtype.
    ///
    /// @param type the type wanted, as in [io.wasmtier.wasm.ValType#bits]
    /// @param depth how deep operands may nest
    /// @return false if it can't, and nothing is written
    boolean write(int type, int depth);
  }

  /// Code that leaves nothing.
  interface Statement {
    /// Writes the code.
    ///
    /// @param depth how deep operands may nest
    /// @return false if it can't, and nothing is written
    boolean write(int depth);
  }

  private final FeatureSet features;
  private final List<Expression> expressions = new ArrayList<>();
  private final List<Statement> statements = new ArrayList<>();

  Productions(FeatureSet features) {
    this.features = features;
  }

  Productions expression(int weight, Opcode opcode, Expression expression) {
    for (int i = 0; i < weight && features.has(opcode.feature()); i++) {
      expressions.add(expression);
    }
    return this;
  }

  Productions statement(int weight, Opcode opcode, Statement statement) {
    for (int i = 0; i < weight && features.has(opcode.feature()); i++) {
      statements.add(statement);
    }
    return this;
  }

  boolean expression(RandomGenerator random, int type, int depth) {
    for (int i = 0; i < TRIES; i++) {
      if (expressions.get(random.nextInt(expressions.size())).write(type, depth)) {
        return true;
      }
    }
    return false;
  }

  boolean statement(RandomGenerator random, int depth) {
    for (int i = 0; i < TRIES; i++) {
      if (statements.get(random.nextInt(statements.size())).write(depth)) {
        return true;
      }
    }
    return false;
  }
}
