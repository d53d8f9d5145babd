import { describe, expect, test } from '@jest/globals';
import type { DeadLetter, DeadLetters } from '../../lib/ports/dead-letters.ts';

/** A store of dead letters, and a look at what it holds, in the order of positions. */
export interface DeadLettersUnderTest {
  readonly deadLetters: DeadLetters;
  stored(): Promise<readonly DeadLetter[]>;
}

/** What every store of dead letters must do. */
export function deadLettersContract(
  name: string,
  create: () => Promise<DeadLettersUnderTest>,
): void {
  describe(`${name} keeps the DeadLetters contract`, () => {
    test('keeps a letter whole', async () => {
      const { deadLetters, stored } = await create();
      const letter = aLetter({ payload: text('{"amount":1e400}') });

      await deadLetters.put([letter]);

      expect(await stored()).toEqual([letter]);
    });

    test.each([
      ['no bytes', new Uint8Array()],
      ['every byte there is', Uint8Array.from({ length: 256 }, (_, i) => i)],
      ['a byte-order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
      ['text beyond the first plane', text('{"note":"😀 \u2028"}')],
      ['half of a surrogate pair in WTF-8', Uint8Array.of(0xed, 0xa0, 0x80)],
    ])('keeps a payload of %s to the last byte', async (_, payload) => {
      const { deadLetters, stored } = await create();

      await deadLetters.put([aLetter({ payload })]);

      expect((await stored())[0]?.record.data).toEqual(payload);
    });

    test('keeps a payload as large as Kinesis takes', async () => {
      const { deadLetters, stored } = await create();
      const payload = new Uint8Array(10 * 1_024 * 1_024).map((_, i) => (i * 31) % 251);

      await deadLetters.put([aLetter({ payload })]);

      const [letter] = await stored();
      expect(Buffer.compare(letter?.record.data ?? new Uint8Array(), payload)).toBe(0);
    });

    test('keeps only the letter’s own part of an array that a batch shares', async () => {
      const { deadLetters, stored } = await create();
      const shared = text('before{"bad":}after');
      const letter = aLetter({ payload: shared });

      await deadLetters.put([{ ...letter, record: { ...letter.record, start: 6, end: 14 } }]);
      shared.fill(0);

      expect((await stored())[0]?.record).toMatchObject({
        data: text('{"bad":}'),
        start: 0,
        end: 8,
      });
    });

    test('changes nothing when a letter is put again', async () => {
      const { deadLetters, stored } = await create();
      const letters = [aLetter({ sub: 0 }), aLetter({ sub: 1 })];
      await deadLetters.put(letters);

      await deadLetters.put([aLetter({ sub: 1, message: 'said otherwise' }), aLetter({ sub: 2 })]);

      expect(await stored()).toEqual([...letters, aLetter({ sub: 2 })]);
    });

    test('tells letters apart by stream, shard, sequence number and place in a packed record', async () => {
      const { deadLetters, stored } = await create();
      const letters = [
        aLetter({ stream: 'a', shard: 's1', sequence: '9', sub: 0 }),
        aLetter({ stream: 'a', shard: 's1', sequence: '9', sub: 1 }),
        aLetter({ stream: 'a', shard: 's1', sequence: '10', sub: 0 }),
        aLetter({ stream: 'a', shard: 's2', sequence: '9', sub: 0 }),
        aLetter({ stream: 'b', shard: 's1', sequence: '9', sub: 0 }),
      ];

      await deadLetters.put(letters);

      expect(await stored()).toEqual(letters);
    });

    test('has nothing to do for no letters', async () => {
      const { deadLetters, stored } = await create();

      await deadLetters.put([]);

      expect(await stored()).toEqual([]);
    });
  });
}

const text = (of: string): Uint8Array => new TextEncoder().encode(of);

interface Parts {
  readonly stream?: string;
  readonly shard?: string;
  readonly sequence?: string;
  readonly sub?: number;
  readonly message?: string;
  readonly payload?: Uint8Array;
}

const SEQUENCE = '49590338271490256608559692538361571095921575989136588898';

function aLetter(parts: Parts): DeadLetter {
  const { stream = 'sales', shard = 'shardId-000000000000', sequence = SEQUENCE } = parts;
  const { sub = 0, message = 'sales › amount: is out of range', payload = text('{') } = parts;
  const arrival = Date.UTC(2026, 2, 1, 10, 59, 59, 999);
  const record = { sequence, sub, arrival, partitionKey: 'Zoë 😀' };
  return {
    stream,
    shard,
    code: 'NUMBER_OUT_OF_RANGE',
    message,
    record: { ...record, data: payload, start: 0, end: payload.length },
  };
}
