import { type Fields, instant, optional } from '../../core/field-type.ts';
import { checkFieldName } from '../../core/schema/field-name.ts';
import { type DurationMs, duration } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { IntervalJoin, KeyedFlow, TableJoin } from '../definition/operator.ts';
import type { JoinOptions, SignedDuration, TableJoinOptions } from '../definition/options.ts';
import type { Table } from '../definition/stream.ts';
import { sameKeys } from './key-fields.ts';

/** What a table does unless it says otherwise. */
export const TABLE_DEFAULTS = { history: '1d' } as const;

/**
 * A join of two streams.
 *
 * @throws {@link DefinitionError} `JOIN_INVALID`, `DURATION_INVALID`
 */
export function intervalJoinOf(
  left: KeyedFlow,
  right: KeyedFlow,
  options: JoinOptions,
): IntervalJoin {
  sameKeys(left, right);
  const { type = 'inner', as, lowerInclusive = true, upperInclusive = true } = options;
  const from = signed(options.lower, 'lower') + (lowerInclusive ? 0 : 1);
  const to = signed(options.upper, 'upper') + (upperInclusive ? 1 : 0);
  if (from >= to) {
    throw invalid('bounds', 'hold no instant, so nothing can ever be joined', {
      given: `${lowerInclusive ? '' : 'more than '}${options.lower} to ${upperInclusive ? '' : 'less than '}${options.upper}`,
      expected: 'a lower bound that is not after the upper one',
      fix: 'exchange the two, or make them inclusive',
    });
  }
  return {
    kind: 'join',
    ...{ left, right, type, from, to, as },
    allowedLateness: duration(options.allowedLateness ?? 0, 'allowedLateness'),
    fields: {
      ...prefixed(left.flow.fields, as[0], type === 'right' || type === 'full'),
      ...prefixed(right.flow.fields, as[1], type === 'left' || type === 'full'),
      time: instant(),
    },
    time: checkPrefixes(as),
  };
}

/**
 * A join of a stream with a table.
 *
 * @throws {@link DefinitionError} `JOIN_INVALID`, `DURATION_INVALID`
 */
export function tableJoinOf(
  stream: KeyedFlow,
  table: Table<never>,
  options: TableJoinOptions,
): TableJoin {
  sameKeys(stream, table.keyed);
  const { as, type = 'inner', asOf } = options;
  const grace = options.grace === undefined ? null : duration(options.grace, 'grace');
  const history = duration(options.history ?? TABLE_DEFAULTS.history, 'history');
  if (grace !== null && asOf === 'arrival') {
    throw invalid('grace', 'has no meaning for a row as of arrival', {
      given: `grace ${grace} ms`,
      expected: 'none',
      fix: "leave it out, or join as of 'eventTime'",
    });
  }
  if (grace !== null && grace > history) {
    throw invalid('grace', 'is longer than the table remembers', {
      given: `grace ${grace} ms, history ${history} ms`,
      expected: 'grace ≤ history',
      fix: 'give a longer history',
    });
  }
  return {
    kind: 'tableJoin',
    ...{ stream, table: table.keyed, removedWithout: table.removedWithout },
    ...{ asOf, grace, history, type, as },
    fields: {
      ...prefixed(stream.flow.fields, as[0], false),
      ...prefixed(table.keyed.flow.fields, as[1], true),
      time: instant(),
    },
    time: checkPrefixes(as),
  };
}

/** @returns the name of the time field of what is joined. */
function checkPrefixes([a, b]: readonly [string, string]): string {
  for (const prefix of [a, b]) checkFieldName(prefix);
  if (a !== b) return 'time';
  throw invalid('as', 'the fields of the two sides would have the same names', {
    given: `"${a}" twice`,
    expected: 'two prefixes',
    fix: "name each side, such as ['bid', 'auction']",
  });
}

const prefixed = (fields: Fields, prefix: string, mayBeMissing: boolean): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      `${prefix}_${name}`,
      mayBeMissing ? optional(field) : field,
    ]),
  );

function signed(input: SignedDuration, at: string): DurationMs {
  if (typeof input === 'number') return Math.sign(input) * duration(Math.abs(input), at) + 0;
  return input.startsWith('-') ? -duration(input.slice(1), at) + 0 : duration(input, at);
}

const invalid = (
  at: string,
  problem: string,
  say: { readonly given: string; readonly expected: string; readonly fix: string },
): DefinitionError => new DefinitionError('JOIN_INVALID', { at, problem, ...say });
