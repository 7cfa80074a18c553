package io.wasmtier.runtime;

import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Import;
import java.util.ArrayList;
import java.util.List;

/// Lists what a module imports and exports.
final class ModuleTypes {
  private ModuleTypes() {}

  static List<ImportType> imports(ValidatedModule module) {
    List<ImportType> types = new ArrayList<>();
    List<Import> imports = module.module().imports();
    for (int i = 0; i < imports.size(); i++) {
      Import wanted = imports.get(i);
      ExternType type = module.importType(i);
      types.add(new ImportType(wanted.module(), wanted.name(), type, Signatures.describe(type)));
    }
    return List.copyOf(types);
  }

  static List<ExportType> exports(ValidatedModule module) {
    List<ExportType> types = new ArrayList<>();
    for (Export export : module.module().exports()) {
      int index = export.index();
      ExternType type =
          switch (export.kind()) {
            case FUNC -> new ExternType.Func(module.functionType(index).id(), false);
            case TABLE -> module.tableType(index);
            case MEMORY -> module.memoryType(index);
            case GLOBAL -> module.globalType(index);
            case TAG -> new ExternType.Tag(module.tagType(index).id());
          };
      types.add(new ExportType(export.name(), type, Signatures.describe(type)));
    }
    return List.copyOf(types);
  }
}
