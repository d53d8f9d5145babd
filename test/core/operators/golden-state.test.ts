import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { harness, type Said, type StoredState } from '../../support/operators/operator-harness.ts';
import { AGGREGATE, OPERATORS } from '../../support/operators/operators.ts';

interface Golden extends StoredState {
  readonly operator: string;
  readonly encoding: string;
  /** What is said after two more events, at the passing of time, and at the end. */
  readonly says: readonly Said[];
}

const GOLDEN = join(import.meta.dirname, '../../golden/operator-state');

const stored = ['v1.json', 'v2.json', 'v1-order.json'].flatMap(
  (file) => JSON.parse(readFileSync(join(GOLDEN, file), 'utf8')) as readonly Golden[],
);

/** Files in this folder are never changed: a new encoding gets a new file, and old ones still decode. */
describe('state that was stored by the first version of an operator', () => {
  test.each(stored.map((one) => [one.operator, one] as const))(
    'of %s is read for ever',
    (_, one) => {
      const make = OPERATORS.find(([name]) => name === one.operator)?.[1];
      if (make === undefined) throw new Error(`no operator is called ${one.operator}`);
      const resumed = harness(make(), AGGREGATE, one);

      resumed.event(13, { v: 11 }, 'right');
      resumed.event(14, { v: 8 }, 'left');
      resumed.pass(30);
      resumed.end();

      expect(JSON.parse(JSON.stringify(resumed.said))).toEqual(one.says);
    },
  );

  test('is there for every operator and encoding', () => {
    const encodings = OPERATORS.map(([name, make]) => [name, make().encoding]);

    expect(stored.map(({ operator, encoding }) => [operator, encoding])).toEqual(encodings);
  });
});
