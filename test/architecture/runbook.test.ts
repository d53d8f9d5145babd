import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { synthesise } from '../support/synthesis.ts';

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

const alarms = Object.values(synthesise('dev').compute.findResources('AWS::CloudWatch::Alarm'));
const named = alarms.map(({ Properties }) => {
  const [, section] = /docs\/runbook\.md#([a-z]+)$/.exec(Properties.AlarmDescription) ?? [];
  return section;
});

describe('docs/runbook.md', () => {
  test('has a section for each kind of alarm, and no other', () => {
    expect(new Set(named)).toEqual(new Set(sections.keys()));
  });

  test('has sections whose names an alarm bears', () => {
    const ids = Object.keys(synthesise('dev').compute.findResources('AWS::CloudWatch::Alarm'));
    for (const section of sections.keys()) {
      expect(ids.some((id) => id.toLowerCase().includes(section))).toBe(true);
    }
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
