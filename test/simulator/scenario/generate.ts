import { pickFrom, type Random, randomOf } from '../../support/lanes/chaos.ts';
import { FAULTS, type Fault, FIRST, type Rates, SECOND } from '../engine/chance.ts';
import { withNotes, withStolenIds } from './changed-sales.ts';
import { EVERYWHERE, type Part, POISON, type Sale, salePart, undecodablePart } from './payloads.ts';
import { SCALED_EVERY, SIZES, withScaling } from './scaling.ts';
import { type Input, type Scenario, START } from './scenario.ts';
import type { Extent } from './shop.ts';

/** How often an input is unlike an ordinary sale, from 0 to 1. */
export interface Oddities {
  readonly late: number;
  readonly skewed: number;
  readonly undecodable: number;
  readonly poison: number;
  readonly oversize: number;
  readonly wrongKey: number;
  /** Sent again by the application, perhaps long after. */
  readonly repeated: number;
  /** Sent by another customer under the id of a sale before. */
  readonly stolen: number;
  readonly packed: number;
  readonly reshard: number;
  readonly deploy: number;
  readonly replay: number;
  readonly trim: number;
}

export const NO_ODDITIES: Oddities = {
  late: 0,
  skewed: 0,
  undecodable: 0,
  poison: 0,
  oversize: 0,
  wrongKey: 0,
  repeated: 0,
  stolen: 0,
  packed: 0,
  reshard: 0,
  deploy: 0,
  replay: 0,
  trim: 0,
};

/** What a run may contain; what is left out is left to the seed. */
export interface Focus {
  readonly rates?: Rates;
  /** The only faults that may happen; all, if left out. */
  readonly faults?: readonly Fault[] | undefined;
  readonly oddities?: Partial<Oddities>;
  readonly headCharacters?: number;
}

const CUSTOMERS = ['ada', 'bob', 'cyd', 'dan', 'eve'];
const PLACES = ['de', 'fr', undefined];

/** The largest head that ordinary events never need to be cut for, and one that every batch is. */
export const HEADS = { large: Number.POSITIVE_INFINITY, small: 5_000 } as const;

/** Steps with state cost more than windows: of so many runs that begin with all views, one has them. */
const STATEFUL_EVERY = 8;

/** What texts make of rows costs most: of so many runs that begin with all views, one has them. */
const WIDE_EVERY = 64;

/** Of so many runs one begins with an exchange that nobody has scaled. */
const UNSCALED_EVERY = 4;

/** Of so many runs one has somebody who redrives what was set aside, a moment after the last input. */
const REDRIVEN_EVERY = 5;

/** What came later is drawn from a source of its own, so that an old seed stays what it was. */
const LATER = 0x2c1b3c6d;
const THIEF = 0x297a2d39;
const LATEST = 0x165667b1;

/** Of the times of what came later still. */
const TIMES = 0x51ed270b;

/** Long and short beside the delays of the network: what needs longer has computed, or written, too much. */
const TIME_LIMITS = [60_000, 12_000, 3_000] as const;

/** Most of its time that a function computes for one event; for one of a hundred in a record. */
const MOST_COMPUTING = { ordinary: 1 / 4, hostile: 1 / 400 };

const redriveAfter = (inputs: readonly Input[]): Input => ({
  kind: 'redrive',
  at: (inputs.at(-1)?.at ?? START) + 2_500,
});

/** Each fault and oddity is absent in half of all runs: what is always there hides what is not. */
const swarm = (random: Random, most: number): number => (random() < 0.5 ? 0 : most * random() ** 2);

const MOST: Readonly<Record<Fault, number>> = {
  crash: 0.03,
  posthumous: 0.7,
  throttle: 0.03,
  lostAnswer: 0.03,
  landsLate: 0.02,
  slow: 0.2,
  tornRead: 0.5,
  zombie: 0.4,
  rewind: 0.25,
  bisect: 0.8,
  refusedEntry: 0.2,
  producerRepeats: 0.3,
  staleMap: 0.5,
  lostHeartbeat: 0.6,
  coldStart: 0.8,
  unsorted: 0.5,
  restart: 0.2,
  expiredIterator: 0.2,
  sameProcess: 0.8,
  timeout: 1,
  slowStore: 0.02,
  partialWrite: 0.3,
  bigRow: 0.8,
  clockAhead: 0.5,
  hostile: 0.5,
};

const only = (faults: readonly Fault[], rates: Rates): Rates =>
  Object.fromEntries(faults.map((fault) => [fault, rates[fault] ?? 0]));

function extentOf(seed: number, drawn: Extent): Extent {
  if (drawn !== 'whole' || seed % STATEFUL_EVERY !== 0) return drawn;
  return seed % WIDE_EVERY === STATEFUL_EVERY ? 'wide' : 'stateful';
}

/** A run from a seed: few events, few shards, and everything else by chance. */
export function scenarioOf(
  seed: number,
  { rates, faults = FAULTS, oddities, headCharacters }: Focus = {},
): Scenario {
  const random = randomOf(seed);
  const swarmRates = Object.fromEntries(
    FAULTS.slice(0, FIRST.faults).map((name) => [name, swarm(random, MOST[name])]),
  );
  const swarmOddities: Oddities = {
    late: swarm(random, 0.4),
    skewed: swarm(random, 0.15),
    undecodable: swarm(random, 0.3),
    poison: swarm(random, 0.2),
    oversize: swarm(random, 0.1),
    wrongKey: swarm(random, 0.2),
    repeated: swarm(random, 0.4),
    packed: swarm(random, 1),
    reshard: swarm(random, 0.4),
    deploy: swarm(random, 0.2),
    replay: swarm(random, 0.2),
    trim: swarm(random, 0.2),
    stolen: 0,
  };
  const drawn = random() < 0.8 ? 'whole' : pickFrom(random, ['young', 'half'] as const);
  const beginsAs = extentOf(seed, drawn);
  const thief = randomOf(seed ^ THIEF);
  const allowed: Oddities =
    oddities === undefined
      ? { ...swarmOddities, stolen: swarm(thief, 0.5) }
      : { ...NO_ODDITIES, ...oddities };
  // what only some views refuse cannot be told before it is known which there were at the time
  const young = { ...allowed, poison: 0, oversize: 0, deploy: 0.3 };
  // a sale of all countries would be hundreds of writes to states, of which one fails each time
  const stateful = { ...allowed, oversize: 0, stolen: 0 };
  const later = randomOf(seed ^ LATER);
  const laterRates = Object.fromEntries(
    FAULTS.slice(FIRST.faults, SECOND.faults).map((name) => [name, swarm(later, MOST[name])]),
  );
  const latest = randomOf(seed ^ LATEST);
  const latestRates = Object.fromEntries(
    FAULTS.slice(SECOND.faults).map((name) => [name, swarm(latest, MOST[name])]),
  );
  const timeLimit = pickFrom(randomOf(seed ^ TIMES), TIME_LIMITS);
  const odd = { young, half: young, whole: allowed, stateful, wide: stateful }[beginsAs];
  const drawnRates = rates ?? only(faults, { ...swarmRates, ...laterRates, ...latestRates });
  const computing = MOST_COMPUTING[(drawnRates.hostile ?? 0) > 0 ? 'hostile' : 'ordinary'];
  const noted = beginsAs === 'wide' ? (drawnRates.bigRow ?? 0) : 0;
  const shards = { source: 1 + Math.floor(random() * 3), exchange: 1 + Math.floor(random() * 2) };
  const scenario = {
    seed,
    shards,
    // as coarsely as the shards allow, so that nothing can be split without telling the lanes
    level: seed % UNSCALED_EVERY === 0 ? undefined : Math.log2(shards.exchange),
    firstSequence: 10n ** BigInt(2 + Math.floor(random() * 54)) - BigInt(Math.floor(random() * 12)),
    batchSize: pickFrom(random, [1, 2, 3, 5, 8, 13]),
    payloadBytes: pickFrom(random, [200, 1_000, 1_000_000]),
    batchingWindow: pickFrom(random, [0, 100, 3_000]),
    headCharacters: headCharacters ?? (random() < 0.7 ? HEADS.large : HEADS.small),
    heartbeatEvery: pickFrom(random, [15_000, 40_000]),
    beginsAs,
    isArchived: random() < 0.5,
    timeLimit,
    costOfEvent: Math.floor(timeLimit * computing * later()),
    rates: drawnRates,
    inputs: withNotes(withStolenIds(inputsOf(random, odd), thief, odd.stolen), later, noted),
  };
  // somebody who means harm is retried for as long as there are faults, so not in long runs
  const isScaled = seed % SCALED_EVERY === 0 && (drawnRates.hostile ?? 0) === 0;
  const inputs = isScaled ? withScaling(scenario.inputs) : scenario.inputs;
  return seed % REDRIVEN_EVERY === 0
    ? { ...scenario, inputs: [...inputs, redriveAfter(inputs)] }
    : { ...scenario, inputs };
}

function inputsOf(random: Random, odd: Oddities): Input[] {
  const inputs: Input[] = [];
  const sales: Part[] = [];
  const count = 1 + Math.floor(random() ** 2 * 9);
  const pace = pickFrom(random, [200, 1_500, 6_000]);
  let at = START;
  for (let i = 0; i < count; i++) {
    at += Math.floor(random() * pace);
    const isPacked = random() < odd.packed;
    const size = isPacked ? 1 + Math.floor(random() * 4) : 1;
    const parts = Array.from({ length: size }, () => aPart(random, odd, { at, sales }));
    inputs.push({ kind: 'send', at, parts, isPacked });
    const which = Math.floor(random() * 8);
    if (random() < odd.reshard) {
      const kind = random() < 0.6 ? 'split' : 'merge';
      const stream = random() < 0.7 ? 'source' : 'exchange';
      const isScaled = stream === 'exchange' && which < SIZES.length;
      inputs.push(
        isScaled
          ? { kind: 'scale', at: at + which * 100, to: SIZES[which] ?? 1 }
          : { kind, at: at + which * 100, stream, which },
      );
    }
    if (random() < odd.deploy) inputs.push({ kind: 'deploy', at: at + which * 100 });
    if (random() < odd.trim) inputs.push({ kind: 'trim', at: at + which * 100 });
    if (random() < odd.replay) {
      const lane = pickFrom(random, ['speed', 'exchange', 'archive'] as const);
      inputs.push({ kind: 'replay', at: at + which * 100, lane });
    }
  }
  return inputs.sort((a, b) => a.at - b.at);
}

function aPart(random: Random, odd: Oddities, { at, sales }: { at: number; sales: Part[] }): Part {
  const customer = pickFrom(random, CUSTOMERS);
  if (random() < odd.undecodable) return undecodablePart(Math.floor(random() * 100), customer);
  if (random() < odd.repeated && sales.length > 0) return pickFrom(random, sales);
  const sale: Sale = {
    kind: 'sale',
    id: `s${sales.length}`,
    customer,
    country: placeOf(random, odd),
    at: timeOf(random, odd, at),
    cents: 1 + Math.floor(random() * 500),
  };
  const part = salePart(sale, random() < odd.wrongKey ? pickFrom(random, CUSTOMERS) : customer);
  sales.push(part);
  return part;
}

function placeOf(random: Random, odd: Oddities): string | undefined {
  if (random() < odd.poison) return POISON;
  return random() < odd.oversize ? EVERYWHERE : pickFrom(random, PLACES);
}

/** Near now, on whole seconds where edges and watermarks are, sometimes a millisecond beside. */
function timeOf(random: Random, odd: Oddities, now: number): number {
  if (random() < odd.skewed) return now + pickFrom(random, [3_600_000, 299_000, -3_600_000]);
  const back = random() < odd.late ? 10 + Math.floor(random() * 50) : Math.floor(random() * 6);
  const beside = pickFrom(random, [0, 0, 0, -1, 1]);
  return Math.floor(now / 1_000) * 1_000 - back * 1_000 + beside;
}
