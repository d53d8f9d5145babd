import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Condition, where } from '../../../lib/core/expression.ts';
import type { PatternEvent } from '../../../lib/core/pattern/run.ts';
import type {
  Contiguity,
  InnerContiguity,
  PatternCondition,
  PatternSpec,
  SkipSpec,
  StageSpec,
  WithinType,
} from '../../../lib/core/pattern/spec.ts';
import { functionNames } from './fact-functions.ts';

/** What a test of Flink's CEP feeds and expects, in the notation that `test/golden/flink-cep/README.md` explains. */
export interface Fact {
  /** Class and method of the test. */
  readonly from: string;
  readonly stages: readonly string[];
  /** `id=name$price%volume@time`; without a name it is the id without its number. */
  readonly events: string;
  /** Ids of the events of each match, in any order of matches. */
  readonly matches: readonly string[];
  readonly skip?: string;
  readonly within?: number;
  readonly withinType?: WithinType;
  /** Ids, and the deadline after `@`. */
  readonly timeouts?: readonly string[];
  /** A watermark, and how many runs are left at it, the waiting one included. */
  readonly runsAt?: readonly [number, number];
  /** The original feeds times out of order without sorting; here they are in order. */
  readonly retimed?: boolean;
}

export interface FactEvent {
  readonly name: string;
  readonly price?: number;
  readonly volume?: number;
}

const FACTS = join(import.meta.dirname, '../../golden/flink-cep');

export const factFiles: readonly string[] = readdirSync(FACTS)
  .filter((name) => name.endsWith('.json'))
  .toSorted();

export const factsOf = (file: string): Fact[] =>
  JSON.parse(readFileSync(join(FACTS, file), 'utf8')) as Fact[];

/** The pattern of a fact. */
export function patternOf({ stages, skip = '', within, withinType }: Fact): PatternSpec {
  const [strategy = '', to = ''] = skip.split(' ');
  return {
    stages: stages.map(stageOf),
    ...(strategy === '' ? {} : { skip: { strategy, ...(to === '' ? {} : { to }) } as SkipSpec }),
    ...(within === undefined ? {} : { withinMs: within }),
    ...(withinType === undefined ? {} : { withinType }),
  };
}

/** The events of a fact, in the order in which they arrive. */
export function eventsOfFact({ events }: Fact): PatternEvent<FactEvent>[] {
  return events.split(' ').map((text) => {
    const [, id = '', name, price, volume, ts] =
      /^([^=$%@]+)(?:=([^$%@]+))?(?:\$([\d.]+))?(?:%([\d.]+))?@(\d+)$/.exec(text) ?? [];
    const value = {
      name: name ?? id.replace(/\d+$/, ''),
      ...(price === undefined ? {} : { price: Number(price) }),
      ...(volume === undefined ? {} : { volume: Number(volume) }),
    };
    return { id, ts: Number(ts), value };
  });
}

function stageOf(text: string): StageSpec {
  const [contiguity = '', name = '', ...words] = text.split(' ');
  let stage: StageSpec = { name, contiguity: contiguity as Contiguity };
  const conditions: PatternCondition[] = [];
  for (const word of words) {
    const [, key = '', rest = ''] = /^(times|until)=(.*)$/.exec(word) ?? [];
    if (key === 'times') stage = { ...stage, times: timesOf(rest) };
    else if (key === 'until') stage = { ...stage, until: conditionOf(rest) };
    else if (word === 'optional' || word === 'greedy') stage = { ...stage, [word]: true };
    else if (['relaxed', 'consecutive', 'combinations'].includes(word)) {
      stage = { ...stage, inner: word as InnerContiguity };
    } else conditions.push(conditionOf(word));
  }
  const [only] = conditions;
  if (only === undefined) return stage;
  return { ...stage, where: conditions.length === 1 ? only : { all: conditions } };
}

function timesOf(text: string): NonNullable<StageSpec['times']> {
  const [min = '', max] = text.split('..');
  if (max === '') return { min: Number(min) };
  return { min: Number(min), max: Number(max ?? min) };
}

function conditionOf(word: string): PatternCondition {
  const [, fn] = /^fn[=:](.*)$/.exec(word) ?? [];
  if (fn !== undefined) return { fn: functionNames.indexOf(fn) };
  const [, names] = /^where=(.*)$/.exec(word) ?? [];
  if (names?.includes('|')) return where('name', 'in', names.split('|'));
  if (names !== undefined) return where('name', '==', names);
  const [first = '', ...others] = word.split('|');
  if (others.length > 0) return { any: others.map((n) => where(first, '==', Number(n))) };
  const [, field = '', op = '', value] = /^(\w+)(==|>|<)(.*)$/.exec(word) ?? [];
  return where(field, op as Condition['op'], Number(value));
}
