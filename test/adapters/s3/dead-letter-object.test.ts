import { describe, expect, test } from '@jest/globals';
import {
  deadLetterName,
  decodeDeadLetters,
  encodeDeadLetters,
  lettersOf,
} from '../../../lib/adapters/s3/dead-letter-object.ts';
import type { DeadLetter } from '../../../lib/ports/dead-letters.ts';

describe('the object of a dead letter', () => {
  test('is named by stream, day of arrival, shard and position, padded', () => {
    const name = deadLetterName(aLetter('{'));

    expect(name).toBe(
      'dead-letters/sales/dt=2026-03-01/shardId-000000000002/' +
        '00000000000000000000000000000000000000000000000000000042-000007.json',
    );
  });

  test('shows a payload that is text as text, so that people can read it', () => {
    const stored = JSON.parse(encodeDeadLetters([aLetter('{"amount":NaN}')]));

    expect(stored).toEqual({
      v: 1,
      stream: 'sales',
      shard: 'shardId-000000000002',
      sequence: '42',
      sub: 7,
      arrival: '2026-03-01T23:59:59.999Z',
      partitionKey: 'c1',
      code: 'JSON_SYNTAX',
      message: 'sales: is not JSON',
      payload: '{"amount":NaN}',
    });
  });

  test.each([
    ['aaaa\u0001', 'payload'],
    ['aaa\u0001', 'payloadBase64'],
  ])('shows %j as %s: text that would become more than twice as long is base64', (text, as) => {
    expect(JSON.parse(encodeDeadLetters([aLetter(text)]))).toHaveProperty(as);
  });

  test('is none of ours under another name, and where a part of a letter is not what it should be', () => {
    const text = encodeDeadLetters([aLetter('{')]);
    const name = deadLetterName(aLetter('{'));
    const broken = (more: object) => JSON.stringify({ ...JSON.parse(text), ...more });

    expect(lettersOf(name, text)).toHaveLength(1);
    expect(lettersOf(name.replace('sales', 'other'), text)).toBeUndefined();
    expect(lettersOf(name, broken({ sub: 'x' }))).toBeUndefined();
    expect(lettersOf(name, broken({ message: 7 }))).toBeUndefined();
  });

  test('names what several letters have in common once', () => {
    const letters = ['{', '['].map((payload, i) => {
      const letter = aLetter(payload);
      return { ...letter, record: { ...letter.record, sub: 7 + i } };
    });

    const text = encodeDeadLetters(letters);

    expect(JSON.parse(text)).toEqual({
      v: 2,
      stream: 'sales',
      shard: 'shardId-000000000002',
      sequence: '42',
      arrival: '2026-03-01T23:59:59.999Z',
      partitionKeys: ['c1'],
      faults: [['JSON_SYNTAX', 'sales: is not JSON']],
      letters: [
        [7, 0, 0, '{'],
        [8, 0, 0, '['],
      ],
    });
    expect(decodeDeadLetters(text)).toEqual(letters);
  });

  test('is read for ever: version 2', () => {
    const stored =
      '{"v":2,"stream":"sales","shard":"s","sequence":"42","arrival":"2026-03-01T23:59:59.999Z","partitionKeys":["c1","c2"],' +
      '"faults":[["UTF8_INVALID","m"]],"letters":[[3,1,0,["/w=="]],[4,0,0,"{"]]}';

    const read = decodeDeadLetters(stored);

    expect(
      read.map(({ code, record: { sub, partitionKey, data } }) => [
        code,
        sub,
        partitionKey,
        [...data],
      ]),
    ).toEqual([
      ['UTF8_INVALID', 3, 'c2', [0xff]],
      ['UTF8_INVALID', 4, 'c1', [0x7b]],
    ]);
  });

  test('is read for ever: version 1', () => {
    const stored =
      '{"v":1,"stream":"sales","shard":"s","sequence":"42","sub":7,"arrival":"2026-03-01T23:59:59.999Z",' +
      '"partitionKey":"c1","code":"UTF8_INVALID","message":"m","payloadBase64":"/w=="}';

    const [read] = decodeDeadLetters(stored);
    const { record, ...letter } = read as DeadLetter;

    expect(letter).toEqual({ stream: 'sales', shard: 's', code: 'UTF8_INVALID', message: 'm' });
    expect(record).toEqual({
      sequence: '42',
      sub: 7,
      arrival: Date.UTC(2026, 2, 1, 23, 59, 59, 999),
      partitionKey: 'c1',
      data: Uint8Array.of(0xff),
      start: 0,
      end: 1,
    });
  });
});

function aLetter(payload: string): DeadLetter {
  const data = new TextEncoder().encode(payload);
  const arrival = Date.UTC(2026, 2, 1, 23, 59, 59, 999);
  return {
    stream: 'sales',
    shard: 'shardId-000000000002',
    record: {
      sequence: '42',
      sub: 7,
      arrival,
      partitionKey: 'c1',
      data,
      start: 0,
      end: data.length,
    },
    code: 'JSON_SYNTAX',
    message: 'sales: is not JSON',
  };
}
