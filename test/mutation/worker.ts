/**
 * Runs the tests of one file, with one mutant after another switched on. It is told what to do by messages,
 * and holds the file and all that it imports in memory between them.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as harness from './harness.ts';
import { type Numbered, SWITCH, switched } from './switched.ts';

/** What a worker begins with. */
export interface Begin {
  readonly test: string;
  /** By the path of the source. */
  readonly mutants: Readonly<Record<string, readonly Numbered[]>>;
  /** Switched on from the start, for what is only looked at while modules load. */
  readonly active: number | undefined;
}

/** What it is asked: run these tests, with that mutant on. Without tests: all, and tell what each reaches. */
export interface Ask {
  readonly active: number | undefined;
  readonly tests?: readonly number[];
}

export interface Told {
  /** The tests that failed, in order, with why. */
  readonly failed: readonly { readonly index: number; readonly why: string }[];
  readonly tests: readonly {
    readonly index: number;
    readonly ms: number;
    readonly hits: readonly number[];
  }[];
  /** Mutants that were looked at before any test. */
  readonly atLoad: readonly number[];
}

let active: number | undefined;
let hits: Set<number> | undefined = new Set();
Object.assign(globalThis, {
  [SWITCH](id: number): boolean {
    hits?.add(id);
    return id === active;
  },
});

process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});
process.once('message', (begin: Begin) => void start(begin));

async function start(begin: Begin): Promise<void> {
  const sources = new Map(
    Object.entries(begin.mutants).map(([path, mutants]) => [pathToFileURL(path).href, mutants]),
  );
  active = begin.active;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@jest/globals'
        ? { url: new URL('./harness.ts', import.meta.url).href, shortCircuit: true }
        : next(specifier, context),
    load(url, context, next) {
      const mutants = sources.get(url);
      if (mutants === undefined) return next(url, context);
      const text = switched(readFileSync(fileURLToPath(url), 'utf8'), mutants);
      return { format: 'module', source: stripTypeScriptTypes(text), shortCircuit: true };
    },
  });
  let fault: string | undefined;
  try {
    await import(pathToFileURL(begin.test).href);
  } catch (error) {
    fault = String(error);
  }
  const atLoad = [...(hits ?? [])];
  hits = undefined;
  process.on('message', (ask: Ask) => void answer(ask, atLoad, fault));
  process.send?.('ready');
}

async function answer(ask: Ask, atLoad: readonly number[], fault: string | undefined) {
  if (fault !== undefined) {
    process.send?.({ failed: [{ index: -1, why: fault }], tests: [], atLoad } satisfies Told);
    return;
  }
  ({ active } = ask);
  const isBaseline = ask.tests === undefined;
  const failed: { index: number; why: string }[] = [];
  const tests: { index: number; ms: number; hits: number[] }[] = [];
  const wanted = new Set(ask.tests ?? Array.from({ length: harness.testCount() }, (_, i) => i));
  const shared = new Set<number>();
  let began = 0;
  if (isBaseline) hits = shared;
  await harness.runTests(wanted, !isBaseline, {
    begins() {
      began = performance.now();
      if (isBaseline) hits = new Set();
    },
    ended(index, why) {
      if (why !== undefined) failed.push({ index, why: String(why).slice(0, 400) });
      tests.push({ index, ms: performance.now() - began, hits: [...(hits ?? [])] });
      if (isBaseline) hits = shared;
    },
  });
  active = undefined;
  hits = undefined;
  process.send?.({
    failed,
    tests: tests.map((each) => ({ ...each, hits: [...new Set([...each.hits, ...shared])] })),
    atLoad,
  } satisfies Told);
}
