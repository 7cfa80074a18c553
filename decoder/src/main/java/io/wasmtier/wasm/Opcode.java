package io.wasmtier.wasm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// THE TABLE: every instruction of WebAssembly 3.0 and of the proposals known, one row each with
/// every fact about it.
///
/// Decoder, validator, text format, translators, compilers, fuel, generators and documentation read
/// it. When a fact about an instruction is missing, add a column, not a second list. Columns:
/// prefix byte (0 for none), code, mnemonic, shape, signature (or null when it depends on
/// immediates), feature, logarithm of the bytes accessed in memory (or -1), facts, immediates in
/// binary order.
///
/// A signature is the operand types, a colon and the result types: `i` i32, `l` i64, `f` f32, `d`
/// f64, `v` v128, `a` the address type of the memory concerned.
///
/// File size: one row per instruction, and the rows belong together.
public enum Opcode {
  // spotless:off
  // Control (spec: Instructions, Control Instructions).
  UNREACHABLE(0, 0x00, "unreachable", Shape.UNREACHABLE, null, Feature.MVP, -1, 0),
  NOP(0, 0x01, "nop", Shape.NOP, ":", Feature.MVP, -1, 0),
  BLOCK(0, 0x02, "block", Shape.BLOCK, null, Feature.MVP, -1, 0, Immediate.BLOCK_TYPE),
  LOOP(0, 0x03, "loop", Shape.LOOP, null, Feature.MVP, -1, 0, Immediate.BLOCK_TYPE),
  IF(0, 0x04, "if", Shape.IF, null, Feature.MVP, -1, 0, Immediate.BLOCK_TYPE),
  ELSE(0, 0x05, "else", Shape.ELSE, null, Feature.MVP, -1, 0),
  TRY(0, 0x06, "try", Shape.LEGACY_TRY, null, Feature.LEGACY_EXCEPTIONS, -1, 0, Immediate.BLOCK_TYPE),
  CATCH(0, 0x07, "catch", Shape.LEGACY_CATCH, null, Feature.LEGACY_EXCEPTIONS, -1, 0, Immediate.TAG),
  THROW(0, 0x08, "throw", Shape.THROW, null, Feature.EXCEPTIONS, -1, 0, Immediate.TAG),
  RETHROW(0, 0x09, "rethrow", Shape.LEGACY_RETHROW, null, Feature.LEGACY_EXCEPTIONS, -1, 0, Immediate.LABEL),
  THROW_REF(0, 0x0A, "throw_ref", Shape.THROW_REF, null, Feature.EXCEPTIONS, -1, 0),
  END(0, 0x0B, "end", Shape.END, null, Feature.MVP, -1, Facts.CONSTANT),
  BR(0, 0x0C, "br", Shape.BR, null, Feature.MVP, -1, 0, Immediate.LABEL),
  BR_IF(0, 0x0D, "br_if", Shape.BR_IF, null, Feature.MVP, -1, 0, Immediate.LABEL),
  BR_TABLE(0, 0x0E, "br_table", Shape.BR_TABLE, null, Feature.MVP, -1, 0, Immediate.LABELS),
  RETURN(0, 0x0F, "return", Shape.RETURN, null, Feature.MVP, -1, 0),
  CALL(0, 0x10, "call", Shape.CALL, null, Feature.MVP, -1, 0, Immediate.FUNC),
  CALL_INDIRECT(0, 0x11, "call_indirect", Shape.CALL_INDIRECT, null, Feature.MVP, -1, 0, Immediate.TYPE, Immediate.TABLE),
  RETURN_CALL(0, 0x12, "return_call", Shape.CALL, null, Feature.TAIL_CALL, -1, 0, Immediate.FUNC),
  RETURN_CALL_INDIRECT(0, 0x13, "return_call_indirect", Shape.CALL_INDIRECT, null, Feature.TAIL_CALL, -1, 0, Immediate.TYPE, Immediate.TABLE),
  CALL_REF(0, 0x14, "call_ref", Shape.CALL_REF, null, Feature.FUNCTION_REFERENCES, -1, 0, Immediate.TYPE),
  RETURN_CALL_REF(0, 0x15, "return_call_ref", Shape.CALL_REF, null, Feature.FUNCTION_REFERENCES, -1, 0, Immediate.TYPE),
  DELEGATE(0, 0x18, "delegate", Shape.LEGACY_DELEGATE, null, Feature.LEGACY_EXCEPTIONS, -1, 0, Immediate.LABEL),
  CATCH_ALL(0, 0x19, "catch_all", Shape.LEGACY_CATCH_ALL, null, Feature.LEGACY_EXCEPTIONS, -1, 0),
  DROP(0, 0x1A, "drop", Shape.DROP, null, Feature.MVP, -1, 0),
  SELECT(0, 0x1B, "select", Shape.SELECT, null, Feature.MVP, -1, 0),
  SELECT_T(0, 0x1C, "select", Shape.SELECT, null, Feature.REFERENCE_TYPES, -1, 0, Immediate.VALUE_TYPES),
  TRY_TABLE(0, 0x1F, "try_table", Shape.TRY_TABLE, null, Feature.EXCEPTIONS, -1, 0, Immediate.BLOCK_TYPE, Immediate.CATCHES),

  // Variables and tables.
  LOCAL_GET(0, 0x20, "local.get", Shape.LOCAL_GET, null, Feature.MVP, -1, 0, Immediate.LOCAL),
  LOCAL_SET(0, 0x21, "local.set", Shape.LOCAL_SET, null, Feature.MVP, -1, 0, Immediate.LOCAL),
  LOCAL_TEE(0, 0x22, "local.tee", Shape.LOCAL_TEE, null, Feature.MVP, -1, 0, Immediate.LOCAL),
  GLOBAL_GET(0, 0x23, "global.get", Shape.GLOBAL_GET, null, Feature.MVP, -1, Facts.CONSTANT, Immediate.GLOBAL),
  GLOBAL_SET(0, 0x24, "global.set", Shape.GLOBAL_SET, null, Feature.MVP, -1, 0, Immediate.GLOBAL),
  TABLE_GET(0, 0x25, "table.get", Shape.TABLE_GET, null, Feature.REFERENCE_TYPES, -1, 0, Immediate.TABLE),
  TABLE_SET(0, 0x26, "table.set", Shape.TABLE_SET, null, Feature.REFERENCE_TYPES, -1, 0, Immediate.TABLE),

  // Memory.
  I32_LOAD(0, 0x28, "i32.load", Shape.LOAD, "a:i", Feature.MVP, 2, 0, Immediate.MEMARG),
  I64_LOAD(0, 0x29, "i64.load", Shape.LOAD, "a:l", Feature.MVP, 3, 0, Immediate.MEMARG),
  F32_LOAD(0, 0x2A, "f32.load", Shape.LOAD, "a:f", Feature.MVP, 2, 0, Immediate.MEMARG),
  F64_LOAD(0, 0x2B, "f64.load", Shape.LOAD, "a:d", Feature.MVP, 3, 0, Immediate.MEMARG),
  I32_LOAD8_S(0, 0x2C, "i32.load8_s", Shape.LOAD, "a:i", Feature.MVP, 0, 0, Immediate.MEMARG),
  I32_LOAD8_U(0, 0x2D, "i32.load8_u", Shape.LOAD, "a:i", Feature.MVP, 0, 0, Immediate.MEMARG),
  I32_LOAD16_S(0, 0x2E, "i32.load16_s", Shape.LOAD, "a:i", Feature.MVP, 1, 0, Immediate.MEMARG),
  I32_LOAD16_U(0, 0x2F, "i32.load16_u", Shape.LOAD, "a:i", Feature.MVP, 1, 0, Immediate.MEMARG),
  I64_LOAD8_S(0, 0x30, "i64.load8_s", Shape.LOAD, "a:l", Feature.MVP, 0, 0, Immediate.MEMARG),
  I64_LOAD8_U(0, 0x31, "i64.load8_u", Shape.LOAD, "a:l", Feature.MVP, 0, 0, Immediate.MEMARG),
  I64_LOAD16_S(0, 0x32, "i64.load16_s", Shape.LOAD, "a:l", Feature.MVP, 1, 0, Immediate.MEMARG),
  I64_LOAD16_U(0, 0x33, "i64.load16_u", Shape.LOAD, "a:l", Feature.MVP, 1, 0, Immediate.MEMARG),
  I64_LOAD32_S(0, 0x34, "i64.load32_s", Shape.LOAD, "a:l", Feature.MVP, 2, 0, Immediate.MEMARG),
  I64_LOAD32_U(0, 0x35, "i64.load32_u", Shape.LOAD, "a:l", Feature.MVP, 2, 0, Immediate.MEMARG),
  I32_STORE(0, 0x36, "i32.store", Shape.STORE, "ai:", Feature.MVP, 2, 0, Immediate.MEMARG),
  I64_STORE(0, 0x37, "i64.store", Shape.STORE, "al:", Feature.MVP, 3, 0, Immediate.MEMARG),
  F32_STORE(0, 0x38, "f32.store", Shape.STORE, "af:", Feature.MVP, 2, 0, Immediate.MEMARG),
  F64_STORE(0, 0x39, "f64.store", Shape.STORE, "ad:", Feature.MVP, 3, 0, Immediate.MEMARG),
  I32_STORE8(0, 0x3A, "i32.store8", Shape.STORE, "ai:", Feature.MVP, 0, 0, Immediate.MEMARG),
  I32_STORE16(0, 0x3B, "i32.store16", Shape.STORE, "ai:", Feature.MVP, 1, 0, Immediate.MEMARG),
  I64_STORE8(0, 0x3C, "i64.store8", Shape.STORE, "al:", Feature.MVP, 0, 0, Immediate.MEMARG),
  I64_STORE16(0, 0x3D, "i64.store16", Shape.STORE, "al:", Feature.MVP, 1, 0, Immediate.MEMARG),
  I64_STORE32(0, 0x3E, "i64.store32", Shape.STORE, "al:", Feature.MVP, 2, 0, Immediate.MEMARG),
  MEMORY_SIZE(0, 0x3F, "memory.size", Shape.MEMORY_SIZE, ":a", Feature.MVP, -1, 0, Immediate.MEMORY),
  MEMORY_GROW(0, 0x40, "memory.grow", Shape.MEMORY_GROW, "a:a", Feature.MVP, -1, 0, Immediate.MEMORY),

  // Numeric.
  I32_CONST(0, 0x41, "i32.const", Shape.CONST, ":i", Feature.MVP, -1, Facts.CONSTANT, Immediate.I32),
  I64_CONST(0, 0x42, "i64.const", Shape.CONST, ":l", Feature.MVP, -1, Facts.CONSTANT, Immediate.I64),
  F32_CONST(0, 0x43, "f32.const", Shape.CONST, ":f", Feature.MVP, -1, Facts.CONSTANT, Immediate.F32),
  F64_CONST(0, 0x44, "f64.const", Shape.CONST, ":d", Feature.MVP, -1, Facts.CONSTANT, Immediate.F64),
  I32_EQZ(0, 0x45, "i32.eqz", Shape.UNARY, "i:i", Feature.MVP, -1, 0),
  I32_EQ(0, 0x46, "i32.eq", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_NE(0, 0x47, "i32.ne", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_LT_S(0, 0x48, "i32.lt_s", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_LT_U(0, 0x49, "i32.lt_u", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_GT_S(0, 0x4A, "i32.gt_s", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_GT_U(0, 0x4B, "i32.gt_u", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_LE_S(0, 0x4C, "i32.le_s", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_LE_U(0, 0x4D, "i32.le_u", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_GE_S(0, 0x4E, "i32.ge_s", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_GE_U(0, 0x4F, "i32.ge_u", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I64_EQZ(0, 0x50, "i64.eqz", Shape.UNARY, "l:i", Feature.MVP, -1, 0),
  I64_EQ(0, 0x51, "i64.eq", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_NE(0, 0x52, "i64.ne", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_LT_S(0, 0x53, "i64.lt_s", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_LT_U(0, 0x54, "i64.lt_u", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_GT_S(0, 0x55, "i64.gt_s", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_GT_U(0, 0x56, "i64.gt_u", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_LE_S(0, 0x57, "i64.le_s", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_LE_U(0, 0x58, "i64.le_u", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_GE_S(0, 0x59, "i64.ge_s", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  I64_GE_U(0, 0x5A, "i64.ge_u", Shape.BINARY, "ll:i", Feature.MVP, -1, 0),
  F32_EQ(0, 0x5B, "f32.eq", Shape.BINARY, "ff:i", Feature.MVP, -1, 0),
  F32_NE(0, 0x5C, "f32.ne", Shape.BINARY, "ff:i", Feature.MVP, -1, 0),
  F32_LT(0, 0x5D, "f32.lt", Shape.BINARY, "ff:i", Feature.MVP, -1, 0),
  F32_GT(0, 0x5E, "f32.gt", Shape.BINARY, "ff:i", Feature.MVP, -1, 0),
  F32_LE(0, 0x5F, "f32.le", Shape.BINARY, "ff:i", Feature.MVP, -1, 0),
  F32_GE(0, 0x60, "f32.ge", Shape.BINARY, "ff:i", Feature.MVP, -1, 0),
  F64_EQ(0, 0x61, "f64.eq", Shape.BINARY, "dd:i", Feature.MVP, -1, 0),
  F64_NE(0, 0x62, "f64.ne", Shape.BINARY, "dd:i", Feature.MVP, -1, 0),
  F64_LT(0, 0x63, "f64.lt", Shape.BINARY, "dd:i", Feature.MVP, -1, 0),
  F64_GT(0, 0x64, "f64.gt", Shape.BINARY, "dd:i", Feature.MVP, -1, 0),
  F64_LE(0, 0x65, "f64.le", Shape.BINARY, "dd:i", Feature.MVP, -1, 0),
  F64_GE(0, 0x66, "f64.ge", Shape.BINARY, "dd:i", Feature.MVP, -1, 0),
  I32_CLZ(0, 0x67, "i32.clz", Shape.UNARY, "i:i", Feature.MVP, -1, 0),
  I32_CTZ(0, 0x68, "i32.ctz", Shape.UNARY, "i:i", Feature.MVP, -1, 0),
  I32_POPCNT(0, 0x69, "i32.popcnt", Shape.UNARY, "i:i", Feature.MVP, -1, 0),
  I32_ADD(0, 0x6A, "i32.add", Shape.BINARY, "ii:i", Feature.MVP, -1, Facts.CONSTANT),
  I32_SUB(0, 0x6B, "i32.sub", Shape.BINARY, "ii:i", Feature.MVP, -1, Facts.CONSTANT),
  I32_MUL(0, 0x6C, "i32.mul", Shape.BINARY, "ii:i", Feature.MVP, -1, Facts.CONSTANT),
  I32_DIV_S(0, 0x6D, "i32.div_s", Shape.BINARY, "ii:i", Feature.MVP, -1, Facts.TRAPS),
  I32_DIV_U(0, 0x6E, "i32.div_u", Shape.BINARY, "ii:i", Feature.MVP, -1, Facts.TRAPS),
  I32_REM_S(0, 0x6F, "i32.rem_s", Shape.BINARY, "ii:i", Feature.MVP, -1, Facts.TRAPS),
  I32_REM_U(0, 0x70, "i32.rem_u", Shape.BINARY, "ii:i", Feature.MVP, -1, Facts.TRAPS),
  I32_AND(0, 0x71, "i32.and", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_OR(0, 0x72, "i32.or", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_XOR(0, 0x73, "i32.xor", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_SHL(0, 0x74, "i32.shl", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_SHR_S(0, 0x75, "i32.shr_s", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_SHR_U(0, 0x76, "i32.shr_u", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_ROTL(0, 0x77, "i32.rotl", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I32_ROTR(0, 0x78, "i32.rotr", Shape.BINARY, "ii:i", Feature.MVP, -1, 0),
  I64_CLZ(0, 0x79, "i64.clz", Shape.UNARY, "l:l", Feature.MVP, -1, 0),
  I64_CTZ(0, 0x7A, "i64.ctz", Shape.UNARY, "l:l", Feature.MVP, -1, 0),
  I64_POPCNT(0, 0x7B, "i64.popcnt", Shape.UNARY, "l:l", Feature.MVP, -1, 0),
  I64_ADD(0, 0x7C, "i64.add", Shape.BINARY, "ll:l", Feature.MVP, -1, Facts.CONSTANT),
  I64_SUB(0, 0x7D, "i64.sub", Shape.BINARY, "ll:l", Feature.MVP, -1, Facts.CONSTANT),
  I64_MUL(0, 0x7E, "i64.mul", Shape.BINARY, "ll:l", Feature.MVP, -1, Facts.CONSTANT),
  I64_DIV_S(0, 0x7F, "i64.div_s", Shape.BINARY, "ll:l", Feature.MVP, -1, Facts.TRAPS),
  I64_DIV_U(0, 0x80, "i64.div_u", Shape.BINARY, "ll:l", Feature.MVP, -1, Facts.TRAPS),
  I64_REM_S(0, 0x81, "i64.rem_s", Shape.BINARY, "ll:l", Feature.MVP, -1, Facts.TRAPS),
  I64_REM_U(0, 0x82, "i64.rem_u", Shape.BINARY, "ll:l", Feature.MVP, -1, Facts.TRAPS),
  I64_AND(0, 0x83, "i64.and", Shape.BINARY, "ll:l", Feature.MVP, -1, 0),
  I64_OR(0, 0x84, "i64.or", Shape.BINARY, "ll:l", Feature.MVP, -1, 0),
  I64_XOR(0, 0x85, "i64.xor", Shape.BINARY, "ll:l", Feature.MVP, -1, 0),
  I64_SHL(0, 0x86, "i64.shl", Shape.BINARY, "ll:l", Feature.MVP, -1, 0),
  I64_SHR_S(0, 0x87, "i64.shr_s", Shape.BINARY, "ll:l", Feature.MVP, -1, 0),
  I64_SHR_U(0, 0x88, "i64.shr_u", Shape.BINARY, "ll:l", Feature.MVP, -1, 0),
  I64_ROTL(0, 0x89, "i64.rotl", Shape.BINARY, "ll:l", Feature.MVP, -1, 0),
  I64_ROTR(0, 0x8A, "i64.rotr", Shape.BINARY, "ll:l", Feature.MVP, -1, 0),
  F32_ABS(0, 0x8B, "f32.abs", Shape.UNARY, "f:f", Feature.MVP, -1, 0),
  F32_NEG(0, 0x8C, "f32.neg", Shape.UNARY, "f:f", Feature.MVP, -1, 0),
  F32_CEIL(0, 0x8D, "f32.ceil", Shape.UNARY, "f:f", Feature.MVP, -1, 0),
  F32_FLOOR(0, 0x8E, "f32.floor", Shape.UNARY, "f:f", Feature.MVP, -1, 0),
  F32_TRUNC(0, 0x8F, "f32.trunc", Shape.UNARY, "f:f", Feature.MVP, -1, 0),
  F32_NEAREST(0, 0x90, "f32.nearest", Shape.UNARY, "f:f", Feature.MVP, -1, 0),
  F32_SQRT(0, 0x91, "f32.sqrt", Shape.UNARY, "f:f", Feature.MVP, -1, 0),
  F32_ADD(0, 0x92, "f32.add", Shape.BINARY, "ff:f", Feature.MVP, -1, 0),
  F32_SUB(0, 0x93, "f32.sub", Shape.BINARY, "ff:f", Feature.MVP, -1, 0),
  F32_MUL(0, 0x94, "f32.mul", Shape.BINARY, "ff:f", Feature.MVP, -1, 0),
  F32_DIV(0, 0x95, "f32.div", Shape.BINARY, "ff:f", Feature.MVP, -1, 0),
  F32_MIN(0, 0x96, "f32.min", Shape.BINARY, "ff:f", Feature.MVP, -1, 0),
  F32_MAX(0, 0x97, "f32.max", Shape.BINARY, "ff:f", Feature.MVP, -1, 0),
  F32_COPYSIGN(0, 0x98, "f32.copysign", Shape.BINARY, "ff:f", Feature.MVP, -1, 0),
  F64_ABS(0, 0x99, "f64.abs", Shape.UNARY, "d:d", Feature.MVP, -1, 0),
  F64_NEG(0, 0x9A, "f64.neg", Shape.UNARY, "d:d", Feature.MVP, -1, 0),
  F64_CEIL(0, 0x9B, "f64.ceil", Shape.UNARY, "d:d", Feature.MVP, -1, 0),
  F64_FLOOR(0, 0x9C, "f64.floor", Shape.UNARY, "d:d", Feature.MVP, -1, 0),
  F64_TRUNC(0, 0x9D, "f64.trunc", Shape.UNARY, "d:d", Feature.MVP, -1, 0),
  F64_NEAREST(0, 0x9E, "f64.nearest", Shape.UNARY, "d:d", Feature.MVP, -1, 0),
  F64_SQRT(0, 0x9F, "f64.sqrt", Shape.UNARY, "d:d", Feature.MVP, -1, 0),
  F64_ADD(0, 0xA0, "f64.add", Shape.BINARY, "dd:d", Feature.MVP, -1, 0),
  F64_SUB(0, 0xA1, "f64.sub", Shape.BINARY, "dd:d", Feature.MVP, -1, 0),
  F64_MUL(0, 0xA2, "f64.mul", Shape.BINARY, "dd:d", Feature.MVP, -1, 0),
  F64_DIV(0, 0xA3, "f64.div", Shape.BINARY, "dd:d", Feature.MVP, -1, 0),
  F64_MIN(0, 0xA4, "f64.min", Shape.BINARY, "dd:d", Feature.MVP, -1, 0),
  F64_MAX(0, 0xA5, "f64.max", Shape.BINARY, "dd:d", Feature.MVP, -1, 0),
  F64_COPYSIGN(0, 0xA6, "f64.copysign", Shape.BINARY, "dd:d", Feature.MVP, -1, 0),
  I32_WRAP_I64(0, 0xA7, "i32.wrap_i64", Shape.UNARY, "l:i", Feature.MVP, -1, 0),
  I32_TRUNC_F32_S(0, 0xA8, "i32.trunc_f32_s", Shape.UNARY, "f:i", Feature.MVP, -1, Facts.TRAPS),
  I32_TRUNC_F32_U(0, 0xA9, "i32.trunc_f32_u", Shape.UNARY, "f:i", Feature.MVP, -1, Facts.TRAPS),
  I32_TRUNC_F64_S(0, 0xAA, "i32.trunc_f64_s", Shape.UNARY, "d:i", Feature.MVP, -1, Facts.TRAPS),
  I32_TRUNC_F64_U(0, 0xAB, "i32.trunc_f64_u", Shape.UNARY, "d:i", Feature.MVP, -1, Facts.TRAPS),
  I64_EXTEND_I32_S(0, 0xAC, "i64.extend_i32_s", Shape.UNARY, "i:l", Feature.MVP, -1, 0),
  I64_EXTEND_I32_U(0, 0xAD, "i64.extend_i32_u", Shape.UNARY, "i:l", Feature.MVP, -1, 0),
  I64_TRUNC_F32_S(0, 0xAE, "i64.trunc_f32_s", Shape.UNARY, "f:l", Feature.MVP, -1, Facts.TRAPS),
  I64_TRUNC_F32_U(0, 0xAF, "i64.trunc_f32_u", Shape.UNARY, "f:l", Feature.MVP, -1, Facts.TRAPS),
  I64_TRUNC_F64_S(0, 0xB0, "i64.trunc_f64_s", Shape.UNARY, "d:l", Feature.MVP, -1, Facts.TRAPS),
  I64_TRUNC_F64_U(0, 0xB1, "i64.trunc_f64_u", Shape.UNARY, "d:l", Feature.MVP, -1, Facts.TRAPS),
  F32_CONVERT_I32_S(0, 0xB2, "f32.convert_i32_s", Shape.UNARY, "i:f", Feature.MVP, -1, 0),
  F32_CONVERT_I32_U(0, 0xB3, "f32.convert_i32_u", Shape.UNARY, "i:f", Feature.MVP, -1, 0),
  F32_CONVERT_I64_S(0, 0xB4, "f32.convert_i64_s", Shape.UNARY, "l:f", Feature.MVP, -1, 0),
  F32_CONVERT_I64_U(0, 0xB5, "f32.convert_i64_u", Shape.UNARY, "l:f", Feature.MVP, -1, 0),
  F32_DEMOTE_F64(0, 0xB6, "f32.demote_f64", Shape.UNARY, "d:f", Feature.MVP, -1, 0),
  F64_CONVERT_I32_S(0, 0xB7, "f64.convert_i32_s", Shape.UNARY, "i:d", Feature.MVP, -1, 0),
  F64_CONVERT_I32_U(0, 0xB8, "f64.convert_i32_u", Shape.UNARY, "i:d", Feature.MVP, -1, 0),
  F64_CONVERT_I64_S(0, 0xB9, "f64.convert_i64_s", Shape.UNARY, "l:d", Feature.MVP, -1, 0),
  F64_CONVERT_I64_U(0, 0xBA, "f64.convert_i64_u", Shape.UNARY, "l:d", Feature.MVP, -1, 0),
  F64_PROMOTE_F32(0, 0xBB, "f64.promote_f32", Shape.UNARY, "f:d", Feature.MVP, -1, 0),
  I32_REINTERPRET_F32(0, 0xBC, "i32.reinterpret_f32", Shape.UNARY, "f:i", Feature.MVP, -1, 0),
  I64_REINTERPRET_F64(0, 0xBD, "i64.reinterpret_f64", Shape.UNARY, "d:l", Feature.MVP, -1, 0),
  F32_REINTERPRET_I32(0, 0xBE, "f32.reinterpret_i32", Shape.UNARY, "i:f", Feature.MVP, -1, 0),
  F64_REINTERPRET_I64(0, 0xBF, "f64.reinterpret_i64", Shape.UNARY, "l:d", Feature.MVP, -1, 0),
  I32_EXTEND8_S(0, 0xC0, "i32.extend8_s", Shape.UNARY, "i:i", Feature.SIGN_EXTENSION, -1, 0),
  I32_EXTEND16_S(0, 0xC1, "i32.extend16_s", Shape.UNARY, "i:i", Feature.SIGN_EXTENSION, -1, 0),
  I64_EXTEND8_S(0, 0xC2, "i64.extend8_s", Shape.UNARY, "l:l", Feature.SIGN_EXTENSION, -1, 0),
  I64_EXTEND16_S(0, 0xC3, "i64.extend16_s", Shape.UNARY, "l:l", Feature.SIGN_EXTENSION, -1, 0),
  I64_EXTEND32_S(0, 0xC4, "i64.extend32_s", Shape.UNARY, "l:l", Feature.SIGN_EXTENSION, -1, 0),

  // References.
  REF_NULL(0, 0xD0, "ref.null", Shape.REF_NULL, null, Feature.REFERENCE_TYPES, -1, Facts.CONSTANT, Immediate.HEAP_TYPE),
  REF_IS_NULL(0, 0xD1, "ref.is_null", Shape.REF_IS_NULL, null, Feature.REFERENCE_TYPES, -1, 0),
  REF_FUNC(0, 0xD2, "ref.func", Shape.REF_FUNC, null, Feature.REFERENCE_TYPES, -1, Facts.CONSTANT, Immediate.FUNC),
  REF_EQ(0, 0xD3, "ref.eq", Shape.REF_EQ, null, Feature.GC, -1, 0),
  REF_AS_NON_NULL(0, 0xD4, "ref.as_non_null", Shape.REF_AS_NON_NULL, null, Feature.FUNCTION_REFERENCES, -1, 0),
  BR_ON_NULL(0, 0xD5, "br_on_null", Shape.BR_ON_NULL, null, Feature.FUNCTION_REFERENCES, -1, 0, Immediate.LABEL),
  BR_ON_NON_NULL(0, 0xD6, "br_on_non_null", Shape.BR_ON_NON_NULL, null, Feature.FUNCTION_REFERENCES, -1, 0, Immediate.LABEL),

  // Stack switching.
  CONT_NEW(0, 0xE0, "cont.new", Shape.CONT_NEW, null, Feature.STACK_SWITCHING, -1, 0, Immediate.TYPE),
  CONT_BIND(0, 0xE1, "cont.bind", Shape.CONT_BIND, null, Feature.STACK_SWITCHING, -1, 0, Immediate.TYPE, Immediate.TYPE),
  SUSPEND(0, 0xE2, "suspend", Shape.SUSPEND, null, Feature.STACK_SWITCHING, -1, 0, Immediate.TAG),
  RESUME(0, 0xE3, "resume", Shape.RESUME, null, Feature.STACK_SWITCHING, -1, 0, Immediate.TYPE, Immediate.HANDLERS),
  RESUME_THROW(0, 0xE4, "resume_throw", Shape.RESUME_THROW, null, Feature.STACK_SWITCHING, -1, 0, Immediate.TYPE, Immediate.TAG, Immediate.HANDLERS),
  RESUME_THROW_REF(0, 0xE5, "resume_throw_ref", Shape.RESUME_THROW, null, Feature.STACK_SWITCHING, -1, 0, Immediate.TYPE, Immediate.HANDLERS),
  SWITCH(0, 0xE6, "switch", Shape.SWITCH, null, Feature.STACK_SWITCHING, -1, 0, Immediate.TYPE, Immediate.TAG),

  // Garbage collection (prefix 0xFB).
  STRUCT_NEW(0xFB, 0x00, "struct.new", Shape.STRUCT_NEW, null, Feature.GC, -1, Facts.CONSTANT, Immediate.TYPE),
  STRUCT_NEW_DEFAULT(0xFB, 0x01, "struct.new_default", Shape.STRUCT_NEW, null, Feature.GC, -1, Facts.CONSTANT, Immediate.TYPE),
  STRUCT_GET(0xFB, 0x02, "struct.get", Shape.STRUCT_GET, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.FIELD),
  STRUCT_GET_S(0xFB, 0x03, "struct.get_s", Shape.STRUCT_GET, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.FIELD),
  STRUCT_GET_U(0xFB, 0x04, "struct.get_u", Shape.STRUCT_GET, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.FIELD),
  STRUCT_SET(0xFB, 0x05, "struct.set", Shape.STRUCT_SET, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.FIELD),
  ARRAY_NEW(0xFB, 0x06, "array.new", Shape.ARRAY_NEW, null, Feature.GC, -1, Facts.CONSTANT, Immediate.TYPE),
  ARRAY_NEW_DEFAULT(0xFB, 0x07, "array.new_default", Shape.ARRAY_NEW, null, Feature.GC, -1, Facts.CONSTANT, Immediate.TYPE),
  ARRAY_NEW_FIXED(0xFB, 0x08, "array.new_fixed", Shape.ARRAY_NEW_FIXED, null, Feature.GC, -1, Facts.CONSTANT, Immediate.TYPE, Immediate.COUNT),
  ARRAY_NEW_DATA(0xFB, 0x09, "array.new_data", Shape.ARRAY_NEW_SEGMENT, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.DATA),
  ARRAY_NEW_ELEM(0xFB, 0x0A, "array.new_elem", Shape.ARRAY_NEW_SEGMENT, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.ELEM),
  ARRAY_GET(0xFB, 0x0B, "array.get", Shape.ARRAY_GET, null, Feature.GC, -1, 0, Immediate.TYPE),
  ARRAY_GET_S(0xFB, 0x0C, "array.get_s", Shape.ARRAY_GET, null, Feature.GC, -1, 0, Immediate.TYPE),
  ARRAY_GET_U(0xFB, 0x0D, "array.get_u", Shape.ARRAY_GET, null, Feature.GC, -1, 0, Immediate.TYPE),
  ARRAY_SET(0xFB, 0x0E, "array.set", Shape.ARRAY_SET, null, Feature.GC, -1, 0, Immediate.TYPE),
  ARRAY_LEN(0xFB, 0x0F, "array.len", Shape.ARRAY_LEN, null, Feature.GC, -1, 0),
  ARRAY_FILL(0xFB, 0x10, "array.fill", Shape.ARRAY_FILL, null, Feature.GC, -1, 0, Immediate.TYPE),
  ARRAY_COPY(0xFB, 0x11, "array.copy", Shape.ARRAY_COPY, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.TYPE),
  ARRAY_INIT_DATA(0xFB, 0x12, "array.init_data", Shape.ARRAY_INIT, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.DATA),
  ARRAY_INIT_ELEM(0xFB, 0x13, "array.init_elem", Shape.ARRAY_INIT, null, Feature.GC, -1, 0, Immediate.TYPE, Immediate.ELEM),
  REF_TEST(0xFB, 0x14, "ref.test", Shape.REF_TEST, null, Feature.GC, -1, 0, Immediate.HEAP_TYPE),
  REF_TEST_NULL(0xFB, 0x15, "ref.test", Shape.REF_TEST, null, Feature.GC, -1, Facts.NULLABLE, Immediate.HEAP_TYPE),
  REF_CAST(0xFB, 0x16, "ref.cast", Shape.REF_CAST, null, Feature.GC, -1, 0, Immediate.HEAP_TYPE),
  REF_CAST_NULL(0xFB, 0x17, "ref.cast", Shape.REF_CAST, null, Feature.GC, -1, Facts.NULLABLE, Immediate.HEAP_TYPE),
  BR_ON_CAST(0xFB, 0x18, "br_on_cast", Shape.BR_ON_CAST, null, Feature.GC, -1, 0, Immediate.CAST_FLAGS, Immediate.LABEL, Immediate.HEAP_TYPE, Immediate.HEAP_TYPE),
  BR_ON_CAST_FAIL(0xFB, 0x19, "br_on_cast_fail", Shape.BR_ON_CAST, null, Feature.GC, -1, 0, Immediate.CAST_FLAGS, Immediate.LABEL, Immediate.HEAP_TYPE, Immediate.HEAP_TYPE),
  ANY_CONVERT_EXTERN(0xFB, 0x1A, "any.convert_extern", Shape.ANY_CONVERT, null, Feature.GC, -1, Facts.CONSTANT),
  EXTERN_CONVERT_ANY(0xFB, 0x1B, "extern.convert_any", Shape.ANY_CONVERT, null, Feature.GC, -1, Facts.CONSTANT),
  REF_I31(0xFB, 0x1C, "ref.i31", Shape.REF_I31, null, Feature.GC, -1, Facts.CONSTANT),
  I31_GET_S(0xFB, 0x1D, "i31.get_s", Shape.I31_GET, null, Feature.GC, -1, 0),
  I31_GET_U(0xFB, 0x1E, "i31.get_u", Shape.I31_GET, null, Feature.GC, -1, 0),
  STRUCT_NEW_DESC(0xFB, 0x20, "struct.new_desc", Shape.STRUCT_NEW, null, Feature.CUSTOM_DESCRIPTORS, -1, Facts.CONSTANT, Immediate.TYPE),
  STRUCT_NEW_DEFAULT_DESC(0xFB, 0x21, "struct.new_default_desc", Shape.STRUCT_NEW, null, Feature.CUSTOM_DESCRIPTORS, -1, Facts.CONSTANT, Immediate.TYPE),
  REF_GET_DESC(0xFB, 0x22, "ref.get_desc", Shape.REF_GET_DESC, null, Feature.CUSTOM_DESCRIPTORS, -1, 0, Immediate.TYPE),
  REF_CAST_DESC_EQ(0xFB, 0x23, "ref.cast_desc_eq", Shape.REF_CAST_DESC, null, Feature.CUSTOM_DESCRIPTORS, -1, 0, Immediate.HEAP_TYPE),
  REF_CAST_DESC_EQ_NULL(0xFB, 0x24, "ref.cast_desc_eq", Shape.REF_CAST_DESC, null, Feature.CUSTOM_DESCRIPTORS, -1, Facts.NULLABLE, Immediate.HEAP_TYPE),
  BR_ON_CAST_DESC_EQ(0xFB, 0x25, "br_on_cast_desc_eq", Shape.BR_ON_CAST_DESC, null, Feature.CUSTOM_DESCRIPTORS, -1, 0, Immediate.CAST_FLAGS, Immediate.LABEL, Immediate.HEAP_TYPE, Immediate.HEAP_TYPE),
  BR_ON_CAST_DESC_EQ_FAIL(0xFB, 0x26, "br_on_cast_desc_eq_fail", Shape.BR_ON_CAST_DESC, null, Feature.CUSTOM_DESCRIPTORS, -1, 0, Immediate.CAST_FLAGS, Immediate.LABEL, Immediate.HEAP_TYPE, Immediate.HEAP_TYPE),

  // Saturating conversions, bulk operations, wide arithmetic (prefix 0xFC).
  I32_TRUNC_SAT_F32_S(0xFC, 0x00, "i32.trunc_sat_f32_s", Shape.UNARY, "f:i", Feature.SATURATING_FLOAT_TO_INT, -1, 0),
  I32_TRUNC_SAT_F32_U(0xFC, 0x01, "i32.trunc_sat_f32_u", Shape.UNARY, "f:i", Feature.SATURATING_FLOAT_TO_INT, -1, 0),
  I32_TRUNC_SAT_F64_S(0xFC, 0x02, "i32.trunc_sat_f64_s", Shape.UNARY, "d:i", Feature.SATURATING_FLOAT_TO_INT, -1, 0),
  I32_TRUNC_SAT_F64_U(0xFC, 0x03, "i32.trunc_sat_f64_u", Shape.UNARY, "d:i", Feature.SATURATING_FLOAT_TO_INT, -1, 0),
  I64_TRUNC_SAT_F32_S(0xFC, 0x04, "i64.trunc_sat_f32_s", Shape.UNARY, "f:l", Feature.SATURATING_FLOAT_TO_INT, -1, 0),
  I64_TRUNC_SAT_F32_U(0xFC, 0x05, "i64.trunc_sat_f32_u", Shape.UNARY, "f:l", Feature.SATURATING_FLOAT_TO_INT, -1, 0),
  I64_TRUNC_SAT_F64_S(0xFC, 0x06, "i64.trunc_sat_f64_s", Shape.UNARY, "d:l", Feature.SATURATING_FLOAT_TO_INT, -1, 0),
  I64_TRUNC_SAT_F64_U(0xFC, 0x07, "i64.trunc_sat_f64_u", Shape.UNARY, "d:l", Feature.SATURATING_FLOAT_TO_INT, -1, 0),
  MEMORY_INIT(0xFC, 0x08, "memory.init", Shape.MEMORY_INIT, "aii:", Feature.BULK_MEMORY, -1, 0, Immediate.DATA, Immediate.MEMORY),
  DATA_DROP(0xFC, 0x09, "data.drop", Shape.DATA_DROP, ":", Feature.BULK_MEMORY, -1, 0, Immediate.DATA),
  MEMORY_COPY(0xFC, 0x0A, "memory.copy", Shape.MEMORY_COPY, null, Feature.BULK_MEMORY, -1, 0, Immediate.MEMORY, Immediate.MEMORY),
  MEMORY_FILL(0xFC, 0x0B, "memory.fill", Shape.MEMORY_FILL, "aia:", Feature.BULK_MEMORY, -1, 0, Immediate.MEMORY),
  TABLE_INIT(0xFC, 0x0C, "table.init", Shape.TABLE_INIT, null, Feature.BULK_MEMORY, -1, 0, Immediate.ELEM, Immediate.TABLE),
  ELEM_DROP(0xFC, 0x0D, "elem.drop", Shape.ELEM_DROP, ":", Feature.BULK_MEMORY, -1, 0, Immediate.ELEM),
  TABLE_COPY(0xFC, 0x0E, "table.copy", Shape.TABLE_COPY, null, Feature.BULK_MEMORY, -1, 0, Immediate.TABLE, Immediate.TABLE),
  TABLE_GROW(0xFC, 0x0F, "table.grow", Shape.TABLE_GROW, null, Feature.REFERENCE_TYPES, -1, 0, Immediate.TABLE),
  TABLE_SIZE(0xFC, 0x10, "table.size", Shape.TABLE_SIZE, null, Feature.REFERENCE_TYPES, -1, 0, Immediate.TABLE),
  TABLE_FILL(0xFC, 0x11, "table.fill", Shape.TABLE_FILL, null, Feature.REFERENCE_TYPES, -1, 0, Immediate.TABLE),
  I64_ADD128(0xFC, 0x13, "i64.add128", Shape.WIDE, "llll:ll", Feature.WIDE_ARITHMETIC, -1, 0),
  I64_SUB128(0xFC, 0x14, "i64.sub128", Shape.WIDE, "llll:ll", Feature.WIDE_ARITHMETIC, -1, 0),
  I64_MUL_WIDE_S(0xFC, 0x15, "i64.mul_wide_s", Shape.WIDE, "ll:ll", Feature.WIDE_ARITHMETIC, -1, 0),
  I64_MUL_WIDE_U(0xFC, 0x16, "i64.mul_wide_u", Shape.WIDE, "ll:ll", Feature.WIDE_ARITHMETIC, -1, 0),

  // SIMD (prefix 0xFD).
  V128_LOAD(0xFD, 0x00, "v128.load", Shape.LOAD, "a:v", Feature.SIMD, 4, 0, Immediate.MEMARG),
  V128_LOAD8X8_S(0xFD, 0x01, "v128.load8x8_s", Shape.LOAD, "a:v", Feature.SIMD, 3, 0, Immediate.MEMARG),
  V128_LOAD8X8_U(0xFD, 0x02, "v128.load8x8_u", Shape.LOAD, "a:v", Feature.SIMD, 3, 0, Immediate.MEMARG),
  V128_LOAD16X4_S(0xFD, 0x03, "v128.load16x4_s", Shape.LOAD, "a:v", Feature.SIMD, 3, 0, Immediate.MEMARG),
  V128_LOAD16X4_U(0xFD, 0x04, "v128.load16x4_u", Shape.LOAD, "a:v", Feature.SIMD, 3, 0, Immediate.MEMARG),
  V128_LOAD32X2_S(0xFD, 0x05, "v128.load32x2_s", Shape.LOAD, "a:v", Feature.SIMD, 3, 0, Immediate.MEMARG),
  V128_LOAD32X2_U(0xFD, 0x06, "v128.load32x2_u", Shape.LOAD, "a:v", Feature.SIMD, 3, 0, Immediate.MEMARG),
  V128_LOAD8_SPLAT(0xFD, 0x07, "v128.load8_splat", Shape.LOAD, "a:v", Feature.SIMD, 0, 0, Immediate.MEMARG),
  V128_LOAD16_SPLAT(0xFD, 0x08, "v128.load16_splat", Shape.LOAD, "a:v", Feature.SIMD, 1, 0, Immediate.MEMARG),
  V128_LOAD32_SPLAT(0xFD, 0x09, "v128.load32_splat", Shape.LOAD, "a:v", Feature.SIMD, 2, 0, Immediate.MEMARG),
  V128_LOAD64_SPLAT(0xFD, 0x0A, "v128.load64_splat", Shape.LOAD, "a:v", Feature.SIMD, 3, 0, Immediate.MEMARG),
  V128_STORE(0xFD, 0x0B, "v128.store", Shape.STORE, "av:", Feature.SIMD, 4, 0, Immediate.MEMARG),
  V128_CONST(0xFD, 0x0C, "v128.const", Shape.CONST, ":v", Feature.SIMD, -1, Facts.CONSTANT, Immediate.V128),
  I8X16_SHUFFLE(0xFD, 0x0D, "i8x16.shuffle", Shape.SHUFFLE, "vv:v", Feature.SIMD, -1, 0, Immediate.LANES),
  I8X16_SWIZZLE(0xFD, 0x0E, "i8x16.swizzle", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_SPLAT(0xFD, 0x0F, "i8x16.splat", Shape.UNARY, "i:v", Feature.SIMD, -1, 0),
  I16X8_SPLAT(0xFD, 0x10, "i16x8.splat", Shape.UNARY, "i:v", Feature.SIMD, -1, 0),
  I32X4_SPLAT(0xFD, 0x11, "i32x4.splat", Shape.UNARY, "i:v", Feature.SIMD, -1, 0),
  I64X2_SPLAT(0xFD, 0x12, "i64x2.splat", Shape.UNARY, "l:v", Feature.SIMD, -1, 0),
  F32X4_SPLAT(0xFD, 0x13, "f32x4.splat", Shape.UNARY, "f:v", Feature.SIMD, -1, 0),
  F64X2_SPLAT(0xFD, 0x14, "f64x2.splat", Shape.UNARY, "d:v", Feature.SIMD, -1, 0),
  I8X16_EXTRACT_LANE_S(0xFD, 0x15, "i8x16.extract_lane_s", Shape.EXTRACT_LANE, "v:i", Feature.SIMD, -1, 0, Immediate.LANE),
  I8X16_EXTRACT_LANE_U(0xFD, 0x16, "i8x16.extract_lane_u", Shape.EXTRACT_LANE, "v:i", Feature.SIMD, -1, 0, Immediate.LANE),
  I8X16_REPLACE_LANE(0xFD, 0x17, "i8x16.replace_lane", Shape.REPLACE_LANE, "vi:v", Feature.SIMD, -1, 0, Immediate.LANE),
  I16X8_EXTRACT_LANE_S(0xFD, 0x18, "i16x8.extract_lane_s", Shape.EXTRACT_LANE, "v:i", Feature.SIMD, -1, 0, Immediate.LANE),
  I16X8_EXTRACT_LANE_U(0xFD, 0x19, "i16x8.extract_lane_u", Shape.EXTRACT_LANE, "v:i", Feature.SIMD, -1, 0, Immediate.LANE),
  I16X8_REPLACE_LANE(0xFD, 0x1A, "i16x8.replace_lane", Shape.REPLACE_LANE, "vi:v", Feature.SIMD, -1, 0, Immediate.LANE),
  I32X4_EXTRACT_LANE(0xFD, 0x1B, "i32x4.extract_lane", Shape.EXTRACT_LANE, "v:i", Feature.SIMD, -1, 0, Immediate.LANE),
  I32X4_REPLACE_LANE(0xFD, 0x1C, "i32x4.replace_lane", Shape.REPLACE_LANE, "vi:v", Feature.SIMD, -1, 0, Immediate.LANE),
  I64X2_EXTRACT_LANE(0xFD, 0x1D, "i64x2.extract_lane", Shape.EXTRACT_LANE, "v:l", Feature.SIMD, -1, 0, Immediate.LANE),
  I64X2_REPLACE_LANE(0xFD, 0x1E, "i64x2.replace_lane", Shape.REPLACE_LANE, "vl:v", Feature.SIMD, -1, 0, Immediate.LANE),
  F32X4_EXTRACT_LANE(0xFD, 0x1F, "f32x4.extract_lane", Shape.EXTRACT_LANE, "v:f", Feature.SIMD, -1, 0, Immediate.LANE),
  F32X4_REPLACE_LANE(0xFD, 0x20, "f32x4.replace_lane", Shape.REPLACE_LANE, "vf:v", Feature.SIMD, -1, 0, Immediate.LANE),
  F64X2_EXTRACT_LANE(0xFD, 0x21, "f64x2.extract_lane", Shape.EXTRACT_LANE, "v:d", Feature.SIMD, -1, 0, Immediate.LANE),
  F64X2_REPLACE_LANE(0xFD, 0x22, "f64x2.replace_lane", Shape.REPLACE_LANE, "vd:v", Feature.SIMD, -1, 0, Immediate.LANE),
  I8X16_EQ(0xFD, 0x23, "i8x16.eq", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_NE(0xFD, 0x24, "i8x16.ne", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_LT_S(0xFD, 0x25, "i8x16.lt_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_LT_U(0xFD, 0x26, "i8x16.lt_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_GT_S(0xFD, 0x27, "i8x16.gt_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_GT_U(0xFD, 0x28, "i8x16.gt_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_LE_S(0xFD, 0x29, "i8x16.le_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_LE_U(0xFD, 0x2A, "i8x16.le_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_GE_S(0xFD, 0x2B, "i8x16.ge_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_GE_U(0xFD, 0x2C, "i8x16.ge_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_EQ(0xFD, 0x2D, "i16x8.eq", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_NE(0xFD, 0x2E, "i16x8.ne", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_LT_S(0xFD, 0x2F, "i16x8.lt_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_LT_U(0xFD, 0x30, "i16x8.lt_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_GT_S(0xFD, 0x31, "i16x8.gt_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_GT_U(0xFD, 0x32, "i16x8.gt_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_LE_S(0xFD, 0x33, "i16x8.le_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_LE_U(0xFD, 0x34, "i16x8.le_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_GE_S(0xFD, 0x35, "i16x8.ge_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_GE_U(0xFD, 0x36, "i16x8.ge_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_EQ(0xFD, 0x37, "i32x4.eq", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_NE(0xFD, 0x38, "i32x4.ne", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_LT_S(0xFD, 0x39, "i32x4.lt_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_LT_U(0xFD, 0x3A, "i32x4.lt_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_GT_S(0xFD, 0x3B, "i32x4.gt_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_GT_U(0xFD, 0x3C, "i32x4.gt_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_LE_S(0xFD, 0x3D, "i32x4.le_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_LE_U(0xFD, 0x3E, "i32x4.le_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_GE_S(0xFD, 0x3F, "i32x4.ge_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_GE_U(0xFD, 0x40, "i32x4.ge_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_EQ(0xFD, 0x41, "f32x4.eq", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_NE(0xFD, 0x42, "f32x4.ne", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_LT(0xFD, 0x43, "f32x4.lt", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_GT(0xFD, 0x44, "f32x4.gt", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_LE(0xFD, 0x45, "f32x4.le", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_GE(0xFD, 0x46, "f32x4.ge", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_EQ(0xFD, 0x47, "f64x2.eq", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_NE(0xFD, 0x48, "f64x2.ne", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_LT(0xFD, 0x49, "f64x2.lt", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_GT(0xFD, 0x4A, "f64x2.gt", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_LE(0xFD, 0x4B, "f64x2.le", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_GE(0xFD, 0x4C, "f64x2.ge", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  V128_NOT(0xFD, 0x4D, "v128.not", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  V128_AND(0xFD, 0x4E, "v128.and", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  V128_ANDNOT(0xFD, 0x4F, "v128.andnot", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  V128_OR(0xFD, 0x50, "v128.or", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  V128_XOR(0xFD, 0x51, "v128.xor", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  V128_BITSELECT(0xFD, 0x52, "v128.bitselect", Shape.TERNARY, "vvv:v", Feature.SIMD, -1, 0),
  V128_ANY_TRUE(0xFD, 0x53, "v128.any_true", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  V128_LOAD8_LANE(0xFD, 0x54, "v128.load8_lane", Shape.LOAD_LANE, "av:v", Feature.SIMD, 0, 0, Immediate.MEMARG, Immediate.LANE),
  V128_LOAD16_LANE(0xFD, 0x55, "v128.load16_lane", Shape.LOAD_LANE, "av:v", Feature.SIMD, 1, 0, Immediate.MEMARG, Immediate.LANE),
  V128_LOAD32_LANE(0xFD, 0x56, "v128.load32_lane", Shape.LOAD_LANE, "av:v", Feature.SIMD, 2, 0, Immediate.MEMARG, Immediate.LANE),
  V128_LOAD64_LANE(0xFD, 0x57, "v128.load64_lane", Shape.LOAD_LANE, "av:v", Feature.SIMD, 3, 0, Immediate.MEMARG, Immediate.LANE),
  V128_STORE8_LANE(0xFD, 0x58, "v128.store8_lane", Shape.STORE_LANE, "av:", Feature.SIMD, 0, 0, Immediate.MEMARG, Immediate.LANE),
  V128_STORE16_LANE(0xFD, 0x59, "v128.store16_lane", Shape.STORE_LANE, "av:", Feature.SIMD, 1, 0, Immediate.MEMARG, Immediate.LANE),
  V128_STORE32_LANE(0xFD, 0x5A, "v128.store32_lane", Shape.STORE_LANE, "av:", Feature.SIMD, 2, 0, Immediate.MEMARG, Immediate.LANE),
  V128_STORE64_LANE(0xFD, 0x5B, "v128.store64_lane", Shape.STORE_LANE, "av:", Feature.SIMD, 3, 0, Immediate.MEMARG, Immediate.LANE),
  V128_LOAD32_ZERO(0xFD, 0x5C, "v128.load32_zero", Shape.LOAD, "a:v", Feature.SIMD, 2, 0, Immediate.MEMARG),
  V128_LOAD64_ZERO(0xFD, 0x5D, "v128.load64_zero", Shape.LOAD, "a:v", Feature.SIMD, 3, 0, Immediate.MEMARG),
  F32X4_DEMOTE_F64X2_ZERO(0xFD, 0x5E, "f32x4.demote_f64x2_zero", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F64X2_PROMOTE_LOW_F32X4(0xFD, 0x5F, "f64x2.promote_low_f32x4", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I8X16_ABS(0xFD, 0x60, "i8x16.abs", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I8X16_NEG(0xFD, 0x61, "i8x16.neg", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I8X16_POPCNT(0xFD, 0x62, "i8x16.popcnt", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I8X16_ALL_TRUE(0xFD, 0x63, "i8x16.all_true", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  I8X16_BITMASK(0xFD, 0x64, "i8x16.bitmask", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  I8X16_NARROW_I16X8_S(0xFD, 0x65, "i8x16.narrow_i16x8_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_NARROW_I16X8_U(0xFD, 0x66, "i8x16.narrow_i16x8_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_CEIL(0xFD, 0x67, "f32x4.ceil", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F32X4_FLOOR(0xFD, 0x68, "f32x4.floor", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F32X4_TRUNC(0xFD, 0x69, "f32x4.trunc", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F32X4_NEAREST(0xFD, 0x6A, "f32x4.nearest", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I8X16_SHL(0xFD, 0x6B, "i8x16.shl", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I8X16_SHR_S(0xFD, 0x6C, "i8x16.shr_s", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I8X16_SHR_U(0xFD, 0x6D, "i8x16.shr_u", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I8X16_ADD(0xFD, 0x6E, "i8x16.add", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_ADD_SAT_S(0xFD, 0x6F, "i8x16.add_sat_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_ADD_SAT_U(0xFD, 0x70, "i8x16.add_sat_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_SUB(0xFD, 0x71, "i8x16.sub", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_SUB_SAT_S(0xFD, 0x72, "i8x16.sub_sat_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_SUB_SAT_U(0xFD, 0x73, "i8x16.sub_sat_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_CEIL(0xFD, 0x74, "f64x2.ceil", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F64X2_FLOOR(0xFD, 0x75, "f64x2.floor", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I8X16_MIN_S(0xFD, 0x76, "i8x16.min_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_MIN_U(0xFD, 0x77, "i8x16.min_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_MAX_S(0xFD, 0x78, "i8x16.max_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I8X16_MAX_U(0xFD, 0x79, "i8x16.max_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_TRUNC(0xFD, 0x7A, "f64x2.trunc", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I8X16_AVGR_U(0xFD, 0x7B, "i8x16.avgr_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_EXTADD_PAIRWISE_I8X16_S(0xFD, 0x7C, "i16x8.extadd_pairwise_i8x16_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_EXTADD_PAIRWISE_I8X16_U(0xFD, 0x7D, "i16x8.extadd_pairwise_i8x16_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_EXTADD_PAIRWISE_I16X8_S(0xFD, 0x7E, "i32x4.extadd_pairwise_i16x8_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_EXTADD_PAIRWISE_I16X8_U(0xFD, 0x7F, "i32x4.extadd_pairwise_i16x8_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_ABS(0xFD, 0x80, "i16x8.abs", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_NEG(0xFD, 0x81, "i16x8.neg", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_Q15MULR_SAT_S(0xFD, 0x82, "i16x8.q15mulr_sat_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_ALL_TRUE(0xFD, 0x83, "i16x8.all_true", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  I16X8_BITMASK(0xFD, 0x84, "i16x8.bitmask", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  I16X8_NARROW_I32X4_S(0xFD, 0x85, "i16x8.narrow_i32x4_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_NARROW_I32X4_U(0xFD, 0x86, "i16x8.narrow_i32x4_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_EXTEND_LOW_I8X16_S(0xFD, 0x87, "i16x8.extend_low_i8x16_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_EXTEND_HIGH_I8X16_S(0xFD, 0x88, "i16x8.extend_high_i8x16_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_EXTEND_LOW_I8X16_U(0xFD, 0x89, "i16x8.extend_low_i8x16_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_EXTEND_HIGH_I8X16_U(0xFD, 0x8A, "i16x8.extend_high_i8x16_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_SHL(0xFD, 0x8B, "i16x8.shl", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I16X8_SHR_S(0xFD, 0x8C, "i16x8.shr_s", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I16X8_SHR_U(0xFD, 0x8D, "i16x8.shr_u", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I16X8_ADD(0xFD, 0x8E, "i16x8.add", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_ADD_SAT_S(0xFD, 0x8F, "i16x8.add_sat_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_ADD_SAT_U(0xFD, 0x90, "i16x8.add_sat_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_SUB(0xFD, 0x91, "i16x8.sub", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_SUB_SAT_S(0xFD, 0x92, "i16x8.sub_sat_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_SUB_SAT_U(0xFD, 0x93, "i16x8.sub_sat_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_NEAREST(0xFD, 0x94, "f64x2.nearest", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I16X8_MUL(0xFD, 0x95, "i16x8.mul", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_MIN_S(0xFD, 0x96, "i16x8.min_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_MIN_U(0xFD, 0x97, "i16x8.min_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_MAX_S(0xFD, 0x98, "i16x8.max_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_MAX_U(0xFD, 0x99, "i16x8.max_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_AVGR_U(0xFD, 0x9B, "i16x8.avgr_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_EXTMUL_LOW_I8X16_S(0xFD, 0x9C, "i16x8.extmul_low_i8x16_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_EXTMUL_HIGH_I8X16_S(0xFD, 0x9D, "i16x8.extmul_high_i8x16_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_EXTMUL_LOW_I8X16_U(0xFD, 0x9E, "i16x8.extmul_low_i8x16_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I16X8_EXTMUL_HIGH_I8X16_U(0xFD, 0x9F, "i16x8.extmul_high_i8x16_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_ABS(0xFD, 0xA0, "i32x4.abs", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_NEG(0xFD, 0xA1, "i32x4.neg", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_ALL_TRUE(0xFD, 0xA3, "i32x4.all_true", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  I32X4_BITMASK(0xFD, 0xA4, "i32x4.bitmask", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  I32X4_EXTEND_LOW_I16X8_S(0xFD, 0xA7, "i32x4.extend_low_i16x8_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_EXTEND_HIGH_I16X8_S(0xFD, 0xA8, "i32x4.extend_high_i16x8_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_EXTEND_LOW_I16X8_U(0xFD, 0xA9, "i32x4.extend_low_i16x8_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_EXTEND_HIGH_I16X8_U(0xFD, 0xAA, "i32x4.extend_high_i16x8_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_SHL(0xFD, 0xAB, "i32x4.shl", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I32X4_SHR_S(0xFD, 0xAC, "i32x4.shr_s", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I32X4_SHR_U(0xFD, 0xAD, "i32x4.shr_u", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I32X4_ADD(0xFD, 0xAE, "i32x4.add", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_SUB(0xFD, 0xB1, "i32x4.sub", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_MUL(0xFD, 0xB5, "i32x4.mul", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_MIN_S(0xFD, 0xB6, "i32x4.min_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_MIN_U(0xFD, 0xB7, "i32x4.min_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_MAX_S(0xFD, 0xB8, "i32x4.max_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_MAX_U(0xFD, 0xB9, "i32x4.max_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_DOT_I16X8_S(0xFD, 0xBA, "i32x4.dot_i16x8_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_EXTMUL_LOW_I16X8_S(0xFD, 0xBC, "i32x4.extmul_low_i16x8_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_EXTMUL_HIGH_I16X8_S(0xFD, 0xBD, "i32x4.extmul_high_i16x8_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_EXTMUL_LOW_I16X8_U(0xFD, 0xBE, "i32x4.extmul_low_i16x8_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_EXTMUL_HIGH_I16X8_U(0xFD, 0xBF, "i32x4.extmul_high_i16x8_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_ABS(0xFD, 0xC0, "i64x2.abs", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I64X2_NEG(0xFD, 0xC1, "i64x2.neg", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I64X2_ALL_TRUE(0xFD, 0xC3, "i64x2.all_true", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  I64X2_BITMASK(0xFD, 0xC4, "i64x2.bitmask", Shape.UNARY, "v:i", Feature.SIMD, -1, 0),
  I64X2_EXTEND_LOW_I32X4_S(0xFD, 0xC7, "i64x2.extend_low_i32x4_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I64X2_EXTEND_HIGH_I32X4_S(0xFD, 0xC8, "i64x2.extend_high_i32x4_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I64X2_EXTEND_LOW_I32X4_U(0xFD, 0xC9, "i64x2.extend_low_i32x4_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I64X2_EXTEND_HIGH_I32X4_U(0xFD, 0xCA, "i64x2.extend_high_i32x4_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I64X2_SHL(0xFD, 0xCB, "i64x2.shl", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I64X2_SHR_S(0xFD, 0xCC, "i64x2.shr_s", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I64X2_SHR_U(0xFD, 0xCD, "i64x2.shr_u", Shape.BINARY, "vi:v", Feature.SIMD, -1, 0),
  I64X2_ADD(0xFD, 0xCE, "i64x2.add", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_SUB(0xFD, 0xD1, "i64x2.sub", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_MUL(0xFD, 0xD5, "i64x2.mul", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_EQ(0xFD, 0xD6, "i64x2.eq", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_NE(0xFD, 0xD7, "i64x2.ne", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_LT_S(0xFD, 0xD8, "i64x2.lt_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_GT_S(0xFD, 0xD9, "i64x2.gt_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_LE_S(0xFD, 0xDA, "i64x2.le_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_GE_S(0xFD, 0xDB, "i64x2.ge_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_EXTMUL_LOW_I32X4_S(0xFD, 0xDC, "i64x2.extmul_low_i32x4_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_EXTMUL_HIGH_I32X4_S(0xFD, 0xDD, "i64x2.extmul_high_i32x4_s", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_EXTMUL_LOW_I32X4_U(0xFD, 0xDE, "i64x2.extmul_low_i32x4_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I64X2_EXTMUL_HIGH_I32X4_U(0xFD, 0xDF, "i64x2.extmul_high_i32x4_u", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_ABS(0xFD, 0xE0, "f32x4.abs", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F32X4_NEG(0xFD, 0xE1, "f32x4.neg", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F32X4_SQRT(0xFD, 0xE3, "f32x4.sqrt", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F32X4_ADD(0xFD, 0xE4, "f32x4.add", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_SUB(0xFD, 0xE5, "f32x4.sub", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_MUL(0xFD, 0xE6, "f32x4.mul", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_DIV(0xFD, 0xE7, "f32x4.div", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_MIN(0xFD, 0xE8, "f32x4.min", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_MAX(0xFD, 0xE9, "f32x4.max", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_PMIN(0xFD, 0xEA, "f32x4.pmin", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F32X4_PMAX(0xFD, 0xEB, "f32x4.pmax", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_ABS(0xFD, 0xEC, "f64x2.abs", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F64X2_NEG(0xFD, 0xED, "f64x2.neg", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F64X2_SQRT(0xFD, 0xEF, "f64x2.sqrt", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F64X2_ADD(0xFD, 0xF0, "f64x2.add", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_SUB(0xFD, 0xF1, "f64x2.sub", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_MUL(0xFD, 0xF2, "f64x2.mul", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_DIV(0xFD, 0xF3, "f64x2.div", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_MIN(0xFD, 0xF4, "f64x2.min", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_MAX(0xFD, 0xF5, "f64x2.max", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_PMIN(0xFD, 0xF6, "f64x2.pmin", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  F64X2_PMAX(0xFD, 0xF7, "f64x2.pmax", Shape.BINARY, "vv:v", Feature.SIMD, -1, 0),
  I32X4_TRUNC_SAT_F32X4_S(0xFD, 0xF8, "i32x4.trunc_sat_f32x4_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_TRUNC_SAT_F32X4_U(0xFD, 0xF9, "i32x4.trunc_sat_f32x4_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F32X4_CONVERT_I32X4_S(0xFD, 0xFA, "f32x4.convert_i32x4_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F32X4_CONVERT_I32X4_U(0xFD, 0xFB, "f32x4.convert_i32x4_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_TRUNC_SAT_F64X2_S_ZERO(0xFD, 0xFC, "i32x4.trunc_sat_f64x2_s_zero", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  I32X4_TRUNC_SAT_F64X2_U_ZERO(0xFD, 0xFD, "i32x4.trunc_sat_f64x2_u_zero", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F64X2_CONVERT_LOW_I32X4_S(0xFD, 0xFE, "f64x2.convert_low_i32x4_s", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),
  F64X2_CONVERT_LOW_I32X4_U(0xFD, 0xFF, "f64x2.convert_low_i32x4_u", Shape.UNARY, "v:v", Feature.SIMD, -1, 0),

  // Relaxed SIMD (prefix 0xFD, from 0x100).
  I8X16_RELAXED_SWIZZLE(0xFD, 0x100, "i8x16.relaxed_swizzle", Shape.BINARY, "vv:v", Feature.RELAXED_SIMD, -1, 0),
  I32X4_RELAXED_TRUNC_F32X4_S(0xFD, 0x101, "i32x4.relaxed_trunc_f32x4_s", Shape.UNARY, "v:v", Feature.RELAXED_SIMD, -1, 0),
  I32X4_RELAXED_TRUNC_F32X4_U(0xFD, 0x102, "i32x4.relaxed_trunc_f32x4_u", Shape.UNARY, "v:v", Feature.RELAXED_SIMD, -1, 0),
  I32X4_RELAXED_TRUNC_F64X2_S_ZERO(0xFD, 0x103, "i32x4.relaxed_trunc_f64x2_s_zero", Shape.UNARY, "v:v", Feature.RELAXED_SIMD, -1, 0),
  I32X4_RELAXED_TRUNC_F64X2_U_ZERO(0xFD, 0x104, "i32x4.relaxed_trunc_f64x2_u_zero", Shape.UNARY, "v:v", Feature.RELAXED_SIMD, -1, 0),
  F32X4_RELAXED_MADD(0xFD, 0x105, "f32x4.relaxed_madd", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),
  F32X4_RELAXED_NMADD(0xFD, 0x106, "f32x4.relaxed_nmadd", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),
  F64X2_RELAXED_MADD(0xFD, 0x107, "f64x2.relaxed_madd", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),
  F64X2_RELAXED_NMADD(0xFD, 0x108, "f64x2.relaxed_nmadd", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),
  I8X16_RELAXED_LANESELECT(0xFD, 0x109, "i8x16.relaxed_laneselect", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),
  I16X8_RELAXED_LANESELECT(0xFD, 0x10A, "i16x8.relaxed_laneselect", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),
  I32X4_RELAXED_LANESELECT(0xFD, 0x10B, "i32x4.relaxed_laneselect", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),
  I64X2_RELAXED_LANESELECT(0xFD, 0x10C, "i64x2.relaxed_laneselect", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),
  F32X4_RELAXED_MIN(0xFD, 0x10D, "f32x4.relaxed_min", Shape.BINARY, "vv:v", Feature.RELAXED_SIMD, -1, 0),
  F32X4_RELAXED_MAX(0xFD, 0x10E, "f32x4.relaxed_max", Shape.BINARY, "vv:v", Feature.RELAXED_SIMD, -1, 0),
  F64X2_RELAXED_MIN(0xFD, 0x10F, "f64x2.relaxed_min", Shape.BINARY, "vv:v", Feature.RELAXED_SIMD, -1, 0),
  F64X2_RELAXED_MAX(0xFD, 0x110, "f64x2.relaxed_max", Shape.BINARY, "vv:v", Feature.RELAXED_SIMD, -1, 0),
  I16X8_RELAXED_Q15MULR_S(0xFD, 0x111, "i16x8.relaxed_q15mulr_s", Shape.BINARY, "vv:v", Feature.RELAXED_SIMD, -1, 0),
  I16X8_RELAXED_DOT_I8X16_I7X16_S(0xFD, 0x112, "i16x8.relaxed_dot_i8x16_i7x16_s", Shape.BINARY, "vv:v", Feature.RELAXED_SIMD, -1, 0),
  I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S(0xFD, 0x113, "i32x4.relaxed_dot_i8x16_i7x16_add_s", Shape.TERNARY, "vvv:v", Feature.RELAXED_SIMD, -1, 0),

  // Threads (prefix 0xFE).
  MEMORY_ATOMIC_NOTIFY(0xFE, 0x00, "memory.atomic.notify", Shape.ATOMIC_NOTIFY, "ai:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  MEMORY_ATOMIC_WAIT32(0xFE, 0x01, "memory.atomic.wait32", Shape.ATOMIC_WAIT, "ail:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  MEMORY_ATOMIC_WAIT64(0xFE, 0x02, "memory.atomic.wait64", Shape.ATOMIC_WAIT, "all:i", Feature.THREADS, 3, 0, Immediate.MEMARG),
  ATOMIC_FENCE(0xFE, 0x03, "atomic.fence", Shape.FENCE, ":", Feature.THREADS, -1, 0, Immediate.ZERO),
  I32_ATOMIC_LOAD(0xFE, 0x10, "i32.atomic.load", Shape.ATOMIC_LOAD, "a:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_LOAD(0xFE, 0x11, "i64.atomic.load", Shape.ATOMIC_LOAD, "a:l", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_LOAD8_U(0xFE, 0x12, "i32.atomic.load8_u", Shape.ATOMIC_LOAD, "a:i", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_LOAD16_U(0xFE, 0x13, "i32.atomic.load16_u", Shape.ATOMIC_LOAD, "a:i", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_LOAD8_U(0xFE, 0x14, "i64.atomic.load8_u", Shape.ATOMIC_LOAD, "a:l", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_LOAD16_U(0xFE, 0x15, "i64.atomic.load16_u", Shape.ATOMIC_LOAD, "a:l", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_LOAD32_U(0xFE, 0x16, "i64.atomic.load32_u", Shape.ATOMIC_LOAD, "a:l", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I32_ATOMIC_STORE(0xFE, 0x17, "i32.atomic.store", Shape.ATOMIC_STORE, "ai:", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_STORE(0xFE, 0x18, "i64.atomic.store", Shape.ATOMIC_STORE, "al:", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_STORE8(0xFE, 0x19, "i32.atomic.store8", Shape.ATOMIC_STORE, "ai:", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_STORE16(0xFE, 0x1A, "i32.atomic.store16", Shape.ATOMIC_STORE, "ai:", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_STORE8(0xFE, 0x1B, "i64.atomic.store8", Shape.ATOMIC_STORE, "al:", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_STORE16(0xFE, 0x1C, "i64.atomic.store16", Shape.ATOMIC_STORE, "al:", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_STORE32(0xFE, 0x1D, "i64.atomic.store32", Shape.ATOMIC_STORE, "al:", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW_ADD(0xFE, 0x1E, "i32.atomic.rmw.add", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW_ADD(0xFE, 0x1F, "i64.atomic.rmw.add", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW8_ADD_U(0xFE, 0x20, "i32.atomic.rmw8.add_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW16_ADD_U(0xFE, 0x21, "i32.atomic.rmw16.add_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW8_ADD_U(0xFE, 0x22, "i64.atomic.rmw8.add_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW16_ADD_U(0xFE, 0x23, "i64.atomic.rmw16.add_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW32_ADD_U(0xFE, 0x24, "i64.atomic.rmw32.add_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW_SUB(0xFE, 0x25, "i32.atomic.rmw.sub", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW_SUB(0xFE, 0x26, "i64.atomic.rmw.sub", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW8_SUB_U(0xFE, 0x27, "i32.atomic.rmw8.sub_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW16_SUB_U(0xFE, 0x28, "i32.atomic.rmw16.sub_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW8_SUB_U(0xFE, 0x29, "i64.atomic.rmw8.sub_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW16_SUB_U(0xFE, 0x2A, "i64.atomic.rmw16.sub_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW32_SUB_U(0xFE, 0x2B, "i64.atomic.rmw32.sub_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW_AND(0xFE, 0x2C, "i32.atomic.rmw.and", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW_AND(0xFE, 0x2D, "i64.atomic.rmw.and", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW8_AND_U(0xFE, 0x2E, "i32.atomic.rmw8.and_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW16_AND_U(0xFE, 0x2F, "i32.atomic.rmw16.and_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW8_AND_U(0xFE, 0x30, "i64.atomic.rmw8.and_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW16_AND_U(0xFE, 0x31, "i64.atomic.rmw16.and_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW32_AND_U(0xFE, 0x32, "i64.atomic.rmw32.and_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW_OR(0xFE, 0x33, "i32.atomic.rmw.or", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW_OR(0xFE, 0x34, "i64.atomic.rmw.or", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW8_OR_U(0xFE, 0x35, "i32.atomic.rmw8.or_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW16_OR_U(0xFE, 0x36, "i32.atomic.rmw16.or_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW8_OR_U(0xFE, 0x37, "i64.atomic.rmw8.or_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW16_OR_U(0xFE, 0x38, "i64.atomic.rmw16.or_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW32_OR_U(0xFE, 0x39, "i64.atomic.rmw32.or_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW_XOR(0xFE, 0x3A, "i32.atomic.rmw.xor", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW_XOR(0xFE, 0x3B, "i64.atomic.rmw.xor", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW8_XOR_U(0xFE, 0x3C, "i32.atomic.rmw8.xor_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW16_XOR_U(0xFE, 0x3D, "i32.atomic.rmw16.xor_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW8_XOR_U(0xFE, 0x3E, "i64.atomic.rmw8.xor_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW16_XOR_U(0xFE, 0x3F, "i64.atomic.rmw16.xor_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW32_XOR_U(0xFE, 0x40, "i64.atomic.rmw32.xor_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW_XCHG(0xFE, 0x41, "i32.atomic.rmw.xchg", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW_XCHG(0xFE, 0x42, "i64.atomic.rmw.xchg", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW8_XCHG_U(0xFE, 0x43, "i32.atomic.rmw8.xchg_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW16_XCHG_U(0xFE, 0x44, "i32.atomic.rmw16.xchg_u", Shape.ATOMIC_RMW, "ai:i", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW8_XCHG_U(0xFE, 0x45, "i64.atomic.rmw8.xchg_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW16_XCHG_U(0xFE, 0x46, "i64.atomic.rmw16.xchg_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW32_XCHG_U(0xFE, 0x47, "i64.atomic.rmw32.xchg_u", Shape.ATOMIC_RMW, "al:l", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW_CMPXCHG(0xFE, 0x48, "i32.atomic.rmw.cmpxchg", Shape.ATOMIC_CMPXCHG, "aii:i", Feature.THREADS, 2, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW_CMPXCHG(0xFE, 0x49, "i64.atomic.rmw.cmpxchg", Shape.ATOMIC_CMPXCHG, "all:l", Feature.THREADS, 3, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW8_CMPXCHG_U(0xFE, 0x4A, "i32.atomic.rmw8.cmpxchg_u", Shape.ATOMIC_CMPXCHG, "aii:i", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I32_ATOMIC_RMW16_CMPXCHG_U(0xFE, 0x4B, "i32.atomic.rmw16.cmpxchg_u", Shape.ATOMIC_CMPXCHG, "aii:i", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW8_CMPXCHG_U(0xFE, 0x4C, "i64.atomic.rmw8.cmpxchg_u", Shape.ATOMIC_CMPXCHG, "all:l", Feature.THREADS, 0, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW16_CMPXCHG_U(0xFE, 0x4D, "i64.atomic.rmw16.cmpxchg_u", Shape.ATOMIC_CMPXCHG, "all:l", Feature.THREADS, 1, 0, Immediate.MEMARG),
  I64_ATOMIC_RMW32_CMPXCHG_U(0xFE, 0x4E, "i64.atomic.rmw32.cmpxchg_u", Shape.ATOMIC_CMPXCHG, "all:l", Feature.THREADS, 2, 0, Immediate.MEMARG);

  // spotless:on

  /// Flag bits of the facts column; a class of its own because enum constants can't use the enum's
  /// own constants.
  private static final class Facts {
    /// May stand in a constant expression.
    static final int CONSTANT = 1;

    /// A numeric instruction that may trap.
    static final int TRAPS = 2;

    /// The variant whose target type is nullable; it shares its mnemonic with the other variant.
    static final int NULLABLE = 4;
  }

  private static final Opcode[] VALUES = values();
  private static final @Nullable Opcode[] PLAIN = byCode(0, 0x100);
  private static final @Nullable Opcode[] PREFIX_FB = byCode(0xFB, 0x40);
  private static final @Nullable Opcode[] PREFIX_FC = byCode(0xFC, 0x20);
  private static final @Nullable Opcode[] PREFIX_FD = byCode(0xFD, 0x120);
  private static final @Nullable Opcode[] PREFIX_FE = byCode(0xFE, 0x50);
  private static final @Nullable Opcode[] NONE = new Opcode[0];

  private final int prefix;
  private final int code;
  private final String mnemonic;
  private final Shape shape;
  private final @Nullable String signature;
  private final Feature feature;
  private final int accessLog2;
  private final int facts;
  private final List<Immediate> immediates;

  Opcode(
      int prefix,
      int code,
      String mnemonic,
      Shape shape,
      @Nullable String signature,
      Feature feature,
      int accessLog2,
      int facts,
      Immediate... immediates) {
    this.prefix = prefix;
    this.code = code;
    this.mnemonic = mnemonic;
    this.shape = shape;
    this.signature = signature;
    this.feature = feature;
    this.accessLog2 = accessLog2;
    this.facts = facts;
    this.immediates = List.of(immediates);
  }

  private static @Nullable Opcode[] byCode(int prefix, int size) {
    @Nullable Opcode[] table = new Opcode[size];
    for (Opcode opcode : VALUES) {
      if (opcode.prefix == prefix) {
        table[opcode.code] = opcode;
      }
    }
    return table;
  }

  /// {@return the instruction with this ordinal}
  public static Opcode at(int ordinal) {
    return VALUES[ordinal];
  }

  /// {@return whether a byte is the first of a two-part code}
  public static boolean isPrefix(int firstByte) {
    return firstByte >= 0xFB && firstByte <= 0xFE;
  }

  /// {@return the instruction with this one-byte code, or null}
  public static @Nullable Opcode of(int firstByte) {
    return PLAIN[firstByte];
  }

  /// {@return the instruction with this prefix and code, or null}
  public static @Nullable Opcode of(int prefix, int code) {
    @Nullable Opcode[] table =
        switch (prefix) {
          case 0 -> PLAIN;
          case 0xFB -> PREFIX_FB;
          case 0xFC -> PREFIX_FC;
          case 0xFD -> PREFIX_FD;
          case 0xFE -> PREFIX_FE;
          default -> NONE;
        };
    return code >= 0 && code < table.length ? table[code] : null;
  }

  /// {@return the prefix byte, or 0}
  public int prefix() {
    return prefix;
  }

  /// {@return the code behind the prefix, or the one byte}
  public int code() {
    return code;
  }

  /// {@return the name in the text format; not unique (`select`, `ref.test`, `ref.cast`)}
  public String mnemonic() {
    return mnemonic;
  }

  /// {@return how it is validated and translated}
  public Shape shape() {
    return shape;
  }

  /// {@return the fixed signature, or null when it depends on the immediates}
  public @Nullable String signature() {
    return signature;
  }

  /// {@return the feature it belongs to}
  public Feature feature() {
    return feature;
  }

  /// {@return the logarithm of the number of bytes accessed in memory, which is the natural
  /// alignment; -1 without access}
  public int accessLog2() {
    return accessLog2;
  }

  /// {@return what follows the code, in binary order}
  public List<Immediate> immediates() {
    return immediates;
  }

  /// {@return whether it may stand in a constant expression (spec: Validation, Constant
  /// Expressions)}
  public boolean isConstant() {
    return (facts & Facts.CONSTANT) != 0;
  }

  /// {@return whether it is the nullable variant of two with the same mnemonic}
  public boolean isNullableVariant() {
    return (facts & Facts.NULLABLE) != 0;
  }

  /// {@return whether it is a tail call}
  public boolean isTailCall() {
    return feature == Feature.TAIL_CALL || this == RETURN_CALL_REF;
  }

  /// {@return the number of operands of the fixed signature}
  public int operands() {
    return signature == null ? -1 : signature.indexOf(':');
  }

  /// {@return whether it can be computed ahead, repeated and dropped: no trap, no state, no
  /// control}
  public boolean isPure() {
    return switch (shape) {
      case CONST,
          UNARY,
          BINARY,
          TERNARY,
          WIDE,
          EXTRACT_LANE,
          REPLACE_LANE,
          SHUFFLE,
          REF_NULL,
          REF_FUNC ->
          (facts & Facts.TRAPS) == 0;
      case LOCAL_GET, NOP, DROP, SELECT, REF_IS_NULL, REF_EQ, REF_I31, REF_TEST, ANY_CONVERT ->
          true;
      default -> false;
    };
  }

  /// {@return the fuel it costs: nothing for instructions that only structure the code, else 1}
  public int weight() {
    return switch (shape) {
      case NOP, BLOCK, LOOP, ELSE, END, DROP, TRY_TABLE, LEGACY_TRY, UNREACHABLE -> 0;
      default -> 1;
    };
  }

  /// {@return the name of the method that gives its meaning: `i32.trunc_sat_f32_s` has
  /// `i32TruncSatF32S`}
  public String methodName() {
    StringBuilder name = new StringBuilder(mnemonic.length());
    boolean upper = false;
    for (int i = 0; i < mnemonic.length(); i++) {
      char c = mnemonic.charAt(i);
      if (c == '.' || c == '_') {
        upper = true;
      } else {
        name.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return name.toString();
  }

  /// {@return the value type of a signature letter}
  ///
  /// @param letter a letter of [#signature]
  /// @param is64 whether the memory concerned has 64-bit addresses
  public static int typeBits(char letter, boolean is64) {
    return switch (letter) {
      case 'i' -> ValType.BITS_I32;
      case 'l' -> ValType.BITS_I64;
      case 'f' -> ValType.BITS_F32;
      case 'd' -> ValType.BITS_F64;
      case 'v' -> ValType.BITS_V128;
      case 'a' -> is64 ? ValType.BITS_I64 : ValType.BITS_I32;
      default -> throw new IllegalArgumentException("signature letter " + letter);
    };
  }
}
