import type { OutputType } from './aggregators/output-type.ts';
import type { Value } from './value.ts';

/** The value of an event's field as rows show it: events and keys hold decimals as a count of units. */
export const shownField = (value: unknown, type: OutputType | undefined): Value =>
  type?.kind === 'decimal' && typeof value === 'number'
    ? { units: BigInt(value), scale: type.scale }
    : (value as Value);
