import { registerHooks } from 'node:module';

/** Entries of the package, and the sources that they are made of. */
const ENTRIES: Readonly<Record<string, string>> = {
  millrace: '../index.ts',
  'millrace/testing': '../testing/index.ts',
  'millrace/client': '../client/index.ts',
  'millrace/cdk': '../cdk.ts',
};

/** The sources that `millrace` stands for in a checkout; `undefined` in a package, which is built. */
export const ownSources = (): URL | undefined =>
  import.meta.url.endsWith('.ts') ? new URL(ENTRIES['millrace'] ?? '', import.meta.url) : undefined;

/**
 * Lets definitions import `millrace` in a checkout, where nothing is built: they get the sources that
 * run, so a definition and what reads it are of one copy. An installed package needs none of this.
 */
export function resolveOwnEntries(): void {
  if (ownSources() === undefined) return;
  registerHooks({
    resolve(specifier, context, next) {
      const source = Object.hasOwn(ENTRIES, specifier) ? ENTRIES[specifier] : undefined;
      if (source === undefined) return next(specifier, context);
      return { url: new URL(source, import.meta.url).href, shortCircuit: true };
    },
  });
}
