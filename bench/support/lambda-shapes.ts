import type { KinesisStreamEvent } from 'aws-lambda';
import { byOurCodec, byProtobuf, handWritten, type Unpack, unpacked } from './hand-written.ts';
import { lambdaLanes } from './lambda-lane.ts';
import { lambdaPayloads, type Payloads } from './lambda-payloads.ts';
import type { Contender } from './paired.ts';
import { referencePipeline } from './reference-events.ts';

/** What is done with which records. */
export interface Shape {
  readonly name: string;
  readonly by: 'user' | 'country';
  readonly users: number;
  /** Events in a Kinesis record; 1: a record is an event. */
  readonly pack: number;
}

const FEW = 1_000;
const MANY = 100_000;

/** The rows of the goal. */
export const GOAL_SHAPES: readonly Shape[] = [
  { name: 'by user, rows written here; unpacked', by: 'user', users: FEW, pack: 1 },
  { name: 'by user, rows written here; packed', by: 'user', users: FEW, pack: 100 },
  { name: 'by country, through the exchange; unpacked', by: 'country', users: FEW, pack: 1 },
  { name: 'by country, through the exchange; packed', by: 'country', users: FEW, pack: 100 },
];

/** Nearly every event of a batch is a row of its own, so there is nothing to combine. */
export const COLD_SHAPES: readonly Shape[] = [
  { name: 'by user, 100,000 of them; unpacked', by: 'user', users: MANY, pack: 1 },
  { name: 'by user, 100,000 of them; packed', by: 'user', users: MANY, pack: 100 },
];

/** Batches of a shape, below the 6 MB that Lambda takes; as fast as one shard can bring them. */
export const payloadsOf = ({ users, pack }: Shape): Payloads =>
  pack === 1
    ? lambdaPayloads(
        { users, eventsPerSecond: 1_000 },
        { batches: 4, recordsPerBatch: 5_000, pack },
      )
    : lambdaPayloads({ users, eventsPerSecond: 4_000 }, { batches: 4, recordsPerBatch: 150, pack });

/** A way to take all batches; what it gives tells how many events its rows have counted. */
export interface LambdaContender extends Contender {
  run(): Promise<() => number>;
}

/** Ours first, then the loops. */
export function contendersOf({ by, pack }: Shape, payloads: Payloads): LambdaContender[] {
  const loops: readonly (readonly [string, Unpack])[] =
    pack === 1
      ? [['loop', unpacked]]
      : [
          ['loop with protobufjs, digest not looked at', byProtobuf],
          ['loop with our codec, digest compared', byOurCodec],
        ];
  return [
    ours(by, payloads),
    ...loops.map(([name, unpack]) => ({ name, run: loop(by, unpack, payloads) })),
  ];
}

function ours(by: Shape['by'], { texts }: Payloads): LambdaContender {
  const newLane = lambdaLanes(referencePipeline(by));
  return {
    name: 'Millrace',
    async run() {
      const lane = newLane();
      for (const text of texts) await lane.handle(JSON.parse(text) as KinesisStreamEvent);
      return () => lane.rows.rows().reduce((sum, { acc: [events] }) => sum + Number(events), 0);
    },
  };
}

const loop =
  (by: Shape['by'], unpack: Unpack, { texts }: Payloads): LambdaContender['run'] =>
  async () => {
    const { rows, add } = handWritten(by);
    for (const text of texts) unpack(JSON.parse(text) as KinesisStreamEvent, add);
    return () => rows.values().reduce((sum, { count }) => sum + count, 0);
  };
