import { boolean, type Fields, typeName, withOptional } from '../../core/field-type.ts';
import { duration } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { freeName } from '../definition/names.ts';
import type { Flow, GapFill, WindowAggregation } from '../definition/operator.ts';
import type { FillOptions, FillValue } from '../definition/window-options.ts';

/** What filling does unless it says otherwise. */
export const FILL_DEFAULTS = { limit: 1_000, forgetAfter: '30d' } as const;

/** Most windows that may be filled one after the other: so many rows one event may make. */
export const MOST_FILLED = 10_000;

const NUMBERS = ['int', 'decimal', 'double', 'bigint'];
const VALUES: readonly string[] = ['zero', 'null', 'carry'] satisfies FillValue[];

/**
 * The rows of windows, and rows for windows without events.
 *
 * @throws {@link DefinitionError} `WINDOW_INVALID`, `AGGREGATE_INVALID`, `NAME_TAKEN`
 */
export function gapFillOf(
  { windows, accumulation, input: { groupBy }, aggregates }: WindowAggregation,
  flow: Flow,
  options: FillOptions,
): GapFill {
  const { fill = 'null', until = 'lastRow', limit = FILL_DEFAULTS.limit } = options;
  const forgetAfter = duration(options.forgetAfter ?? FILL_DEFAULTS.forgetAfter, 'forgetAfter');
  if (
    (windows.kind !== 'aligned' && windows.kind !== 'calendar') ||
    accumulation === 'discarding'
  ) {
    throw new DefinitionError('WINDOW_INVALID', {
      at: windows.kind,
      problem: 'nobody knows which windows without events these have',
      given: `${windows.kind} windows, ${accumulation}`,
      expected: 'tumbling, sliding or calendar windows, accumulating',
      fix: 'choose such windows, or go on with .rows()',
    });
  }
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST_FILLED) {
    throw new DefinitionError('WINDOW_INVALID', {
      at: 'limit',
      problem: 'is not a number of windows',
      given: String(limit),
      expected: `a whole number from 1 to ${MOST_FILLED}`,
      fix: 'give one, or leave it out',
    });
  }
  for (const name of ['filled', 'cut']) freeName(name, Object.keys(flow.fields), name);
  const values = valuesOf(Object.keys(aggregates), flow.fields, fill);
  return {
    kind: 'fill',
    input: { flow, groupBy },
    ...{ windows, values, until, limit, forgetAfter },
    fields: {
      ...withOptional(flow.fields, (name) => values[name] === 'null'),
      ...{ filled: boolean(), cut: boolean() },
    },
    time: flow.time,
  };
}

type Values = Readonly<Record<string, FillValue>>;

function valuesOf(
  names: readonly string[],
  fields: Fields,
  fill: NonNullable<FillOptions['fill']>,
): Values {
  const said = typeof fill === 'string' ? {} : (fill as Values);
  const unknown = Object.keys(said).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(unknown, 'is no aggregate of these windows', names);
  const all = names.map((name): [string, FillValue] => {
    const isNumber = NUMBERS.includes(fields[name]?.type.kind ?? '');
    const value = typeof fill === 'string' ? fill : (said[name] ?? 'null');
    if (!VALUES.includes(value)) throw invalid(name, `cannot be filled with "${value}"`, VALUES);
    if (value !== 'zero' || isNumber) return [name, value];
    if (typeof fill === 'string') return [name, 'null'];
    throw new DefinitionError('AGGREGATE_INVALID', {
      at: `fill › ${name}`,
      problem: 'has no zero',
      given: typeName(fields[name]?.type ?? { kind: 'json' }),
      expected: 'a number',
      fix: 'fill it with "null" or "carry"',
    });
  });
  return Object.fromEntries(all);
}

const invalid = (name: string, problem: string, known: readonly string[]): DefinitionError =>
  new DefinitionError('AGGREGATE_INVALID', {
    at: `fill › ${name}`,
    problem,
    given: `"${name}"`,
    expected: `one of ${known.join(', ')}`,
    fix: "write fill: { total: 'carry' }",
  });
