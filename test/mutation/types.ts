import { join } from 'node:path';
import ts from 'typescript';

/** Tells whether a file would still be of the right types if it had another text. */
export function typeChecker(root: string): (file: string, text: string) => boolean {
  const read = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
  const changed = new Map<string, { readonly text: string; readonly version: number }>();
  let version = 0;
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames.filter((name) => name.includes('/lib/')),
    getScriptVersion: (name) => String(changed.get(name)?.version ?? 0),
    getScriptSnapshot(name) {
      const text = changed.get(name)?.text ?? ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
  };
  const service = ts.createLanguageService(host);

  return (file, text) => {
    const name = join(root, file);
    version += 1;
    changed.set(name, { text, version });
    const faults = [
      ...service.getSyntacticDiagnostics(name),
      ...service.getSemanticDiagnostics(name),
    ];
    const original = ts.sys.readFile(name) ?? '';
    version += 1;
    changed.set(name, { text: original, version });
    return faults.every(
      ({ category, code }) => category !== ts.DiagnosticCategory.Error || UNUSED.has(code),
    );
  };
}

/** "Declared but never used": a removed use is a mutant like any other. */
const UNUSED = new Set([6133, 6192, 6196, 6198]);
