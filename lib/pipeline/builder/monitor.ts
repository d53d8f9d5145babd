import { compileConditionOn } from '../../core/cel/expression.ts';
import { type Fields, instant, int, optional, string, typeName } from '../../core/field-type.ts';
import { type DurationMs, duration } from '../../core/time.ts';
import type { Windows } from '../../core/windows/window-kinds.ts';
import { DefinitionError, within } from '../../errors/definition-error.ts';
import { freeName, stableName } from '../definition/names.ts';
import type {
  KeyedFlow,
  Monitor,
  RowExpression,
  Threshold,
  WindowAggregation,
} from '../definition/operator.ts';
import type { MonitorRule } from '../definition/options.ts';
import { keyFields } from './key-fields.ts';
import { WINDOW_FIELDS } from './row-fields.ts';

/** What a monitor does unless it says otherwise. */
export const MONITOR_DEFAULTS = { forgetAfter: '30d' } as const;

/** From the end of one window to that of the next; `null` where it is not constant. */
function distanceOf(windows: Windows): DurationMs | null {
  if (windows.kind === 'cumulating') return windows.step;
  return windows.kind === 'aligned' ? windows.slide : null;
}

const NUMBERS = ['int', 'decimal', 'double', 'bigint'];

/**
 * A monitor of the rows of windows.
 *
 * @throws {@link DefinitionError} `MONITOR_INVALID`, `FIELD_UNKNOWN`, `NAME_INVALID`
 */
export function monitorOf(
  rule: MonitorRule,
  { windows }: WindowAggregation,
  input: KeyedFlow,
): Monitor {
  const name = stableName(rule.name, 'name');
  const watched = input.flow.fields[rule.field];
  if (watched === undefined || !NUMBERS.includes(watched.type.kind)) {
    throw invalid(`${name} › field`, 'is no number that a row has', {
      given: watched === undefined ? `"${rule.field}"` : typeName(watched.type),
      expected: 'the name of an aggregate that gives a number',
      fix: 'name one of the aggregates',
    });
  }
  const { windows: needed = 1, of = needed } = rule.when ?? {};
  wholeNumber(needed, `${name} › when › windows`);
  wholeNumber(of, `${name} › when › of`);
  if (needed > of) {
    throw invalid(`${name} › when`, 'asks for more breaches than it looks at windows', {
      given: `${needed} of ${of}`,
      expected: 'windows ≤ of',
      fix: 'exchange the two',
    });
  }
  const recoverAfter = rule.recoverAfter ?? 1;
  wholeNumber(recoverAfter, `${name} › recoverAfter`);
  return {
    kind: 'monitor',
    name,
    input,
    field: rule.field,
    threshold: thresholdOf(rule, input.flow.fields),
    needed,
    of,
    recoverAfter,
    ...(rule.recover === undefined
      ? {}
      : { recover: rowExpression(rule.recover, input.flow.fields, `${name} › recover`) }),
    missing: rule.missing ?? 'skip',
    every: distanceOf(windows),
    suppress: duration(rule.suppress ?? 0, `${name} › suppress`),
    forgetAfter: duration(
      rule.forgetAfter ?? MONITOR_DEFAULTS.forgetAfter,
      `${name} › forgetAfter`,
    ),
    fields: alertFields(input, { ...watched, optional: true }),
    time: 'windowTime',
  };
}

function alertFields(input: KeyedFlow, value: Fields[string]): Fields {
  const own = {
    alertId: string(),
    rule: string(),
    status: string(),
    ...WINDOW_FIELDS,
    value: optional(value),
    breaches: int(),
    raisedAt: instant(),
  };
  for (const key of input.groupBy) freeName(key, Object.keys(own), `groupBy › ${key}`);
  return { ...keyFields(input), ...own };
}

function rowExpression(source: string, fields: Fields, at: string): RowExpression {
  const { text, cost } = within(at, () => compileConditionOn(source, fields));
  return { kind: 'expression', text, cost };
}

function thresholdOf(
  { name, above, below, outside, breach }: MonitorRule,
  fields: Fields,
): Threshold {
  const given: Threshold[] = [
    ...(above === undefined ? [] : [{ kind: 'above', value: above } as const]),
    ...(below === undefined ? [] : [{ kind: 'below', value: below } as const]),
    ...(outside === undefined
      ? []
      : [{ kind: 'outside', from: outside[0], to: outside[1] } as const]),
    ...(breach === undefined ? [] : [rowExpression(breach, fields, `${name} › breach`)]),
  ];
  const [threshold] = given;
  if (threshold === undefined || given.length > 1) {
    throw invalid(name, 'needs one threshold', {
      given: given.length === 0 ? 'none' : given.map(({ kind }) => kind).join(' and '),
      expected: 'one of above, below, outside and breach',
      fix: 'leave out the others, or write two monitors',
    });
  }
  if (threshold.kind === 'expression') return threshold;
  const numbers = threshold.kind === 'outside' ? [threshold.from, threshold.to] : [threshold.value];
  const isBand = threshold.kind !== 'outside' || threshold.from <= threshold.to;
  if (numbers.every(Number.isFinite) && isBand) return threshold;
  throw invalid(`${name} › ${threshold.kind}`, 'can never be judged', {
    given: numbers.join(' to '),
    expected: 'finite numbers, the lower first',
    fix: 'correct the numbers',
  });
}

function wholeNumber(value: number, at: string): void {
  if (Number.isInteger(value) && value >= 1 && value <= 1_000) return;
  throw invalid(at, 'is not a number of windows', {
    given: String(value),
    expected: 'a whole number from 1 to 1000',
    fix: 'correct it, or choose longer windows',
  });
}

const invalid = (
  at: string,
  problem: string,
  say: { readonly given: string; readonly expected: string; readonly fix: string },
): DefinitionError => new DefinitionError('MONITOR_INVALID', { at, problem, ...say });
