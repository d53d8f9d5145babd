import { describe, expect, test } from '@jest/globals';
import { filesIn } from '../../support/cli/run-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { runOn } = filesIn(temporaryFolder());

const TEN = '2026-03-01T10:00:00Z';
const event = (members: string) => ({
  name: 'in.ndjson',
  content: `{"k":"a","at":"${TEN}"${members}}\n`,
});

describe('run on NDJSON', () => {
  test.each([
    '{"tweet":1524831183200260097}',
    '[0.12345678901234568,{"n":-9007199254740993}]',
    '12345678901234567890123456789012345678901234567890',
    '{"a":"\\ud800","b":1}',
  ])('gives a json field back as it was sent: %s', async (payload) => {
    const { out } = await runOn('carried', event(`,"payload":${payload}`));

    expect(out[0]).toContain(`"payload":${payload}}`);
  });

  test('takes the last of members of one name, as JSON.parse does', async () => {
    const { rows } = await runOn('plain', event(',"v":1,"v":2,"v":3'));

    expect(rows).toMatchObject([{ n: 1, total: 3 }]);
  });

  test('refuses half of a surrogate pair in a key, and names the line', async () => {
    const { exitCode, err } = await runOn('plain', event(',"k":"\\ud800"'));

    expect(exitCode).toBe(1);
    expect(err).toMatch(/^run: in\.ndjson › line 1 › v: .*KEY_NOT_UNICODE/);
  });

  test('names the lines of events that no key can take, among those that are none', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => {
      const at = new Date(Date.UTC(2026, 2, 1, 10, i)).toISOString();
      if (i % 50 === 7) return 'no event';
      return JSON.stringify({
        k: i % 60 === 20 ? '' : 'a',
        at: i === 100 ? '2099-01-01T00:00:00Z' : at,
      });
    });
    const content = `\n${lines.join('\n')}\n`;

    const { err } = await runOn('plain', { name: 'in.ndjson', content }, '--bad', 'skip');

    expect(err).toMatch(
      /in\.ndjson › line 9: is not JSON.*6 of this kind, on lines 9,59,109,159,209,259\n/,
    );
    expect(err).toMatch(/in\.ndjson › line 22 › v: .*5 of this kind, on lines 22,82,142,202,262\n/);
  });

  test('gives a match over events that lack a field, and money as it was declared', async () => {
    const content = [
      `{"k":"u","at":"${TEN}","type":"cart","amount":12.5}`,
      `{"k":"u","at":"2026-03-01T11:00:00Z","type":"x","amount":1}`,
    ].join('\n');

    const { exitCode, rows, err } = await runOn('abandoned', { name: 'in.ndjson', content });

    expect({ exitCode, err: exitCode === 0 ? '' : err }).toEqual({ exitCode: 0, err: '' });
    expect(rows).toMatchObject([{ key: 'u', outcome: 'match', time: '2026-03-01T10:10:00.000Z' }]);
    expect(rows[0]?.['events']).toEqual({
      cart: [{ k: 'u', at: Date.parse(TEN), type: 'cart', amount: '12.50' }],
    });
  });
});
