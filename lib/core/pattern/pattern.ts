import type { DefinitionError } from '../../errors/definition-error.ts';
import { duration } from '../time.ts';
import { patternFault } from './fault.ts';
import type { PatternFunction } from './guard.ts';
import type { ConditionInput, PatternChain, PatternStart } from './pattern-chain.ts';
import type {
  Contiguity,
  InnerContiguity,
  PatternCondition,
  PatternSpec,
  SkipSpec,
  StageSpec,
  Times,
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
  begin: (name, condition) =>
    chain(
      withStage({ stages: [], functions: [], whole: {} }, { name, contiguity: 'begin' }, condition),
    ),
});

interface Draft<T> {
  readonly stages: readonly StageSpec[];
  readonly functions: readonly PatternFunction<T>[];
  readonly whole: Omit<PatternSpec, 'stages'>;
}

type Input<T> = ConditionInput<T, string>;

function chain<T, Names extends string>(draft: Draft<T>): PatternChain<T, Names> {
  const follow =
    (contiguity: Contiguity) =>
    (name: string, condition?: unknown): PatternChain<T, never> =>
      chain(withStage(draft, { name, contiguity }, condition as Input<T> | undefined));
  const change = (part: Partial<StageSpec>): PatternChain<T, Names> => chain(changed(draft, part));
  const inner = (given: InnerContiguity): PatternChain<T, Names> => change(innerOf(draft, given));
  const times = (given: Times): PatternChain<T, Names> => change(timesOf(draft, given));
  const whole = (part: Omit<PatternSpec, 'stages'>): PatternChain<T, Names> =>
    chain({ ...draft, whole: { ...draft.whole, ...part } });
  const joined = (how: 'all' | 'any', input: unknown): PatternChain<T, Names> =>
    chain(withCondition(draft, how, input as Input<T>));

  return {
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
  if (typeof condition === 'object' && 'tree' in condition) {
    return { functions, condition: { expression: condition.text() } };
  }
  if (typeof condition !== 'function') return { functions, condition };
  return { functions: [...functions, condition], condition: { fn: functions.length } };
}

function withStage<T>(draft: Draft<T>, stage: StageSpec, condition?: Input<T>): Draft<T> {
  const longer = { ...draft, stages: [...draft.stages, stage] };
  return condition === undefined ? longer : withCondition(longer, 'all', condition);
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
