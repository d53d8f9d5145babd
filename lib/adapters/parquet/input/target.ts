import type { FieldType } from '../../../core/field-type.ts';
import { DecodeFailure } from '../../../core/schema/decode-failure.ts';
import { expectation } from '../../../core/schema/expectation.ts';
import type { EventTime } from '../../../core/time.ts';
import type { Stored } from './plain.ts';

/** Reads times that say no zone, and numbers that are no milliseconds; `undefined`: it does not. */
export interface TimeReader {
  text(text: string): EventTime | undefined;
  number(text: string): EventTime | undefined;
}

/** What a value of a column is given to. */
export interface Target {
  /** Name of the field. */
  readonly field: string;
  /** Type of the field; none for a foreign schema, which takes what JavaScript has for the value. */
  readonly type: FieldType | undefined;
  readonly times: TimeReader | undefined;
}

/** What a stored value is in JavaScript; or why it is nothing that its field can take. */
export type Convert = (stored: Stored) => unknown | DecodeFailure;

/** That a value is of a type which its field does not take. */
export const refused = ({ field, type }: Target, got: string): DecodeFailure =>
  new DecodeFailure({
    ...{ reason: 'FIELD_TYPE', field, got },
    expected: type === undefined ? 'a type that JavaScript has values for' : expectation(type),
  });
