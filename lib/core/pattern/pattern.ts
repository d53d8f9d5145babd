import type { DefinitionError } from '../../errors/definition-error.ts';
import { isTerm } from '../cel/build.ts';
import { duration } from '../time.ts';
import { patternFault } from './fault.ts';
import type { PatternFunction } from './guard.ts';
import type { ConditionInput, PatternChain, PatternStart } from './pattern-chain.ts';
import { shiftedStage } from './shifted-stage.ts';
import {
  type Contiguity,
  type InnerContiguity,
  leavesOf,
  type PatternCondition,
  type PatternSpec,
  type SkipSpec,
  type StageSpec,
  type Times,
} from './spec.ts';
import { validatePattern } from './validate.ts';

/**
 * A pattern over events of one type.
 *
 * @example
 * ```ts
 * pattern<Login>()
 *   .begin('fails', where('ok', '==', false)).times(3)
 *   .followedBy('buys', where('type', '==', 'purchase'))
 *   .within('2m').skip('pastLastEvent')
 *   .build();
 * ```
 */
export const pattern = <T>(): PatternStart<T> => ({
  begin: (first: unknown, condition?: unknown) =>
    chain(
      following({ stages: [], functions: [], whole: {} }, 'begin', [
        first,
        condition as Input<T> | undefined,
      ]),
    ),
});

/** What a group has said, by its chain. */
const drafts = new WeakMap<object, Draft<never>>();

/** A draft with one more stage, or one more group of them. */
function following<T>(
  draft: Draft<T>,
  contiguity: Contiguity,
  [what, condition]: readonly [what: unknown, condition: Input<T> | undefined],
): Draft<T> {
  if (typeof what === 'string') return withStage(draft, { name: what, contiguity }, condition);
  const group = drafts.get(Object(what)) as Draft<T> | undefined;
  if (group !== undefined) return withGroup(draft, contiguity, group);
  throw patternFault('pattern', 'is neither the name of a stage nor a group', {
    given: typeof what,
    expected: 'a text, or a pattern that is not built yet',
    fix: "write followedBy('buys', …), or followedBy(pattern().begin('a').next('b'))",
  });
}

interface Draft<T> {
  readonly stages: readonly StageSpec[];
  readonly functions: readonly PatternFunction<T>[];
  readonly whole: Omit<PatternSpec, 'stages'>;
}

type Input<T> = ConditionInput<T, string>;

function chain<T, Names extends string>(draft: Draft<T>): PatternChain<T, Names> {
  const follow =
    (contiguity: Contiguity) =>
    (what: unknown, condition?: unknown): PatternChain<T, never> =>
      chain(following(draft, contiguity, [what, condition as Input<T> | undefined]));
  const change = (part: Partial<StageSpec>): PatternChain<T, Names> => chain(changed(draft, part));
  const inner = (given: InnerContiguity): PatternChain<T, Names> => change(innerOf(draft, given));
  const times = (given: Times): PatternChain<T, Names> => change(timesOf(draft, given));
  const whole = (part: Omit<PatternSpec, 'stages'>): PatternChain<T, Names> =>
    chain({ ...draft, whole: { ...draft.whole, ...part } });
  const joined = (how: 'all' | 'any', input: unknown): PatternChain<T, Names> =>
    chain(withCondition(draft, how, input as Input<T>));

  const self: PatternChain<T, Names> = {
    next: follow('next'),
    followedBy: follow('followedBy'),
    followedByAny: follow('followedByAny'),
    notNext: follow('notNext'),
    notFollowedBy: follow('notFollowedBy'),
    where: (condition) => joined('all', condition),
    or: (condition) => joined('any', condition),
    times: (min, max = min) => times({ min, max }),
    timesOrMore: (min) => times({ min }),
    oneOrMore: () => times({ min: 1 }),
    optional: () => change({ optional: true }),
    greedy: () => change({ greedy: true }),
    consecutive: () => inner('consecutive'),
    allowCombinations: () => inner('combinations'),
    until(condition) {
      if (lastOf(draft).until !== undefined) throw endedAlready(lastOf(draft).name);
      const { functions, condition: until } = registered(draft, condition as Input<T>);
      return chain(changed({ ...draft, functions }, { until }));
    },
    gap: (time) => change({ gapMs: duration(time, `${lastOf(draft).name} › gap`) }),
    within: (time, type = 'firstToLast') =>
      whole({ withinMs: duration(time, 'within'), withinType: type }),
    skip: (strategy: SkipSpec['strategy'], to?: string) =>
      whole({ skip: { strategy, ...(to === undefined ? {} : { to }) } as SkipSpec }),
    build() {
      const spec = { stages: draft.stages, ...draft.whole };
      validatePattern(spec, draft.functions.length);
      return { spec, functions: draft.functions };
    },
  };
  drafts.set(self, draft as unknown as Draft<never>);
  return self;
}

const lastOf = <T>({ stages }: Draft<T>): StageSpec =>
  stages.at(-1) ?? { name: 'pattern', contiguity: 'begin' };

const changed = <T>(draft: Draft<T>, part: Partial<StageSpec>): Draft<T> => ({
  ...draft,
  stages: [...draft.stages.slice(0, -1), { ...lastOf(draft), ...part }],
});

/** The condition as data; a function goes to the end of the list. */
function registered<T>(
  { functions }: Draft<T>,
  condition: Input<T>,
): { readonly functions: readonly PatternFunction<T>[]; readonly condition: PatternCondition } {
  if (typeof condition === 'string') return { functions, condition: { expression: condition } };
  if (isTerm(condition)) {
    return { functions, condition: { expression: condition.text() } };
  }
  if (typeof condition !== 'function') return { functions, condition };
  return { functions: [...functions, condition], condition: { fn: functions.length } };
}

function withStage<T>(draft: Draft<T>, stage: StageSpec, condition?: Input<T>): Draft<T> {
  const longer = { ...draft, stages: [...draft.stages, stage] };
  return condition === undefined ? longer : withCondition(longer, 'all', condition);
}

/** A group is called after its stages; its functions come behind those that are there. */
function withGroup<T>(draft: Draft<T>, contiguity: Contiguity, group: Draft<T>): Draft<T> {
  const name = `(${leavesOf(group.stages)
    .map((stage) => stage.name)
    .join(' ')})`;
  const [whole] = Object.keys(group.whole);
  if (whole !== undefined) {
    throw patternFault(name, 'what is said of the whole pattern is not said of a group', {
      given: whole === 'skip' ? 'skip' : 'within',
      expected: 'stages, and how they follow each other',
      fix: 'say it of the pattern around it',
    });
  }
  const shift = draft.functions.length;
  return {
    ...draft,
    functions: [...draft.functions, ...group.functions],
    stages: [
      ...draft.stages,
      { name, contiguity, group: group.stages.map((stage) => shiftedStage(stage, shift)) },
    ],
  };
}

function withCondition<T>(draft: Draft<T>, how: 'all' | 'any', input: Input<T>): Draft<T> {
  const { functions, condition } = registered(draft, input);
  const { where: before } = lastOf(draft);
  const parts = before === undefined ? [] : [before, condition];
  const where = before === undefined ? condition : how === 'all' ? { all: parts } : { any: parts };
  return changed({ ...draft, functions }, { where });
}

function timesOf<T>(draft: Draft<T>, times: Times): Partial<StageSpec> {
  const { name, times: before } = lastOf(draft);
  if (before === undefined) return { times };
  throw patternFault(`${name} › times`, 'the stage repeats already', {
    given: 'a second repetition',
    expected: 'one of times, timesOrMore and oneOrMore',
    fix: 'leave one out',
  });
}

function innerOf<T>(draft: Draft<T>, inner: InnerContiguity): Partial<StageSpec> {
  const { name, inner: before } = lastOf(draft);
  if (before === undefined) return { inner };
  throw patternFault(name, 'a repetition is consecutive or allows combinations, not both', {
    given: `${before} and ${inner}`,
    expected: 'one of them',
    fix: 'leave one out',
  });
}

const endedAlready = (name: string): DefinitionError =>
  patternFault(`${name} › until`, 'the repetition is ended already', {
    given: 'a second condition',
    expected: 'one',
    fix: 'join the two conditions in one',
  });
