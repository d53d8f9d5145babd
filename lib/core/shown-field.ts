import type { FieldType } from '../../core/field-type.ts';
import type { Value } from '../../core/value.ts';

/** The value of an event's field as rows show it: events hold decimals as a count of units. */
export const shownField = (value: unknown, type: FieldType): Value =>
  type.kind === 'decimal' && value !== null
    ? { units: BigInt(Number(value)), scale: type.scale }
    : (value as Value);
