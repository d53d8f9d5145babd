import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import {
  chainOf,
  inputsOf,
  type KeyedFlow,
  type Operator,
  waysInto,
} from '../../pipeline/definition/operator.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import type { SourceClock } from '../run/source-clock.ts';
import { type Consumer, consumerOf } from './consumer.ts';
import { type Node, nodeOf, type Surroundings } from './node.ts';
import { operatorIds } from './operator-ids.ts';
import type { Reading } from './projection.ts';
import type { StepDriver } from './step-driver.ts';

/** The operators of a pipeline, connected. */
export interface Graph<S extends StepDriver> {
  /** Inputs first. */
  readonly nodes: readonly Node<S>[];
  /** What reads the events of a stream. */
  consumersOf(stream: string): readonly Consumer[];
  readingsOf(stream: string): readonly Reading[];
  /** Lets time pass in all operators, each as far as its inputs have come that are not idle. */
  advance(clockOf: (stream: string) => StreamTime): void;
}

/** How far a stream has come, and whether anybody need wait for it. */
export type StreamTime = Pick<SourceClock, 'watermark' | 'isIdle'>;

/** An operator and what it reads: the results of the one before, or a stream. */
interface Reader {
  readonly node: Node;
  readonly froms: readonly From[];
}

interface From {
  readonly before: Node | undefined;
  readonly stream: string;
}

/** An input that reads results of another step, but not those of this graph. */
export interface Apart {
  /** Name of what its time follows, as if it were a stream. */
  readonly name: string;
  /** Takes the results of the step here, in the place of the one that reads them. */
  readonly driver: StepDriver;
}

/** Where a graph is cut; nowhere without it. */
export type CutAt = (input: KeyedFlow, operator: Operator) => Apart | undefined;

/** The view that a deployed lane brings an event of a stream to first. */
const firstReader = (views: Pipeline['views'], operator: Operator): string =>
  views.filter((view) => chainOf(view.operator).includes(operator)).map(viewId)[0] ?? '';

/** Makes the operators of a pipeline and connects each with those that it reads. */
export function graphOf<S extends StepDriver>(
  pipeline: Pick<Pipeline, 'streams' | 'views'>,
  around: Surroundings<S>,
  cutAt: CutAt = () => undefined,
): Graph<S> {
  const nodes = new Map<Operator, Node<S>>();
  const byStream = new Map<string, { consumer: Consumer; reading: Reading }[]>(
    pipeline.streams.map(({ name }) => [name, []]),
  );
  for (const [operator, id] of operatorIds(pipeline.views)) {
    const views = pipeline.views.filter((view) => view.operator === operator).map(viewId);
    const node = nodeOf(operator, { id, views }, around);
    nodes.set(operator, node);
    for (const { keyed: input, side } of waysInto(operator)) {
      const { after, source } = input.flow;
      const at = `${source.name} › ${after === null ? firstReader(pipeline.views, operator) : id}`;
      const driver = cutAt(input, operator)?.driver ?? node.driver;
      const consumer = consumerOf(input, { driver, side, operator }, at);
      if (after === null)
        byStream.get(source.name)?.push({ consumer, reading: { operator, input } });
      else nodes.get(after)?.consumers.push(consumer);
    }
  }

  const list = [...nodes.values()];
  const readers = list.map((node): Reader => {
    const froms = inputsOf(node.operator).map((input): From => {
      const { after, source } = input.flow;
      const apart = cutAt(input, node.operator);
      const before = after === null || apart !== undefined ? undefined : nodes.get(after);
      return { before, stream: apart?.name ?? source.name };
    });
    return { node, froms };
  });

  return {
    nodes: list,
    consumersOf: (stream) => (byStream.get(stream) ?? []).map(({ consumer }) => consumer),
    readingsOf: (stream) => (byStream.get(stream) ?? []).map(({ reading }) => reading),
    advance(clockOf) {
      for (let i = 0; i < readers.length; i++) {
        const reader = readers[i] as Reader;
        const target = targetOf(reader, clockOf);
        const { driver, isIdle } = reader.node;
        if (isIdle || target <= driver.watermark) continue;
        if (target === END_OF_TIME || !isRead(reader)) driver.advance(target);
        else while (moveOne(readers, i, clockOf));
      }
    },
  };
}

type ClockOf = (stream: string) => StreamTime;

/** How far a step may come: as far as all that it reads, unless that is idle. */
function targetOf({ node, froms }: Reader, clockOf: ClockOf): EventTime {
  let least = END_OF_TIME;
  let isIdle = true;
  for (let j = 0; j < froms.length; j++) {
    const { before, stream } = froms[j] as From;
    const time = before === undefined ? clockOf(stream) : before;
    if (time.isIdle) continue;
    isIdle = false;
    least = Math.min(least, time.watermark);
  }
  node.isIdle = isIdle;
  return isIdle ? BEGINNING_OF_TIME : least;
}

const isRead = ({ node }: Reader): boolean => node.consumers.length > 0;

/**
 * Lets time pass a bit in the last step from `from` on that is not as far as it may be.
 *
 * So time passes in a step and in those behind it as if it rose millisecond by millisecond, however
 * far it jumps: results that belong to one moment reach the next step before a later moment does.
 *
 * @returns `false` if all are as far as they may be.
 */
function moveOne(readers: readonly Reader[], from: number, clockOf: ClockOf): boolean {
  for (let i = readers.length - 1; i >= from; i--) {
    const reader = readers[i] as Reader;
    const target = targetOf(reader, clockOf);
    const { driver } = reader.node;
    if (target <= driver.watermark) continue;
    driver.advance(isRead(reader) ? Math.min(target, nextMoment(driver)) : target);
    return true;
  }
  return false;
}

/** The last moment before the next timer, so that others come so far; then the timer itself. */
function nextMoment(driver: StepDriver): EventTime {
  const { watermark } = driver;
  const timer = driver.nextTimer();
  return timer - 1 > watermark ? timer - 1 : Math.max(timer, watermark + 1);
}
