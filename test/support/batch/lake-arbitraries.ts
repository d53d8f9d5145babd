import fc from 'fast-check';
import { EARLIEST_EVENT_TIME, LATEST_EVENT_TIME } from '../../../lib/core/time.ts';
import { formatDecimal } from '../../../lib/core/value.ts';

const MAX = Number.MAX_SAFE_INTEGER;

const anInt = fc.oneof(
  fc.constantFrom(0, 1, -1, MAX, -MAX, 2 ** 31, -(2 ** 31)),
  fc.maxSafeInteger(),
);

const aLong = fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n);

const aText = fc.oneof(
  fc.constantFrom('', ' ', '\u0000', '\ufeffx', '\ufffd', '\ud83d', '😀', "'", 'Zoë', '__proto__'),
  fc.string({ unit: 'binary' }),
);

const aDouble = fc.oneof(
  fc.constantFrom(0, -0, 1e-130, -1e-130, 9.99999999999999e125, 0.1, 1e21),
  fc.double({ min: -1e126, max: 1e126, minExcluded: true, maxExcluded: true, noNaN: true }),
);

const anInstant = fc.oneof(
  fc.constantFrom(0, -1, EARLIEST_EVENT_TIME, LATEST_EVENT_TIME),
  fc.integer({ min: EARLIEST_EVENT_TIME, max: LATEST_EVENT_TIME }),
);

const literal = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value));
const decimalText = (scale: number) => (units: number) =>
  formatDecimal({ units: BigInt(units), scale });

/** Text of an event of `EveryType`. */
export const anEventText = fc
  .record(
    {
      text: aText.map((value) => JSON.stringify(value)),
      flag: fc.boolean().map(String),
      whole: anInt.map(String),
      real: aDouble.map(literal),
      long: aLong.map(String),
      money: anInt.map(decimalText(2)),
      fine: anInt.map(decimalText(15)),
      at: anInstant.map(String),
      any: fc.json(),
      maybe_text: aText.map((value) => JSON.stringify(value)),
      maybe_flag: fc.boolean().map(String),
      maybe_whole: anInt.map(String),
      maybe_real: aDouble.map(literal),
      maybe_long: aLong.map(String),
      maybe_money: anInt.map(decimalText(2)),
      maybe_at: anInstant.map(String),
      maybe_any: fc.json(),
      dt: aText.map((value) => JSON.stringify(value)),
      _sequence: aText.map((value) => JSON.stringify(value)),
    },
    { requiredKeys: ['text', 'flag', 'whole', 'real', 'long', 'money', 'fine', 'at', 'any'] },
  )
  .map((fields) => {
    const members = Object.entries(fields).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
    return `{${members.join(',')}}`;
  });
