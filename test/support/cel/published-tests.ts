import { tests as comprehensions } from '@bufbuild/cel-spec/testdata/comprehension.js';
import { tests as conformance } from '@bufbuild/cel-spec/testdata/conformance.js';
import { tests as parsing } from '@bufbuild/cel-spec/testdata/parsing.js';

/** A value as the tests write it: a JSON form of `cel.expr.Value`. */
export type WrittenValue = Readonly<Record<string, unknown>>;

/** A declaration of a name. */
export interface Declaration {
  readonly name: string;
  readonly ident?: { readonly type: Readonly<Record<string, unknown>> };
  readonly function?: unknown;
}

/** A published test: an expression, and what it gives. */
export interface PublishedTest {
  /** Names of its suites, outermost first. */
  readonly suite: string;
  readonly name: string;
  readonly expr: string;
  readonly value?: WrittenValue;
  readonly evalError?: unknown;
  readonly typedResult?: { readonly result?: WrittenValue; readonly deducedType?: unknown };
  readonly typeEnv?: readonly Declaration[];
  readonly bindings?: Readonly<Record<string, { readonly value: WrittenValue }>>;
  readonly container?: string;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
  /** What `cel-go` says, where these tests were taken from its sources. */
  readonly error?: string;
}

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: object; readonly error?: string }[];
}

const flat = (suite: Suite, path: readonly string[]): PublishedTest[] => [
  ...(suite.tests ?? []).map(
    ({ original, error }) => ({ error, ...original, suite: path.join('/') }) as PublishedTest,
  ),
  ...(suite.suites ?? []).flatMap((inner) => flat(inner, [...path, inner.name])),
];

/** All tests of a name: `conformance` has values, the others were taken from `cel-go`. */
export const publishedTests = {
  conformance: flat(conformance as Suite, []),
  comprehensions: flat(comprehensions as Suite, []),
  parsing: flat(parsing as Suite, []),
};
