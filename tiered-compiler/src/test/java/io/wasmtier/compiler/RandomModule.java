package io.wasmtier.compiler;

import java.util.Random;

/// Makes modules in the text format whose functions may do anything that ends: loops are counted,
/// calls go to functions with larger numbers only. Division, truncation, addresses and tables may
/// trap.
///
/// Floats never reach memory or globals as such, because the bits of a NaN may differ between tiers
/// as they may between machines.
final class RandomModule {
  private static final int FUNCTIONS = 5;
  private static final String[] TYPES = {"i32", "i64", "f32", "f64"};

  private final Random random;
  private final StringBuilder out = new StringBuilder();
  private int function;
  private int loops;

  private RandomModule(long seed) {
    random = new Random(seed);
  }

  /// {@return a module that exports functions `f0` to `f4` of type i32 i64 f32 f64 to i32, memory
  /// `m`, and globals `g0`, `g1`}
  static String of(long seed) {
    return new RandomModule(seed).module();
  }

  private String module() {
    out.append(
        "(module (memory (export \"m\") 1 3) (table funcref (elem $f1 $f2 $f3 $f4 $pair))\n");
    out.append("(tag $e (param i32 i64)) (type $t (func (param i32 i64 f32 f64) (result i32)))\n");
    out.append("(global $g0 (export \"g0\") (mut i32) (i32.const 7))\n");
    out.append("(global $g1 (export \"g1\") (mut i64) (i64.const -3))\n");
    out.append(
        "(func $pair (param i32) (result i32 i64) local.get 0 (i64.extend_i32_s (local.get 0)))\n");
    for (function = 0; function < FUNCTIONS; function++) {
      out.append("(func $f").append(function).append(" (export \"f").append(function);
      out.append("\") (type $t) (local i32 i64 f32 f64 i32 i32 i32 i32)\n");
      loops = 0;
      for (int i = 2 + random.nextInt(6); i > 0; i--) {
        statement(3);
      }
      expression(0, 4);
      out.append(")\n");
    }
    return out.append(')').toString();
  }

  /// Locals 0 to 7 are two of each type, 8 to 11 count loops.
  private void local(String what, int type) {
    out.append(" (local.").append(what).append(' ').append(type + 4 * random.nextInt(2));
  }

  private void statement(int depth) {
    switch (random.nextInt(depth > 0 ? 14 : 4)) {
      case 0, 1 -> {
        int type = random.nextInt(4);
        local("set", type);
        expression(type, depth + 1);
        out.append(")\n");
      }
      case 2 -> {
        int type = random.nextInt(2);
        out.append(" (global.set $g").append(type);
        expression(type, depth + 1);
        out.append(")\n");
      }
      case 3 -> store(depth);
      case 4, 5 -> {
        out.append(" (if ");
        expression(0, depth);
        out.append(" (then");
        statement(depth - 1);
        out.append(") (else");
        statement(depth - 1);
        statement(depth - 1);
        out.append("))\n");
      }
      case 6, 7 -> loop(depth);
      case 8 -> {
        out.append(" (block (br_if 0 ");
        expression(0, depth);
        out.append(")");
        statement(depth - 1);
        statement(depth - 1);
        out.append(")\n");
      }
      case 9 -> {
        out.append(" (block (block (block (br_table 0 1 2 1 ");
        expression(0, depth);
        out.append("))");
        statement(depth - 1);
        out.append(")");
        statement(depth - 1);
        out.append(")\n");
      }
      case 10 -> {
        out.append(" (drop (memory.grow (i32.const ").append(random.nextInt(2)).append(")))\n");
      }
      case 11 -> {
        out.append(" (block $h (result i32 i64) (try_table (catch $e $h)");
        statement(depth - 1);
        out.append(" (if ");
        expression(0, depth);
        out.append(" (then (throw $e ");
        expression(0, depth - 1);
        expression(1, depth - 1);
        out.append("))))");
        expression(0, depth - 1);
        expression(1, depth - 1);
        out.append(")");
        local("set", 1);
        out.append(")");
        local("set", 0);
        out.append(")\n");
      }
      case 12 -> {
        out.append(" (memory.fill (i32.and (i32.const 65535) ");
        expression(0, depth - 1);
        out.append(")");
        expression(0, depth - 1);
        out.append(" (i32.const ").append(random.nextInt(40)).append("))\n");
      }
      default -> {
        out.append(" (call $pair ");
        expression(0, depth);
        out.append(")");
        local("set", 1);
        out.append(")");
        local("set", 0);
        out.append(")\n");
      }
    }
  }

  private void loop(int depth) {
    if (loops == 4 || depth < 2) {
      store(depth);
      return;
    }
    int counter = 8 + loops++;
    out.append(" (local.set ")
        .append(counter)
        .append(" (i32.const ")
        .append(1 + random.nextInt(5))
        .append("))");
    out.append(" (loop ");
    statement(depth - 1);
    if (random.nextInt(4) == 0) {
      statement(depth - 2);
    }
    out.append(" (br_if 0 (local.tee ").append(counter);
    out.append(" (i32.sub (local.get ").append(counter).append(") (i32.const 1)))))\n");
  }

  private void store(int depth) {
    int type = random.nextInt(2);
    String[] names =
        type == 0
            ? new String[] {"i32.store", "i32.store8", "i32.store16"}
            : new String[] {"i64.store", "i64.store8", "i64.store16", "i64.store32"};
    out.append(" (").append(pick(names));
    address(depth);
    expression(type, depth);
    out.append(")\n");
  }

  /// Mostly in bounds.
  private void address(int depth) {
    out.append(" offset=")
        .append(random.nextInt(3) == 0 ? random.nextInt(70_000) : random.nextInt(16));
    if (random.nextInt(12) == 0) {
      expression(0, depth - 1);
    } else {
      out.append(" (i32.and (i32.const 16383)");
      expression(0, depth - 1);
      out.append(")");
    }
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  private void constant(int type) {
    out.append(" (").append(TYPES[type]).append(".const ");
    switch (type) {
      case 0 -> out.append(random.nextBoolean() ? random.nextInt(20) - 4 : random.nextInt());
      case 1 -> out.append(random.nextBoolean() ? random.nextInt(20) - 4 : random.nextLong());
      default ->
          out.append(
              pick(
                  "0",
                  "-0",
                  "1",
                  "-1.5",
                  "1e10",
                  "-3e9",
                  "inf",
                  "-inf",
                  "nan",
                  "0.1",
                  "4294967296",
                  "1e-40"));
    }
    out.append(')');
  }

  private void expression(int type, int depth) {
    if (depth <= 0 || random.nextInt(6) == 0) {
      if (random.nextBoolean()) {
        constant(type);
      } else {
        local("get", type);
        out.append(')');
      }
      return;
    }
    if (type < 2) {
      integer(type, depth - 1);
    } else {
      floating(type, depth - 1);
    }
  }

  private void operation(String name, int depth, int... types) {
    out.append(" (").append(name);
    for (int type : types) {
      expression(type, depth);
    }
    out.append(')');
  }

  private void integer(int type, int depth) {
    String t = TYPES[type];
    switch (random.nextInt(type == 0 ? 12 : 9)) {
      case 0, 1 ->
          operation(
              t
                  + "."
                  + pick(
                      "add", "sub", "mul", "and", "or", "xor", "shl", "shr_s", "shr_u", "rotl",
                      "rotr"),
              depth,
              type,
              type);
      case 2 ->
          operation(
              t + "." + (random.nextInt(4) == 0 ? pick("div_s", "div_u", "rem_s", "rem_u") : "sub"),
              depth,
              type,
              type);
      case 3 ->
          operation(t + "." + pick("clz", "ctz", "popcnt", "extend8_s", "extend16_s"), depth, type);
      case 4 -> {
        out.append(" (select");
        expression(type, depth);
        expression(type, depth);
        expression(0, depth);
        out.append(')');
      }
      case 5 -> {
        out.append(" (")
            .append(t)
            .append('.')
            .append(pick("load", "load8_s", "load8_u", "load16_s", "load16_u"));
        address(depth);
        out.append(')');
      }
      case 6 -> {
        int from = 2 + random.nextInt(2);
        String name = random.nextInt(8) == 0 ? "trunc" : "trunc_sat";
        operation(t + "." + name + "_" + TYPES[from] + pick("_s", "_u"), depth, from);
      }
      case 7 -> {
        if (type == 0) {
          operation("i32.wrap_i64", depth, 1);
        } else {
          operation("i64.extend_i32" + pick("_s", "_u"), depth, 0);
        }
      }
      case 8 -> {
        out.append(" (if (result ").append(t).append(") ");
        expression(0, depth);
        out.append(" (then");
        expression(type, depth);
        out.append(") (else");
        expression(type, depth);
        out.append("))");
      }
      case 9 -> {
        int of = random.nextInt(4);
        String name =
            of < 2
                ? pick("eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u")
                : pick("eq", "ne", "lt", "gt", "le", "ge");
        operation(TYPES[of] + "." + name, depth, of, of);
      }
      case 10 -> {
        out.append(" (i32.eqz");
        operation("i32.eqz", depth, 0);
        out.append(')');
      }
      default -> call(depth);
    }
  }

  private void call(int depth) {
    if (function == FUNCTIONS - 1 || random.nextInt(3) == 0) {
      out.append(" (global.get $g0)");
      return;
    }
    int callee = function + 1 + random.nextInt(FUNCTIONS - 1 - function);
    if (random.nextBoolean()) {
      operation("call $f" + callee, depth - 1, 0, 1, 2, 3);
    } else {
      out.append(" (call_indirect (type $t)");
      for (int type = 0; type < 4; type++) {
        expression(type, depth - 1);
      }
      // Sometimes not of the type, sometimes past the end.
      int index = random.nextInt(10) == 0 ? 4 + random.nextInt(2) : callee - 1;
      out.append(" (i32.const ").append(index).append("))");
    }
  }

  private void floating(int type, int depth) {
    String t = TYPES[type];
    switch (random.nextInt(5)) {
      case 0, 1 ->
          operation(
              t + "." + pick("add", "sub", "mul", "div", "min", "max", "copysign"),
              depth,
              type,
              type);
      case 2 ->
          operation(
              t + "." + pick("abs", "neg", "ceil", "floor", "trunc", "nearest", "sqrt"),
              depth,
              type);
      case 3 -> operation(t + ".convert_" + pick("i32_s", "i32_u"), depth, 0);
      default -> {
        if (type == 2) {
          operation("f32.demote_f64", depth, 3);
        } else {
          operation("f64.promote_f32", depth, 2);
        }
      }
    }
  }
}
