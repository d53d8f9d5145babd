import fc from 'fast-check';
import { where } from '../../../lib/core/expression.ts';
import type { PatternEvent } from '../../../lib/core/pattern/run.ts';
import type {
  Contiguity,
  InnerContiguity,
  PatternSpec,
  SkipSpec,
  StageSpec,
  Times,
} from '../../../lib/core/pattern/spec.ts';
import type { Letter } from './oracle.ts';

/** Few kinds of events, so that stages overlap; `n` is only for what must not come. */
const aKind = fc.constantFrom('a', 'a', 'b', 'b', 'c', 'n');

/** In the order of time, with ties and small gaps. */
export const aStream = (maxLength: number): fc.Arbitrary<Letter[]> =>
  fc.array(fc.tuple(aKind, fc.constantFrom(0, 1, 1, 1, 2, 5)), { maxLength }).map((list) => {
    let ts = 0;
    return list.map(([kind, step], i) => {
      ts += step;
      return { id: `${kind}${i}`, ts, kind };
    });
  });

export const asPatternEvent = ({ id, ts, kind }: Letter): PatternEvent<{ kind: string }> => ({
  id,
  ts,
  value: { kind },
});

const aCondition = fc
  .constantFrom(['a'], ['b'], ['c'], ['a', 'b'], ['a', 'b', 'c'])
  .map((kinds) => where('kind', 'in', kinds));

const theTimes: fc.Arbitrary<Times | undefined> = fc.constantFrom(
  undefined,
  undefined,
  { min: 2, max: 2 },
  { min: 1, max: 3 },
  { min: 2, max: 3 },
  { min: 1 },
  { min: 2 },
);

const aStage: fc.Arbitrary<Omit<StageSpec, 'name'>> = fc
  .record({
    contiguity: fc.constantFrom<Contiguity>('next', 'followedBy', 'followedByAny'),
    where: aCondition,
    times: theTimes,
    inner: fc.constantFrom<InnerContiguity>('relaxed', 'consecutive', 'combinations'),
    optional: fc.constantFrom(false, false, true),
    greedy: fc.constantFrom(false, false, true),
    until: fc.constantFrom(undefined, undefined, undefined, where('kind', 'in', ['b', 'c'])),
    gapMs: fc.constantFrom(undefined, undefined, undefined, 2, 3),
  })
  .map(({ times, inner, optional, greedy, until, gapMs, ...rest }) => {
    const isGreedy = greedy && times !== undefined && inner !== 'combinations';
    const hasUntil = until !== undefined && times !== undefined && times.max === undefined;
    return {
      ...rest,
      ...(times === undefined ? {} : { times, inner }),
      ...(optional ? { optional } : {}),
      ...(isGreedy ? { greedy: true } : {}),
      ...(hasUntil && !isGreedy ? { until } : {}),
      ...(gapMs !== undefined && !isGreedy ? { gapMs } : {}),
    };
  });

const aNegative = fc.constantFrom<Contiguity | undefined>(
  undefined,
  undefined,
  'notNext',
  'notFollowedBy',
);

const aWithin = fc.constantFrom<Pick<PatternSpec, 'withinMs' | 'withinType'>>(
  {},
  {},
  { withinMs: 4 },
  { withinMs: 4, withinType: 'firstToLast' },
  { withinMs: 3, withinType: 'previousToCurrent' },
);

/** Patterns of which the oracle knows what they mean. */
export const aPattern: fc.Arbitrary<PatternSpec> = fc
  .tuple(fc.array(fc.tuple(aNegative, aStage), { minLength: 1, maxLength: 3 }), aNegative, aWithin)
  .map(([list, negativeEnd, within]) => {
    const stages: StageSpec[] = [];
    const forbid = (contiguity: Contiguity | undefined): void => {
      const before = stages.at(-1);
      const isPlain = before?.times === undefined && before?.optional !== true;
      if (contiguity === undefined || before === undefined || !isPlain) return;
      stages.push({ name: `n${stages.length}`, contiguity, where: where('kind', 'in', ['n']) });
    };
    list.forEach(([negative, stage], i) => {
      const isOdd = ([, { times, greedy }]: (typeof list)[number]): boolean =>
        greedy === true || (times?.max !== undefined && times.max > times.min);
      const isTwiceOptional = stage.optional === true && list[i + 1]?.[1].optional === true;
      if (i > 0 && !isTwiceOptional && !list.slice(i).some(isOdd)) forbid(negative);
      const { optional, gapMs, ...needed } = stage;
      stages.push({
        ...needed,
        ...(optional && stages.at(-1)?.greedy !== true ? { optional } : {}),
        ...(gapMs !== undefined && (i > 0 || stage.times !== undefined) ? { gapMs } : {}),
        name: `s${i}`,
        contiguity: i === 0 ? 'begin' : stage.contiguity,
      });
    });
    if (negativeEnd === 'notNext' || within.withinMs !== undefined) forbid(negativeEnd);
    const last = stages.at(-1);
    const isBounded = last?.times === undefined && last?.optional !== true;
    return { stages, ...(within.withinType === 'previousToCurrent' && !isBounded ? {} : within) };
  });

/** The same patterns with every skip strategy. */
export const aSkippingPattern: fc.Arbitrary<PatternSpec> = fc
  .tuple(
    aPattern,
    fc.constantFrom('none', 'pastLastEvent', 'toNext', 'toFirst', 'toLast'),
    fc.nat(),
  )
  .map(([spec, strategy, n]) => {
    const names = spec.stages.filter(({ name }) => name.startsWith('s')).map(({ name }) => name);
    const to = names[n % names.length] as string;
    const named = strategy === 'toFirst' || strategy === 'toLast';
    return { ...spec, skip: { strategy, ...(named ? { to } : {}) } as SkipSpec };
  });

/** An event, and how much later than in order it arrives. Units: milliseconds. */
export const MAX_DELAY = 4;

/** The events in an order in which they may arrive when none is later than {@link MAX_DELAY}. */
export const anArrival = (maxLength: number): fc.Arbitrary<Letter[]> =>
  fc
    .tuple(aStream(maxLength), fc.array(fc.nat(MAX_DELAY - 1), { minLength: maxLength, maxLength }))
    .map(([stream, delays]) =>
      stream
        .map((event, i) => ({ event, at: event.ts + (delays[i] ?? 0) }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ event }) => event),
    );
