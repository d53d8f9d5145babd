import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ALARM_DEFAULTS } from '../../lib/constructs/watches.ts';
import { alarmsIn, type SynthesisedAlarm } from '../support/aws/cloudwatch.ts';
import { synthesise } from '../support/stack/synthesis.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const sections = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return [title.toLowerCase(), lines.join('\n')] as const;
    }),
);

const alarms = alarmsIn(synthesise('dev').compute);
const { percent, ofAtLeast } = ALARM_DEFAULTS.lateShare;
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five'];

/** When an alarm fires, in words; nothing for those that fire at once. */
function inWords({
  id,
  threshold,
  datapointsToAlarm,
  evaluationPeriods,
  metrics,
}: SynthesisedAlarm) {
  const minutes = (metrics[0]?.period ?? 0) / 60;
  if (id.endsWith('Behind'))
    return [`for ${NUMBERS[ALARM_DEFAULTS.behind.toMinutes()]} minutes and the batching window`];
  if (minutes === 60) return [`${NUMBERS[threshold]} times within an hour`];
  if (evaluationPeriods === 1) return [];
  const of = `${NUMBERS[datapointsToAlarm]} of the last ${NUMBERS[evaluationPeriods]} spans of ${NUMBERS[minutes]} minutes`;
  return id.endsWith('LateShare') ? [of, `${percent} %`, `at least ${ofAtLeast}`] : [of];
}

describe('docs/runbook.md', () => {
  test('has a section for each kind of alarm, and no other', () => {
    expect(new Set(alarms.map(({ section }) => section))).toEqual(new Set(sections.keys()));
  });

  test('has sections whose names an alarm bears', () => {
    for (const section of sections.keys()) {
      expect(alarms.some(({ id }) => id.toLowerCase().includes(section))).toBe(true);
    }
  });

  test.each(alarms.map((alarm) => [alarm.id, alarm] as const))('says when %s fires', (_, alarm) => {
    for (const words of inWords(alarm)) expect(sections.get(alarm.section)).toContain(words);
  });

  test.each([...sections])(
    'says of %s what it means, what users see, what to do, and when it is over',
    (_name, section) => {
      for (const part of ['Means:', 'Users see:', 'Look', 'Over when:']) {
        expect(section).toContain(`**${part}`);
      }
      expect(section).toMatch(/\*\*(Do:|Look and do:)/);
    },
  );
});
