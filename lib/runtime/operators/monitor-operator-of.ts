import { units } from '../../core/condition.ts';
import type { Event } from '../../core/event.ts';
import { formatInstant } from '../../core/instant.ts';
import type { KeyedOperator } from '../../core/operators/keyed-operator.ts';
import { type Finding, monitorOperator, type Verdict } from '../../core/operators/monitor.ts';
import type { Monitor, Threshold } from '../../pipeline/definition/operator.ts';
import { keyReader } from './key-values.ts';

/** A monitor, ready to run. */
export function monitorOperatorOf(monitor: Monitor): KeyedOperator<unknown> {
  const { name, input, field, every, missing } = monitor;
  const { fieldsOf } = keyReader(input);
  const breaches = breachOf(monitor);

  return monitorOperator({
    verdictOf: (row): Verdict => {
      const value = row[field] as number | bigint | undefined;
      if (value === undefined) return missing;
      return breaches(value) ? 'breach' : 'good';
    },
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

type Test = (value: number | bigint) => boolean;

function breachOf({ threshold, field, input }: Monitor): Test {
  const type = input.flow.fields[field]?.type;
  const scale = type?.kind === 'decimal' ? type.scale : 0;
  if (threshold.kind === 'outside') {
    const [from, to] = [units(threshold.from, scale), units(threshold.to, scale)];
    return (value) => value < from || value > to;
  }
  return oneSided(threshold, scale);
}

function oneSided(threshold: Exclude<Threshold, { kind: 'outside' }>, scale: number): Test {
  const limit = units(threshold.value, scale);
  return threshold.kind === 'above' ? (value) => value > limit : (value) => value < limit;
}
