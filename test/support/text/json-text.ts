import fc from 'fast-check';

/** Space as JSON allows it: mostly none or one, as producers write it. */
const space = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.stringMatching(/^[ \t\r\n]{0,5}$/) },
);

/** Pieces of the inside of a string, as text of JSON; valid ones. */
const stringPiece = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[ !#-[\]-~]{0,12}$/) },
  fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t', '\\u0000', '\\u0041'),
  fc.constantFrom('\\ud83d\\ude00', '\\ud800', '\\udc00', '\\uDBFFx', '\\udc00\\ud800', '\\uFEFF'),
  fc.constantFrom(
    'é',
    'ß',
    '中',
    '😀',
    '\u007f',
    '\u0080',
    '\u2028',
    '\ufeff',
    '\ufffd',
    '\u{10ffff}',
  ),
);

/** Text of a string with its quotes. */
export const aStringText = fc
  .array(stringPiece, { maxLength: 5 })
  .map((pieces) => `"${pieces.join('')}"`);

const NUMBERS_AT_THE_EDGE = [
  ['0', '-0', '0.0', '-0.0', '0e0', '-0e5', '0E+9', '1', '-1', '12.50', '12.5', '12.345', '1e2'],
  ['9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740991', '1.0', '1e-2'],
  ['999999999999999', '1234567890123456', '0.1234567890123456', '123456789012345.6', '1.5e300'],
  ['2.2250738585072011e-308', '2.2250738585072014e-308', '5e-324', '2e-324', '1e23', '8.5e15'],
  ['1.7976931348623157e308', '1.7976931348623159e308', '1e400', '-1e400', '1e-400', '1E1'],
  ['0.000000000000000000000000000001', '123456789012345678901234567890', '4.35', '0.3', '1e22'],
  ['9007199254740992.5', '9007199254740993e0', '90071992547409.91', '90071992547409.92', '1.10'],
  ['253402300799999', '253402300800000', '-62135596800000', '-62135596800001', '1e12', '0.5'],
].flat();

/** Text of a number, valid. */
export const aNumberText = fc.oneof(
  fc.constantFrom(...NUMBERS_AT_THE_EDGE),
  fc.stringMatching(/^-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.integer({ min: -99_999_999, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2)),
);

const two = (least: number, most: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 60, arbitrary: fc.integer({ min: least, max: most }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 99 }) },
    )
    .map((n) => `${n}`.padStart(2, '0'));

/** Text of an instant with its quotes, at the edges of the calendar, sometimes outside of it. */
export const anInstantText = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        '0000',
        '0001',
        '1582',
        '1600',
        '1900',
        '1969',
        '1970',
        '2000',
        '2024',
        '9999',
      ),
      fc.integer({ min: 0, max: 9_999 }).map((n) => `${n}`.padStart(4, '0')),
    ),
    fc.oneof(two(1, 12), fc.constant('02')),
    fc.oneof({ weight: 3, arbitrary: two(1, 28) }, fc.constantFrom('28', '29', '30', '31')),
    two(0, 23),
    two(0, 59),
    fc.oneof(
      fc.constant(''),
      two(0, 59).map((s) => `:${s}`),
    ),
    fc.oneof(
      fc.constant(''),
      fc.stringMatching(/^\.[0-9]{1,10}$/),
      fc.constantFrom('.000', '.999'),
    ),
    fc.oneof(
      {
        weight: 20,
        arbitrary: fc.constantFrom('Z', '+00:00', '-00:00', '+01:00', '-09:30', '+23:59'),
      },
      fc.constantFrom('', 'z', '+0100', '+24:00', '-00:60'),
    ),
  )
  .map(([year, month, day, hour, minute, second, fraction, zone]) => {
    const time = `${hour}:${minute}${second}${second === '' ? '' : fraction}`;
    return `"${year}-${month}-${day}T${time}${zone}"`;
  });

/** What is nearly JSON. */
const nearlyJson = fc.constantFrom(
  ...['NaN', 'Infinity', '-', '+1', '.5', '1.', '01', '-01', '1e', '1e+', '0x1', 'nul', 'True', ''],
  ...[
    'tru',
    'falsey',
    '"',
    '"\\x"',
    '"\\u12"',
    '"\\u12g4"',
    '"\t"',
    "'a'",
    '[1,]',
    '{"a":1,}',
    ']',
  ],
  ...['{a:1}', '[', '{', '{"a"}', '{"a":}', '[1 2]', '"a" "b"', '1 2', 'undefined', '/*x*/1'],
);

const scalar = fc.oneof(aStringText, aNumberText, fc.constantFrom('true', 'false', 'null'));

/** Text of any value, sometimes not JSON. */
export const aValueText = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 8, arbitrary: scalar },
    {
      weight: 1,
      arbitrary: fc.array(tie('value'), { maxLength: 4 }).chain((values) => asArray(values)),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.tuple(aStringText, tie('value')), { maxLength: 4 })
        .chain((members) => objectText(members)),
    },
  ),
})).value;

const asArray = (values: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(space, { minLength: 2 * values.length + 1, maxLength: 2 * values.length + 1 })
    .map((s) => `[${s[0]}${values.map((v, i) => `${s[2 * i]}${v}${s[2 * i + 1]}`).join(',')}]`);

/** Text of an object with these keys (with quotes) and values, with odd spaces. */
export function objectText(
  members: readonly (readonly [key: string, value: string])[],
): fc.Arbitrary<string> {
  const style = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(space, space, space, space).map((four) => () => four) },
    {
      weight: 1,
      arbitrary: fc
        .array(space, { minLength: 1, maxLength: 9 })
        .map((s) => (i: number) => [0, 1, 2, 3].map((k) => s[(i * 4 + k) % s.length])),
    },
  );
  return style.map((spaces) => {
    const text = members.map(([key, value], i) => {
      const [open, behindKey, colon, close] = spaces(i);
      return `${open}${key}${behindKey}:${colon}${value}${close}`;
    });
    return `{${text.join(',')}}`;
  });
}

/** Values that are more or less what a field of such a name should hold. */
const plausible = fc.oneof(
  { weight: 4, arbitrary: aStringText },
  { weight: 4, arbitrary: aNumberText },
  { weight: 1, arbitrary: fc.constantFrom('true', 'false', 'null') },
  { weight: 1, arbitrary: aNumberText.map((text) => `"${text}"`) },
  { weight: 1, arbitrary: aValueText },
  { weight: 1, arbitrary: nearlyJson },
);

/** Text of a number with at most so many decimals and whole digits. */
export const aDecimalText = (whole: number, decimals: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^-?(0|[1-9][0-9]{0,${whole - 1}})(\\.[0-9]{1,${decimals}})?$`));

/**
 * Text of an event: the given names mostly in order and with fitting values, sometimes with others
 * between, twice, left out, escaped, shuffled, or not JSON at all.
 */
export function anEventText(
  fitting: Readonly<Record<string, fc.Arbitrary<string>>>,
): fc.Arbitrary<string> {
  const declared = Object.entries(fitting).map(([name, arbitrary]) =>
    fc.tuple(fc.constant(name), fc.oneof({ weight: 60, arbitrary }, plausible)),
  );
  const other = fc.tuple(fc.constantFrom('x', 'other', 'é', '__proto__', 'constructor'), plausible);
  const again = fc.tuple(fc.constantFrom(...Object.keys(fitting)), plausible);
  const extra = fc.oneof(fc.constant([]), fc.array(fc.oneof(other, again), { maxLength: 3 }));
  const all = fc.tuple(fc.tuple(...declared), extra, fc.nat(), fc.nat(14));
  return all.chain(([members, extras, at, odd]) => {
    const list: (readonly [string, string])[] = [...members];
    for (const [i, one] of extras.entries()) list.splice((at + i * 3) % (list.length + 1), 0, one);
    if (odd === 0) list.splice(at % list.length, 1);
    if (odd === 1) list.reverse();
    const key = (name: string, i: number): string =>
      odd === 2 && i === at % list.length ? escaped(name) : JSON.stringify(name);
    return objectText(list.map(([name, value], i) => [key(name, i), value]));
  });
}

const escaped = (name: string): string =>
  `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}"`;

/** The bytes of a text, with some of them changed, inserted or left out. */
export const mutated = (text: string): fc.Arbitrary<Uint8Array> => {
  const bytes = new TextEncoder().encode(text);
  const byte = fc.oneof(
    fc.constantFrom(...[...'{}[]",:\\ue+-.0 '].map((char) => char.charCodeAt(0))),
    fc.constantFrom(0x00, 0x1f, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xff),
    fc.nat(255),
  );
  const change = fc.tuple(fc.nat(Math.max(bytes.length - 1, 0)), fc.nat(2), byte);
  return fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) => {
    const result = [...bytes];
    for (const [at, remove, value] of changes) result.splice(at, remove, value);
    return Uint8Array.from(result);
  });
};
