import { describe, expect, test } from '@jest/globals';
import { explainCommand } from '../../lib/cli/commands/explain.ts';
import type { Difference } from '../../lib/pipeline/plan/compare-deployed.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { market } from '../support/definitions/market.ts';

const DEPLOYED: Readonly<Record<string, readonly Difference[]>> = {
  same: [],
  grown: [{ kind: 'view new', name: 'by_till@3', stops: false, says: 'it is computed' }],
  other: [{ kind: 'view changed', name: 'by_till@2', stops: true, says: 'declare version 3' }],
};

const SQL_OF_MARKET: readonly string[] = [
  ...['', 'In SQL'],
  '  by_country: no; by_country › best: engines have no exact top k as an aggregate',
  ...['  by_till@2: yes', '  daily: yes', '  recent: yes'],
];

const asked: (string | undefined)[] = [];
const run = cliOf((terminal) => [
  explainCommand(
    { terminal },
    {
      async load(pipeline) {
        asked.push(pipeline);
        return market;
      },
      against: async (_, stage) => DEPLOYED[stage],
    },
  ),
]);

const real = cliOf((terminal) => [explainCommand({ terminal })]);

describe('explain', () => {
  test('prints the plan in words', async () => {
    const { exitCode, out, err } = await run('explain');

    expect(out[0]).toBe('Pipeline market');
    expect(out).toContain('View by_till, version 2');
    expect(out.slice(out.indexOf('In SQL') - 1)).toEqual(SQL_OF_MARKET);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: [] });
  });

  test('prints a flowchart, or the plan as it is', async () => {
    const mermaid = await run('explain', '--mermaid');
    const json = await run('explain', '--json');

    expect(mermaid.out.slice(0, 4)).toEqual(['---', 'title: market', '---', 'flowchart LR']);
    expect(JSON.parse(json.out.join('\n'))).toEqual(planOf(market));
  });

  test('takes the module as an argument, before the option', async () => {
    asked.length = 0;

    await run('explain', 'a.ts', '--pipeline', 'b.ts');
    await run('explain', '--pipeline', 'b.ts');

    expect(asked).toEqual(['a.ts', 'b.ts']);
  });

  test('ends with 2 where there is no such module, with 1 where it exports no such pipeline', async () => {
    const missing = await real('explain', 'nowhere/pipeline.ts');
    const unnamed = await real('explain', 'test/support/definitions/market.ts#shop');

    expect(missing.exitCode).toBe(2);
    expect(missing.err[0]).toMatch(
      /^explain: --pipeline: the module cannot be read; got "nowhere\/pipeline.ts" \(.*ENOENT.*\), expected the path of a TypeScript module; correct the path$/,
    );
    expect(unnamed).toEqual({
      exitCode: 1,
      out: [],
      err: [
        'explain: test/support/definitions/market.ts › shop: the module exports no such pipeline; got the pipelines market, expected shop; write export const shop = pipeline("shop", …), and name it with #shop if there are several [PIPELINE_NOT_FOUND]',
      ],
    });
  });

  test.each([
    ['same', 0, [], ['all views mean what is deployed on same']],
    ['grown', 0, ['view new: by_till@3: it is computed'], []],
    ['never', 0, [], ['nothing is deployed on stage never yet']],
    [
      ...(['other', 1, ['view changed: by_till@2: declare version 3']] as const),
      [
        'explain: --against: deploying this would stop lanes of stage other; got one change under state that is there, expected none; do what is said above',
      ],
    ],
  ])(
    'says in what a definition differs from what is deployed on stage %s',
    async (stage, exitCode, out, err) => {
      expect(await run('explain', '--against', stage)).toEqual({ exitCode, out, err });
    },
  );

  test('prints differences as JSON, one object per line', async () => {
    const { out } = await run('explain', '--against', 'other', '--json');

    expect(out.map((line) => JSON.parse(line))).toEqual(DEPLOYED['other']);
  });
});
