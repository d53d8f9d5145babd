import { checkOutcome } from './check/check.ts';
import type { Violation } from './check/watch.ts';
import { act } from './cloud/act.ts';
import { beat } from './cloud/heartbeat.ts';
import { defectText, type Mappings, mappingsIn } from './cloud/mappings.ts';
import { operatorIn } from './cloud/operator.ts';
import { producerIn } from './cloud/producer.ts';
import { scalerIn } from './cloud/scaler.ts';
import { emptyWorld, type World } from './cloud/world.ts';
import { type ChanceOptions, chanceOf, type Fault } from './engine/chance.ts';
import { clockFrom, Endless } from './engine/clock.ts';
import { networkOf } from './engine/network.ts';
import { withVirtualTimers } from './engine/timers.ts';
import type { Mutation } from './mutation.ts';
import { type Scenario, START } from './scenario/scenario.ts';

export interface RunOptions extends Partial<Pick<ChanceOptions, 'without' | 'onHit'>> {
  readonly mutation?: Mutation;
  /** Gets one line for everything that happens. */
  readonly trace?: (line: string) => void;
}

export interface Outcome {
  readonly violations: readonly Violation[];
  /** How often each fault happened. */
  readonly faults: Readonly<Record<Fault, number>>;
  readonly world: World;
}

/** How long after the last input faults go on. Virtual milliseconds. */
const AFTERMATH = 10_000;

/** Longer than any event is ahead of its arrival, so that in the end every window closes. */
const PATIENCE = 27 * 3_600_000;

/** One run: the inputs, their aftermath, quiet, a last round of heartbeats, and the reckoning. */
export async function simulate(scenario: Scenario, options: RunOptions = {}): Promise<Outcome> {
  const { mutation = {}, trace, ...seen } = options;
  const clock = clockFrom(START);
  const chance = chanceOf(scenario.seed, { rates: scenario.rates, ...seen });
  const tell = (text: () => string): void => trace?.(`${clock.now - START} ${text()}`);
  const world = emptyWorld(scenario, networkOf({ clock, chance, tell }));
  const mappings = mappingsIn(world, mutation);
  const producer = producerIn(world);
  const failed = (error: unknown): void => world.watch.violated('defect', defectText(error));
  const send = (...put: Parameters<typeof producer.send>): void =>
    void producer.send(...put).catch(failed);
  const operator = operatorIn(world, producer);
  const redrive = (): void => void operator.redriveAll().catch(failed);
  const scaler = scalerIn(world, mutation, failed);
  const heartbeat = (): void => void beat(world).catch(failed);

  for (const input of scenario.inputs) {
    clock.after(input.at - START, () => act(input, { world, mappings, send, redrive, scaler }));
  }
  const end = (scenario.inputs.at(-1)?.at ?? START) - START + AFTERMATH;
  const { heartbeatEvery } = scenario;
  for (let at = heartbeatEvery; at < end; at += heartbeatEvery) clock.after(at, heartbeat);
  clock.after(end, () => chance.calm());
  try {
    await withVirtualTimers({ clock, seed: scenario.seed }, async () => {
      await clock.untilQuiet();
      checkArrival(world, mappings, end + START);
      clock.skip(PATIENCE);
      heartbeat();
      await clock.untilQuiet();
    });
    checkProgress(world, mappings);
    checkOutcome(world);
  } catch (error) {
    if (error instanceof Endless) world.watch.violated('I7', error.message);
    else failed(error);
  }
  return { violations: world.watch.violations, faults: chance.counts(), world };
}

/** How long lanes may be busy with what came before the faults stopped, beside what their input takes. */
const BOUND = { atLeast: 180_000, ofRecord: 500, timesCost: 30 };

/** Everything that anybody has put has arrived soon after the faults stopped, whoever put what. */
function checkArrival(world: World, mappings: Mappings, calm: number): void {
  const { scenario, source, exchange, watch } = world;
  const { rates, costOfEvent, batchingWindow } = scenario;
  const events = source.shards
    .flatMap(({ records }) => records)
    .reduce((sum, { payload }) => sum + payload.parts.length, 0);
  const cost = (rates.timeout ?? 0) > 0 ? costOfEvent : 0;
  for (const lane of ['speed', 'exchange', 'archive'] as const) {
    const { shards } = lane === 'exchange' ? exchange : source;
    const records = shards.reduce((sum, each) => sum + each.records.length, 0);
    const waiting = records * (batchingWindow + BOUND.ofRecord);
    const bound = BOUND.atLeast + waiting + events * cost * BOUND.timesCost;
    const took = (mappings[lane]?.doneAt() ?? 0) - calm;
    if (took > bound)
      watch.violated('I10', `the ${lane} lane needed ${took} ms more, not ${bound}`);
  }
}

function checkProgress({ watch }: World, mappings: Mappings): void {
  for (const lane of ['speed', 'exchange', 'archive'] as const) {
    if (mappings[lane]?.isDone() === false) watch.violated('I7', `the ${lane} lane is stuck`);
  }
}
