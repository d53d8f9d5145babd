import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stableName } from '../../../lib/pipeline/definition/names.ts';
import {
  pascalCase,
  physicalStreamName,
  stackName,
  streamOutput,
} from '../../../lib/pipeline/deployed/resource-names.ts';

const deployment = { pipeline: 'web_shop', stage: 'dev' };

describe('names of a deployment', () => {
  test('begin with pipeline and stage, so that several fit into one account', () => {
    expect(stackName(deployment, 'Data')).toBe('WebShop-dev-Data');
    expect(stackName(deployment, 'Compute')).toBe('WebShop-dev-Compute');
    expect(physicalStreamName(deployment, 'page-views')).toBe('web_shop-dev-page-views');
  });

  test('are never shared by two pipelines', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,2}$/);
    const name = fc
      .tuple(fc.constantFrom('a', 'b'), fc.array(fc.tuple(fc.constantFrom('-', '_'), word)))
      .map(([first, rest]) =>
        stableName(
          `${first}${rest.map((each) => each.join('')).join('')}`.slice(0, 48).replace(/[-_]$/, ''),
          'pipeline',
        ),
      );

    fc.assert(
      fc.property(name, name, (one, other) => {
        const names = [one, other].map((each) =>
          stackName({ pipeline: each, stage: 'dev' }, 'Data'),
        );

        expect(names[0] === names[1]).toBe(one === other);
        expect(names[0]).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
      }),
      {
        examples: [
          ['my-pipe', 'my_pipe'],
          ['a_1', 'a1'],
          ['a-1', 'a_1'],
          ['a-b', 'a_b'],
        ],
        numRuns: 2000,
      },
    );
  });

  test('are words that CloudFormation takes as ids', () => {
    expect(streamOutput('page-views_2')).toBe('StreamPageViews2');
    expect(pascalCase('sales.speed')).toBe('SalesSpeed');
    expect(pascalCase('a')).toBe('A');
  });
});
