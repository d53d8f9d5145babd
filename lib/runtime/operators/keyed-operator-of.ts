import type { Event } from '../../core/event.ts';
import { dedupe } from '../../core/operators/dedupe.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import { intervalJoin } from '../../core/operators/interval-join.ts';
import type { KeyedOperator } from '../../core/operators/keyed-operator.ts';
import { STATE_LIMITS } from '../../core/operators/limits.ts';
import { matchOperator } from '../../core/operators/match-operator.ts';
import { passThrough } from '../../core/operators/pass-through.ts';
import { sortedOperator } from '../../core/operators/sorted.ts';
import { arrivalTableJoin } from '../../core/operators/table-join.ts';
import { versionedTableJoin } from '../../core/operators/versioned-table-join.ts';
import { isMatch } from '../../core/pair-condition.ts';
import { compilePattern } from '../../core/pattern/compile-pattern.ts';
import type { PatternFunction } from '../../core/pattern/guard.ts';
import type {
  IntervalJoin,
  Operator,
  PairCondition,
  PatternMatch,
  TableJoin,
} from '../../pipeline/definition/operator.ts';
import { patternOn } from '../../pipeline/definition/pattern-fields.ts';
import { jsonEvent } from './event-values.ts';
import { fillGapsOf } from './fill-gaps-of.ts';
import { joinerOf } from './joiner-of.ts';
import { keyReader } from './key-values.ts';
import { monitorOperatorOf } from './monitor-operator-of.ts';
import { type StateLimits, windowOperatorOf } from './window-operator-of.ts';

/**
 * An operator of a definition, ready to run on the events of one key.
 *
 * The same for every platform: what drives it decides only when, and where its states are kept.
 */
export function keyedOperatorOf(
  operator: Operator,
  limits: StateLimits = STATE_LIMITS,
): KeyedOperator<unknown> {
  switch (operator.kind) {
    case 'window':
      return windowOperatorOf(operator, limits);
    case 'join':
      return intervalJoinOf(operator, limits);
    case 'tableJoin':
      return tableJoinOf(operator, limits);
    case 'dedupe':
      return dedupe(operator.within);
    case 'match':
      return matchOf(operator, limits);
    case 'monitor':
      return monitorOperatorOf(operator);
    case 'sorted':
      return sortedOperator(eventCodec(operator.fields), limits.events);
    case 'fill':
      return fillGapsOf(operator);
    case 'retimed':
      return { ...passThrough, hold: operator.back };
    case 'records':
      return passThrough;
  }
}

function intervalJoinOf(join: IntervalJoin, limits: StateLimits): KeyedOperator<unknown> {
  const { type, from, to, allowedLateness, left, right } = join;
  return intervalJoin({
    ...{ type, from, to, allowedLateness },
    joiner: joinerOf(join),
    ...matchesOf(join.where),
    codecs: { left: eventCodec(left.flow.fields), right: eventCodec(right.flow.fields) },
    maxEvents: limits.events,
  });
}

function tableJoinOf(join: TableJoin, limits: StateLimits): KeyedOperator<unknown> {
  const { type, asOf, grace, history, removedWithout, stream, table } = join;
  const spec = {
    type,
    joiner: joinerOf(join),
    ...withinTolerance(join),
    removes:
      removedWithout === null
        ? () => false
        : (event: Event) => event[removedWithout] === undefined || event[removedWithout] === null,
    codecs: { left: eventCodec(stream.flow.fields), right: eventCodec(table.flow.fields) },
  };
  if (asOf === 'arrival') return arrivalTableJoin(spec);
  return versionedTableJoin({
    ...spec,
    grace: grace ?? undefined,
    history,
    maxEvents: limits.events,
    maxVersions: limits.versions,
  });
}

type Matches = (left: Event, right: Event) => boolean;

/** A condition that fails on a pair is not fulfilled. */
function matchesOf(where: PairCondition | undefined): { readonly matches?: Matches } {
  if (where === undefined) return {};
  if ('all' in where) return { matches: (left, right) => isMatch(where.all, left, right) };
  if ('expression' in where) return { matches: pairTest(where) };
  return {
    matches(left, right) {
      try {
        return where.accept(left, right);
      } catch {
        return false;
      }
    },
  };
}

/** Says no of a pair for which the expression has no value. */
function pairTest({ expression, sides }: Extract<PairCondition, { expression: unknown }>): Matches {
  const pair: Record<string, Event> = {}; // used again for the next: nothing keeps it
  return (left, right) => {
    pair[sides[0]] = left;
    pair[sides[1]] = right;
    return expression.holds(pair) === true;
  };
}

function withinTolerance({ where, tolerance, stream, table }: TableJoin) {
  const asked = matchesOf(where);
  if (tolerance === undefined) return asked;
  const { matches = () => true } = asked;
  const [time, rowTime] = [stream.flow.time, table.flow.time];
  return {
    matches: (event: Event, row: Event) =>
      Number(event[time]) - Number(row[rowTime]) <= tolerance && matches(event, row),
  };
}

/** A condition that fails on an event is not fulfilled: nothing that an event holds stops the rest. */
const harmless =
  (condition: PatternFunction<Event>): PatternFunction<Event> =>
  (event, matched) => {
    try {
      return condition(event, matched);
    } catch {
      return false;
    }
  };

function matchOf(
  { input, pattern, timeouts, maxPartialMatches }: PatternMatch,
  limits: StateLimits,
): KeyedOperator<unknown> {
  const { fieldsOf } = keyReader(input);
  const { fields } = input.flow;
  const { spec, functions } = patternOn(pattern, fields);
  const shown = (event: Event): unknown => jsonEvent(event, fields);
  return matchOperator({
    matcher: compilePattern(spec, functions.map(harmless), {
      runs: maxPartialMatches ?? limits.runs,
      given: limits.given,
    }),
    timeouts,
    codec: eventCodec(input.flow.fields),
    result: ({ kind, events, at, shed }, key) => ({
      ...fieldsOf(key),
      outcome: kind,
      at,
      events: Object.fromEntries(
        Object.entries(events).map(([stage, those]) => [stage, those.map(shown)]),
      ),
      ...(shed === undefined ? {} : { shed }),
    }),
    maxEvents: limits.events,
  });
}
