import type { PublishedTest } from './published-tests.ts';

/** Published tests that ask for what expressions over events are not, and why. */
export interface LeftOut {
  readonly reason: string;
  /** How many tests there are; a new release of the tests changes it. */
  readonly count: number;
  readonly holds: (test: PublishedTest) => boolean;
}

const inSuite =
  (pattern: RegExp) =>
  ({ suite }: PublishedTest): boolean =>
    pattern.test(suite);

const MESSAGE =
  /TestAllTypes|NestedTestAllTypes|TestRequired|GlobalEnum|NestedEnum|google\.protobuf\.(?!Timestamp\b|Duration\b)|(?:Value|Struct|Any|Duration|Timestamp|Int32Value)\s*\{/;

const typesOf = ({ typeEnv = [] }: PublishedTest): string => JSON.stringify(typeEnv);

/** In this order: a test is left out for the first reason that holds. */
export const LEFT_OUT: readonly LeftOut[] = [
  {
    reason: 'messages and enums of Protocol Buffers: events have fields, and JSON',
    count: 693,
    holds: (test) =>
      /^(proto2|proto3|proto2_ext|enums|wrappers)(\/|$)/.test(test.suite) ||
      MESSAGE.test(test.expr) ||
      /TestAllTypes|"wrapper"|"wellKnown":"ANY"/.test(typesOf(test)) ||
      /TestAllTypes|google\.protobuf\.(?!Timestamp\b|Duration\b)/.test(
        JSON.stringify(test.bindings ?? {}),
      ),
  },
  {
    reason: 'cel.@block: for optimisers, not written by people',
    count: 25,
    holds: inSuite(/^block_ext/),
  },
  {
    reason: 'base64: an extension that is not offered',
    count: 4,
    holds: inSuite(/^encoders_ext/),
  },
  {
    reason: 'format() and quote(): an extension that is not offered',
    count: 110,
    holds: inSuite(/^string_ext\/(format|quote)/),
  },
  {
    reason: 'names with points and containers: a field has a plain name',
    count: 8,
    holds: ({ typeEnv = [], bindings = {}, container }) =>
      container !== undefined ||
      [...typeEnv.map(({ name }) => name), ...Object.keys(bindings)].some((name) =>
        name.includes('.'),
      ),
  },
  {
    reason: 'functions of the tests',
    count: 5,
    holds: ({ typeEnv = [] }) => typeEnv.some((declared) => declared.function !== undefined),
  },
  {
    reason: 'asks for the value of what the check refuses: expressions are always checked',
    count: 29,
    holds: ({ disableCheck, evalError }) => disableCheck === true && evalError === undefined,
  },
];

/** Why a test is left out; `undefined` if it is not. */
export const leftOut = (test: PublishedTest): LeftOut | undefined =>
  LEFT_OUT.find(({ holds }) => holds(test));
