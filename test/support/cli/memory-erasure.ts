import { recordFields, rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { memoryRowEraser } from '../../../lib/adapters/memory/row-eraser.ts';
import { rememberErasure } from '../../../lib/adapters/s3/erasures.ts';
import { subjectId } from '../../../lib/cli/erase/deployed-erasure.ts';
import type { EraseSubjectPorts } from '../../../lib/cli/erase/erase-subject.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import type { Event } from '../../../lib/pipeline/definition/definition.ts';
import { EXCHANGE_STREAM } from '../../../lib/pipeline/deployed/resource-names.ts';
import { type BatchWorld, payloadFile } from '../batch/batch-world.ts';

/** What an erasure needs of a world in memory, but for what computes rows again. */
export function memoryErasure(
  { world, lake, definition, ports }: BatchWorld,
  stream: string,
): Omit<EraseSubjectPorts, 'recompute'> {
  const { pipeline } = definition;
  const declared = pipeline.streams.find(({ name }) => name === stream);
  const decode = compileDecoder(declared?.schema as Schema<Event>);
  const shapes = { layouts: rowLayouts(pipeline), fields: recordFields(pipeline) };
  const { eraseStates, sweepStates, eraseTimers } = world.states;
  const { files, coverage, reader, healer, topology, records } = ports;
  return {
    ...{ definition, lake, files, coverage, reader, healer },
    topology: {
      shards: (name) =>
        name === EXCHANGE_STREAM ? world.exchange.shards() : topology.shards(name),
    },
    heads: world.heads,
    stream: { name: stream, time: declared?.time ?? '', decode },
    archive: { lake, records, encode: payloadFile },
    rows: memoryRowEraser(world.rows, world.records, shapes),
    states: {
      eraseStates,
      sweepStates,
      eraseTimers,
      eraseIds: world.seen.eraseIds,
      eraseLeftovers: async () => 0,
    },
    streams: { physicalStream: `dev-${stream}`, exchange: 'dev-exchange' },
    remember: (rows, as) => rememberErasure(lake, { stream, as, ...rows }),
    idOf: subjectId,
    retained: async () => [{ what: `records in the stream dev-${stream}`, until: 0 }],
    pause: async () => undefined,
    now: ports.now,
  };
}
