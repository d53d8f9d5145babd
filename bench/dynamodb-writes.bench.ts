import type { KinesisStreamEvent } from 'aws-lambda';
import { type CountWrite, lambdaLanes } from './support/lambda-lane.ts';
import { COLD_SHAPES, GOAL_SHAPES, payloadsOf, type Shape } from './support/lambda-shapes.ts';
import { table, whole } from './support/markdown.ts';
import { referencePipeline } from './support/reference-events.ts';

/** Items that would be written to DynamoDB, counted and not timed. */
const KINDS = ['heads and marks', 'rows', 'watermarks'] as const;

async function writesPerMillion(shape: Shape): Promise<string[]> {
  const written = new Map<string, number>();
  const count: CountWrite = (kind, items) => written.set(kind, (written.get(kind) ?? 0) + items);
  const lane = lambdaLanes(referencePipeline(shape.by), count)();
  const { texts, eventsPerBatch } = payloadsOf(shape);
  const events = eventsPerBatch * texts.length;
  for (const text of texts) await lane.handle(JSON.parse(text) as KinesisStreamEvent);
  const counts = KINDS.map((kind) => ((written.get(kind) ?? 0) * 1e6) / events);
  const all = counts.reduce((sum, n) => sum + n, 0);
  return [shape.name, whole(eventsPerBatch), ...counts.map(whole), whole(all)];
}

const rows: string[][] = [];
for (const shape of [...GOAL_SHAPES, ...COLD_SHAPES]) rows.push(await writesPerMillion(shape));

console.log(`
Items written per million events, counted on ports in memory: one write for each conditional put of a head, mark, row or watermark. An item of more than 1 KB costs more than one write unit; heads do. One write per event would be 1,000,000.

${table(['', 'events in a batch', ...KINDS, 'together'], rows)}
`);
