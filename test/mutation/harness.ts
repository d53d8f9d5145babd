/**
 * What tests import as `@jest/globals` while mutants are tried: it keeps the tests of one file and runs those
 * that are wanted, as often as wanted, in one process.
 */
import { createRequire } from 'node:module';
import { format } from 'node:util';
import type { jest as Jest } from '@jest/globals';

type Body = () => unknown;

interface Suite {
  readonly name: string;
  readonly hooks: Readonly<Record<Hook, Body[]>>;
  readonly members: (Suite | Test)[];
}

interface Test {
  readonly index: number;
  readonly name: string;
  readonly body: Body;
}

type Hook = 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach';

const suite = (name: string): Suite => ({
  name,
  hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  members: [],
});

const root = suite('');
let current = root;
let tests = 0;

const hook =
  (kind: Hook) =>
  (body: Body): void => {
    current.hooks[kind].push(body);
  };

export const beforeAll = hook('beforeAll');
export const afterAll = hook('afterAll');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');

/** The same name and body for each row: of a list of lists the items are the arguments. */
const each =
  (declare: (name: string, body: Body) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, body: (...given: unknown[]) => unknown): void => {
    for (const row of rows) {
      const given = Array.isArray(row) ? row : [row];
      declare(format(name, ...given), () => body(...given));
    }
  };

const declareTest = (name: string, body: Body): void => {
  current.members.push({ index: tests, name, body });
  tests += 1;
};

const declareSuite = (name: string, body: Body): void => {
  const outer = current;
  current = suite(name);
  outer.members.push(current);
  body();
  current = outer;
};

export const test = Object.assign(declareTest, { each: each(declareTest) });
export const describe = Object.assign(declareSuite, { each: each(declareSuite) });

/** What `@jest/globals` itself is made of; it refuses to be loaded outside of Jest. */
const ofJest = createRequire(createRequire(import.meta.url).resolve('@jest/globals'));
const { jestExpect } = ofJest('@jest/expect') as { jestExpect: unknown };
const { ModuleMocker } = ofJest('jest-mock') as {
  ModuleMocker: new (global: unknown) => Pick<typeof Jest, 'spyOn' | 'restoreAllMocks'>;
};
const mocks = new ModuleMocker(globalThis);

export const expect = jestExpect;

/** Of Jest's own tools those that our tests use. */
export const jest = {
  setTimeout: (): void => {},
  spyOn: mocks.spyOn.bind(mocks),
  restoreAllMocks: (): void => {
    mocks.restoreAllMocks();
  },
};

/** What a run is told of: every test before it begins and after it has ended, and what failed. */
export interface Watcher {
  begins(index: number): void;
  ended(index: number, fault: unknown): void;
}

class Failed extends Error {}

/**
 * Runs tests in the order of the file, with what goes before and after them.
 *
 * @param wanted - Which, by their place in the file.
 * @param bail - Ends at the first failure.
 */
export async function runTests(
  wanted: ReadonlySet<number>,
  bail: boolean,
  watcher: Watcher,
): Promise<void> {
  try {
    await runSuite(root, [], { wanted, bail, watcher });
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
  }
}

interface Run {
  readonly wanted: ReadonlySet<number>;
  readonly bail: boolean;
  readonly watcher: Watcher;
}

const isTest = (member: Suite | Test): member is Test => 'body' in member;

const hasWanted = (of: Suite, wanted: ReadonlySet<number>): boolean =>
  of.members.some((member) =>
    isTest(member) ? wanted.has(member.index) : hasWanted(member, wanted),
  );

async function runSuite(of: Suite, outer: readonly Suite[], run: Run): Promise<void> {
  if (!hasWanted(of, run.wanted)) return;
  const around = [...outer, of];
  let fault: unknown;
  try {
    for (const body of of.hooks.beforeAll) await body();
  } catch (error) {
    fault = error ?? new Error('a hook failed');
  }
  try {
    for (const member of of.members) {
      if (!isTest(member)) await runSuite(member, around, run);
      else if (run.wanted.has(member.index)) await runTest(member, around, run, fault);
    }
  } finally {
    for (const body of of.hooks.afterAll) await ignoring(body);
  }
}

async function runTest(test: Test, around: readonly Suite[], run: Run, before: unknown) {
  run.watcher.begins(test.index);
  let fault = before;
  try {
    if (fault === undefined) {
      for (const { hooks } of around) for (const body of hooks.beforeEach) await body();
      await test.body();
    }
  } catch (error) {
    fault = error ?? new Error('it failed');
  }
  for (const { hooks } of around.toReversed()) {
    for (const body of hooks.afterEach) await ignoring(body);
  }
  run.watcher.ended(test.index, fault);
  if (fault !== undefined && run.bail) throw new Failed();
}

async function ignoring(body: Body): Promise<void> {
  try {
    await body();
  } catch {
    // what is tidied up after a failure may be broken by the mutant as well
  }
}

/** How many tests the file has. */
export const testCount = (): number => tests;
