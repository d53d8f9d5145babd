import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { streamRetention, tableRetention } from '../../adapters/aws/retention.ts';
import { dynamoCoverageStore } from '../../adapters/dynamodb/coverage-store.ts';
import { dynamoHeadStore } from '../../adapters/dynamodb/head-store.ts';
import { dynamoRowEraser } from '../../adapters/dynamodb/row-eraser.ts';
import { dynamoRowHealer } from '../../adapters/dynamodb/row-healer.ts';
import { rowLayouts } from '../../adapters/dynamodb/row-layouts.ts';
import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { dynamoStateEraser } from '../../adapters/dynamodb/state-eraser.ts';
import { kinesisTopology } from '../../adapters/kinesis/topology.ts';
import { rememberErasure } from '../../adapters/s3/erasures.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { s3LakeRemover } from '../../adapters/s3/remove-objects.ts';
import { lakeRunFiles } from '../../adapters/s3/run-files.ts';
import { own } from '../../core/own.ts';
import { batchDefinition } from '../../functions/batch/batch-definition.ts';
import { compactionOf } from '../../functions/compaction/streams.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { EXCHANGE_STREAM } from '../../pipeline/deployed/resource-names.ts';
import type { Subject } from '../../runtime/erasure/carriers.ts';
import { findDeployed } from '../deployed.ts';
import { UsageError } from '../usage-error.ts';
import type { EraseSubjectPorts } from './erase-subject.ts';

/** Milliseconds between two attempts to get in between the epochs of a lane. */
const PAUSE = 100;

/** What an erasure needs of a deployment, but for what computes rows again. */
export async function deployedErasure(
  pipeline: Pipeline,
  stage: string,
  name: string,
): Promise<Omit<EraseSubjectPorts, 'recompute'>> {
  const deployed = await findDeployed(pipeline, stage);
  const { dynamodb, kinesis, s3, viewsTable, stateTable, lakeBucket, streams } = deployed;
  const { exchangeStream: exchange } = deployed;
  const lake = { ...s3Lake(s3, lakeBucket), ...s3LakeRemover(s3, lakeBucket) };
  const found = compactionOf(pipeline, deployed).find(({ stream }) => stream.name === name);
  const time = pipeline.streams.find((each) => each.name === name)?.time ?? '';
  if (found === undefined) throw new UsageError(`stream: ${pipeline.name} has no ${name}`);
  const physicalStream = own(streams, name) ?? '';
  return {
    definition: batchDefinition(pipeline),
    stream: { ...found.stream, time },
    archive: { ...found.ports, lake },
    ...{ lake, files: lakeRunFiles(lake) },
    rows: dynamoRowEraser(dynamodb, viewsTable),
    states: dynamoStateEraser(dynamodb, stateTable),
    heads: dynamoHeadStore(dynamodb, stateTable),
    topology: kinesisTopology(kinesis, {
      ...streams,
      ...(exchange !== '' && { [EXCHANGE_STREAM]: exchange }),
    }),
    coverage: dynamoCoverageStore(dynamodb, viewsTable),
    reader: dynamoRowReader(dynamodb, viewsTable, new Map()),
    healer: dynamoRowHealer(dynamodb, viewsTable, {
      layouts: rowLayouts(pipeline),
      now: Date.now,
    }),
    streams: { physicalStream, exchange },
    remember: (rows, as) => rememberErasure(lake, { stream: name, as, ...rows }),
    idOf: subjectId,
    async retained() {
      const now = Date.now();
      const names = [physicalStream, ...(exchange === '' ? [] : [exchange])];
      const inStreams = names.map((each) => streamRetention(kinesis, each, now));
      const inTables = [viewsTable, stateTable].map((each) => tableRetention(dynamodb, each, now));
      return [...(await Promise.all(inStreams)), ...(await Promise.all(inTables)).flat()];
    },
    pause: () => sleep(PAUSE),
    now: Date.now,
  };
}

/** Names a subject without saying who it is, as far as one cannot try all. */
export const subjectId = ({ stream, field, value }: Subject): string =>
  createHash('sha256')
    .update(JSON.stringify([stream, field, value]))
    .digest('hex');
