import { isDecimal, type Value } from '../../core/value.ts';

/** A value of a query as events hold it: a decimal as a count of its units, a whole number as a number. */
export const heldValue = (value: Value): unknown => {
  if (isDecimal(value)) return Number(value.units);
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
};
