import { join } from 'node:path';
import ts from 'typescript';

/** Tells which of some files would no longer be of the right types if they had other texts, all at once. */
export function typeChecker(root: string): (texts: ReadonlyMap<string, string>) => Set<string> {
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

  const set = (name: string, text: string): void => {
    version += 1;
    changed.set(name, { text, version });
  };
  const isWrong = (name: string): boolean =>
    [...service.getSyntacticDiagnostics(name), ...service.getSemanticDiagnostics(name)].some(
      ({ category, code }) => category === ts.DiagnosticCategory.Error && !UNUSED.has(code),
    );

  return (texts) => {
    for (const [file, text] of texts) set(join(root, file), text);
    const wrong = new Set([...texts.keys()].filter((file) => isWrong(join(root, file))));
    for (const file of texts.keys()) set(join(root, file), ts.sys.readFile(join(root, file)) ?? '');
    return wrong;
  };
}

/** "Declared but never used": a removed use is a mutant like any other. */
const UNUSED = new Set([6133, 6192, 6196, 6198]);
