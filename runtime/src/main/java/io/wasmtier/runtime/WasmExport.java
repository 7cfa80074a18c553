package io.wasmtier.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a public Java method that guests may import: see [Linker#host].
///
/// The function's type follows from the method's: `int` is i32, `long` i64, `float` f32, `double`
/// f64, [V128] v128, [WasmFunction] funcref, any other reference type externref. A first parameter
/// of type [Instance] gets the importing instance and is not part of the function's type.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface WasmExport {
  /// The name under which guests import it; the method's name if empty.
  String value() default "";
}
