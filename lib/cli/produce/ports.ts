import { putHeartbeats } from '../../adapters/kinesis/heartbeat.ts';
import {
  type SenderOptions,
  type ShardSender,
  shardSender,
} from '../../adapters/kinesis/shard-sender.ts';
import { listShards } from '../../adapters/kinesis/topology.ts';
import { own } from '../../core/own.ts';
import type { EventTime } from '../../core/time.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import type { OutgoingEvent } from '../input/events.ts';

/** A stream that events go into. */
export interface ProduceTarget {
  readonly sender: ShardSender<OutgoingEvent>;
  /** Says in every shard that event time has come so far. */
  close(at: EventTime): Promise<void>;
}

/** Where definitions come from, and where their streams are. */
export interface ProducePorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(
    place: { readonly pipeline: Pipeline; readonly stage: string; readonly stream: string },
    packing: Pick<SenderOptions, 'maxBytes' | 'maxEvents' | 'maxUnpackedBytes'>,
  ): Promise<ProduceTarget>;
}

/** What is deployed. */
export const DEPLOYED_STREAMS: ProducePorts = {
  load: loadDefinition,
  async open({ pipeline, stage, stream: name }, packing) {
    const { kinesis, streams } = await findDeployed(pipeline, stage);
    const stream = own(streams, name) ?? '';
    const resendsStrays = writesRows(pipeline, name);
    return {
      sender: await shardSender(kinesis, { ...packing, stream, resendsStrays }),
      async close(at) {
        await putHeartbeats(kinesis, stream, { shards: await listShards(kinesis, stream), at });
      },
    };
  },
};

/** Whether rows are written by the lane of the stream, which then refuses events of other shards. */
export const writesRows = (pipeline: Pipeline, stream: string): boolean =>
  planOf(pipeline).views.some(
    (view) => view.kind === 'window' && view.stream === stream && view.placement.lane === 'source',
  );
