import { compileConditionOn } from '../../core/cel/expression.ts';
import { Failure } from '../../core/cel/values.ts';
import { units } from '../../core/condition.ts';
import type { Event } from '../../core/event.ts';
import type { FieldType } from '../../core/field-type.ts';
import { formatInstant } from '../../core/instant.ts';
import type { KeyedOperator } from '../../core/operators/keyed-operator.ts';
import { type Finding, monitorOperator, type Verdict } from '../../core/operators/monitor.ts';
import type { Monitor, Threshold } from '../../pipeline/definition/operator.ts';
import { keyReader } from './key-values.ts';

/** A monitor, ready to run. */
export function monitorOperatorOf(monitor: Monitor): KeyedOperator<unknown> {
  const { name, input, field, every, missing } = monitor;
  const { fieldsOf } = keyReader(input);

  return monitorOperator({
    verdictOf: verdictOf(monitor),
    windowEndOf: (row) => row['windowEnd'] as number,
    every: every ?? undefined,
    missing,
    needed: monitor.needed,
    of: monitor.of,
    recoverAfter: monitor.recoverAfter,
    suppress: monitor.suppress,
    forgetAfter: monitor.forgetAfter,
    result: (finding, key) =>
      alertOf(finding, { name, field, every, key, keyFields: fieldsOf(key) }),
  });
}

interface Subject {
  readonly name: string;
  readonly field: string;
  readonly every: number | null;
  readonly key: string;
  readonly keyFields: Event;
}

function alertOf(finding: Finding, { name, field, every, key, keyFields }: Subject): Event {
  const { status, windowEnd, row, raisedAt, breaches } = finding;
  return {
    ...keyFields,
    alertId: `${name}/${key}/${formatInstant(raisedAt)}`,
    rule: name,
    status,
    windowStart: row?.['windowStart'] ?? windowEnd - (every ?? 0),
    windowEnd,
    windowTime: windowEnd - 1,
    value: row?.[field],
    breaches,
    raisedAt,
  };
}

type Numeric = number | bigint | undefined;

function verdictOf(monitor: Monitor): (row: Event) => Verdict {
  const { threshold, field, missing, recover, input } = monitor;
  const { fields } = input.flow;
  const isGood = recover && compileConditionOn(recover.text, fields).holds;
  const calm = (row: Event): Verdict => {
    const held = isGood?.(row) ?? true;
    return held === true ? 'good' : 'skip';
  };
  if (threshold.kind === 'expression') {
    const { holds } = compileConditionOn(threshold.text, fields);
    return (row) => {
      const held = holds(row);
      if (held instanceof Failure) return missing;
      return held ? 'breach' : calm(row);
    };
  }
  const breaches = breachOf(threshold, fields[field]?.type);
  return (row) => {
    const value = row[field] as Numeric;
    if (value === undefined) return missing;
    return breaches(value) ? 'breach' : calm(row);
  };
}

type Test = (value: number | bigint) => boolean;

type NumberThreshold = Exclude<Threshold, { kind: 'expression' }>;

function breachOf(threshold: NumberThreshold, type: FieldType | undefined): Test {
  const scale = type?.kind === 'decimal' ? type.scale : 0;
  if (threshold.kind === 'outside') {
    const [from, to] = [units(threshold.from, scale), units(threshold.to, scale)];
    return (value) => value < from || value > to;
  }
  return oneSided(threshold, scale);
}

function oneSided(threshold: Exclude<NumberThreshold, { kind: 'outside' }>, scale: number): Test {
  const limit = units(threshold.value, scale);
  return threshold.kind === 'above' ? (value) => value > limit : (value) => value < limit;
}
