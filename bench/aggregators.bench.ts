import * as write from '../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../lib/core/aggregators/bind.ts';
import { decimal, double, int, string } from '../lib/core/field-type.ts';

/**
 * Cost of adding one value to one of 64 accumulators, per aggregate, and of showing and storing one.
 *
 * Every aggregator has run before any is measured, so that call sites have seen all of them, as in a
 * pipeline. Not measured: decoding, finding the accumulator of a key, and memory that does not fit
 * the cache.
 *
 * Run: `node bench/aggregators.bench.ts`. Nothing is asserted; times depend on the machine.
 */
const fields = { int: int(), decimal: decimal(2), double: double(), string: string() };

const SIZE = 8_192;

/** Values as streams have them, and two kinds that sums of doubles find hard. */
const inputs: Readonly<Record<string, readonly unknown[]>> = {
  int: Array.from({ length: SIZE }, (_, i) => (i * 7_919) % 1_000),
  decimal: Array.from({ length: SIZE }, (_, i) => (i * 7_919) % 1_000_000),
  double: Array.from({ length: SIZE }, (_, i) => ((i * 7_919) % 1_000_000) / 100),
  'wild double': Array.from({ length: SIZE }, (_, i) => ((i % 7) - 3) * 10 ** ((i % 41) - 20)),
  'large int': Array.from({ length: SIZE }, (_, i) => (i * 104_729 - 4e8) * 2e6),
  string: Array.from({ length: SIZE }, (_, i) => `customer-${(i * 7_919) % 5_000}`),
};

const measured: readonly (readonly [spec: AggregateSpec, input: string])[] = [
  [write.count(), 'int'],
  [write.sum('int'), 'int'],
  [write.sum('int'), 'large int'],
  [write.sum('decimal'), 'decimal'],
  [write.sum('double'), 'double'],
  [write.sum('double'), 'wild double'],
  [write.min('int'), 'int'],
  [write.max('decimal'), 'decimal'],
  [write.min('double'), 'double'],
  [write.mean('int'), 'int'],
  [write.mean('decimal'), 'decimal'],
  [write.mean('double'), 'double'],
  [write.variance('int'), 'int'],
  [write.variance('double'), 'double'],
  [write.first('decimal'), 'decimal'],
  [write.last('string'), 'string'],
  [write.topK('decimal', 10), 'decimal'],
  [write.topK('decimal', 10, { label: 'string' }), 'decimal'],
  [write.distinct('string', { cap: 10_000 }), 'string'],
  [write.approxDistinct('string'), 'string'],
  [write.quantile('double', 0.99), 'double'],
];

const times = Array.from({ length: SIZE }, (_, i) => (i * 31) % 60_000);

const subjects = measured.map(([spec, input]) => {
  const { aggregator } = bindAggregate(spec, fields, 'bench');
  const values = inputs[input] ?? [];
  const accs = Array.from({ length: 64 }, () => aggregator.create());
  const add = (): void => {
    for (let i = 0; i < SIZE; i++) aggregator.add(accs[i & 63], values[i], times[i], 'label');
  };
  return { title: `${spec.fn} of ${input}`, aggregator, accs, add };
});

/** Nanoseconds per operation: the best of ten rounds. */
function nanoseconds(operations: number, run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round++) {
    const start = process.hrtime.bigint();
    run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / operations);
  }
  return best;
}

for (let round = 0; round < 30; round++) for (const { add } of subjects) add();

console.log('| aggregate | add, ns | show, ns | store, ns | stored, bytes |');
console.log('|---|---:|---:|---:|---:|');
for (const { title, aggregator, accs, add } of subjects) {
  const bytes = JSON.stringify(aggregator.encode(accs[0])).length;
  const cells = [
    nanoseconds(SIZE * 20, () => {
      for (let i = 0; i < 20; i++) add();
    }).toFixed(1),
    nanoseconds(accs.length, () => {
      for (const acc of accs) aggregator.present(acc);
    }).toFixed(0),
    nanoseconds(accs.length, () => {
      for (const acc of accs) JSON.stringify(aggregator.encode(acc));
    }).toFixed(0),
    bytes,
  ];
  console.log(`| ${title} | ${cells.join(' | ')} |`);
}
