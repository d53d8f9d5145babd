import type { Json } from '../../core/aggregators/aggregator.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import { own } from '../../core/own.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { fingerprint } from '../../pipeline/plan/fingerprint.ts';
import type { Plan } from '../../pipeline/plan/plan.ts';
import type { Node } from '../graph/node.ts';
import type { RunCounters } from '../graph/sink.ts';
import type { AllKeysDriver } from './all-keys-driver.ts';
import { fromJsonTime, type JsonTime, toJsonTime } from './json-time.ts';
import type { StoredClock } from './source-clock.ts';
import type { OpenStream } from './stream-input.ts';

/** Everything that a run needs to go on later, as JSON. */
export interface Checkpoint {
  readonly version: 1;
  readonly pipeline: string;
  /** Of what gives the state its meaning. */
  readonly fingerprint: string;
  readonly streams: Readonly<Record<string, StoredStream>>;
  readonly operators: Readonly<Record<string, StoredOperator>>;
  readonly counters: RunCounters;
}

interface StoredStream {
  readonly clock: StoredClock;
  readonly ids: readonly (readonly [id: string, time: number])[];
  /** Of sources whose clocks are guarded; left out if none is. */
  readonly guards?: readonly (readonly [source: string, StoredGuard])[];
}

interface StoredGuard {
  readonly newest: JsonTime;
  readonly verdicts: readonly boolean[];
  readonly held: readonly (readonly [time: number, event: Json])[];
}

interface StoredOperator {
  readonly encoding: string;
  readonly watermark: JsonTime;
  readonly state: Json;
}

/** The parts of a run that have state. */
export interface Stateful {
  readonly plan: Plan;
  readonly streams: readonly OpenStream[];
  readonly nodes: readonly Node<AllKeysDriver>[];
  readonly counters: RunCounters;
}

/** What a run is now. */
export function checkpointOf({ plan, streams, nodes, counters }: Stateful): Checkpoint {
  return {
    version: 1,
    pipeline: plan.pipeline,
    fingerprint: meaningOf(plan),
    streams: Object.fromEntries(
      streams.map((open) => [
        open.stream.name,
        {
          ...{ clock: open.clock.encode(), ids: open.ids.encode() },
          ...(open.guards.size === 0 ? {} : { guards: storedGuards(open) }),
        },
      ]),
    ),
    operators: Object.fromEntries(
      nodes.map(({ id, encoding, driver }) => [
        id,
        { encoding, watermark: toJsonTime(driver.watermark), state: driver.encode() },
      ]),
    ),
    counters: { ...counters },
  };
}

/**
 * Makes a run that has just started what it was at the checkpoint.
 *
 * @throws {@link DefinitionError} `CHECKPOINT_FOREIGN` if it was written by another definition (law L7).
 */
export function restoreInto(run: Stateful, checkpoint: Checkpoint): void {
  const { plan, streams, nodes, counters } = run;
  const given = checkpoint.fingerprint;
  const expected = meaningOf(plan);
  if (checkpoint.version !== 1 || given !== expected) {
    throw new DefinitionError('CHECKPOINT_FOREIGN', {
      at: plan.pipeline,
      problem: 'the checkpoint was written by another definition',
      given: `${checkpoint.pipeline}, version ${checkpoint.version}, fingerprint ${given}`,
      expected: `${plan.pipeline}, version 1, fingerprint ${expected}`,
      fix: 'restore it with the definition that wrote it, or start from the beginning',
    });
  }
  for (const { stream, clock, ids, guards } of streams) {
    const stored = own(checkpoint.streams, stream.name);
    if (stored === undefined) continue;
    clock.decode(stored.clock);
    ids.decode(stored.ids);
    const codec = eventCodec(stream.schema.fields);
    for (const [source, { newest, held, verdicts }] of stored.guards ?? []) {
      guards.get(source)?.restore({
        newest: fromJsonTime(newest),
        held: held.map(([time, event]) => ({ time, item: codec.decode(event) })),
        verdicts,
      });
    }
  }
  for (const { id, driver } of nodes) {
    const stored = own(checkpoint.operators, id);
    if (stored !== undefined) driver.decode(stored.state, fromJsonTime(stored.watermark));
  }
  Object.assign(counters, checkpoint.counters);
}

function storedGuards({ stream, guards }: OpenStream): readonly [string, StoredGuard][] {
  const codec = eventCodec(stream.schema.fields);
  return [...guards].map(([source, guard]) => {
    const { newest, held, verdicts } = guard.state();
    const encoded = held.map(({ time, item }) => [time, codec.encode(item)] as const);
    return [source, { newest: toJsonTime(newest), held: encoded, verdicts }];
  });
}

const meaningOf = (plan: Plan): string =>
  fingerprint({
    streams: plan.streams,
    views: plan.views.map((view) => [view.name, view.version, view.fingerprint]),
  });
