import { effort } from './support/effort.ts';
import { verdict } from './support/goal.ts';
import {
  COLD_SHAPES,
  contendersOf,
  GOAL_SHAPES,
  payloadsOf,
  type Shape,
} from './support/lambda-shapes.ts';
import { ratio, table, thousands } from './support/markdown.ts';
import { inNewProcess } from './support/new-process.ts';
import { type Spread, spreadOf, takeTurns } from './support/paired.ts';
import { EVENT_BYTES } from './support/reference-events.ts';

/**
 * From a Lambda payload to applied rows, beside a loop that somebody writes by hand.
 *
 * Run: `node bench/lambda-path.bench.ts [--quick]`. Every shape is measured in a process of its own.
 */
const SHAPES: readonly Shape[] = [...GOAL_SHAPES, ...COLD_SHAPES];

const { rounds, warmUp } = effort({ rounds: 15, warmUp: 4 });

/** One contender of a shape. */
interface Measured {
  readonly name: string;
  /** Events per second of processor time. */
  readonly rate: Spread;
  /** Its time by ours, round by round. */
  readonly times: Spread;
}

const wanted = process.argv.indexOf('--shape');
if (wanted >= 0) {
  console.log(JSON.stringify(await measure(SHAPES[Number(process.argv[wanted + 1])] as Shape)));
} else {
  report(SHAPES.map((shape, i) => ({ shape, measured: measureApart(i) })));
}

async function measure(shape: Shape): Promise<Measured[]> {
  const payloads = payloadsOf(shape);
  const contenders = contendersOf(shape, payloads);
  const events = payloads.texts.length * payloads.eventsPerBatch;
  for (const { name, run } of contenders) {
    const counted = (await run())();
    if (counted !== events) throw new Error(`${name} counted ${counted} of ${events} events`);
  }
  const seconds = await takeTurns(contenders, { warmUp, rounds });
  return contenders.map(({ name }, c) => ({
    name,
    rate: spreadOf((seconds[c] ?? []).map((s) => events / s)),
    times: spreadOf((seconds[c] ?? []).map((s, round) => s / (seconds[0]?.[round] ?? 0))),
  }));
}

function measureApart(index: number): Measured[] {
  const flags = process.argv.includes('--quick') ? ['--quick'] : [];
  const json = inNewProcess(import.meta.filename, ['--shape', `${index}`, ...flags]);
  return JSON.parse(json) as Measured[];
}

interface Reported {
  readonly shape: Shape;
  readonly measured: readonly Measured[];
}

function report(all: readonly Reported[]): void {
  const goal = all.slice(0, GOAL_SHAPES.length);
  const cold = all.slice(GOAL_SHAPES.length);
  const aims = goal.flatMap(({ shape, measured: [, ...loops] }) =>
    loops.map(({ name, times }) => ({
      of: `${shape.name}, ${name}`,
      value: times.median,
      atLeast: 1,
    })),
  );
  console.log(`Events of ${EVENT_BYTES} bytes of JSON with ten declared fields; count, sum, min and max per key and minute. One shard, batches of 5,000 records with an event each, or of 150 records with 100 events each (KPL format), below Lambda's 6 MB.

Measured, for both sides: \`JSON.parse\` of the payload's text, as the runtime does it, base64, unpacking, decoding, aggregating. For Millrace also: the digest of packed records, checking all ten fields and UTF-8, exact decimals, time by watermark and lateness, that an event is on the shard of its key, combining with the rows of former batches, the head's JSON, its commit by compare-and-set, applying rows and marks, on ports in memory; through the exchange, zstd of its messages and the exchange lane as well. The loop is \`Buffer.from(data, 'base64')\`, \`JSON.parse\`, \`Date.parse\`, a \`Map\`: it checks nothing, adds doubles, writes nothing, and counts a repetition twice.

Not measured: reading the payload from the runtime's socket, DynamoDB, Kinesis and S3 (calls, their JSON, waiting), cold starts.

${rowsOf(goal)}

${verdict("at least the loop's speed in every row", aims)}

With 100,000 users, nearly every event makes a row of its own, and there is little to combine: each is written into the head, and as a row. That is what surviving a crash costs; the loop would lose all of them. Once rows are written to DynamoDB, their number decides (next section), not this.

${rowsOf(cold)}
`);
}

function rowsOf(reported: readonly Reported[]): string {
  const rows = reported.flatMap(({ shape, measured: [ours, ...loops] }) =>
    loops.map(({ name, rate, times }) => [
      `${shape.name}, ${name}`,
      thousands(rate),
      ours === undefined ? '' : thousands(ours.rate),
      ratio(times),
    ]),
  );
  return table(['events per second and core', 'the loop', 'Millrace', 'Millrace ÷ loop'], rows);
}
