import { describe, expect, test } from '@jest/globals';
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

  test('are words that CloudFormation takes as ids', () => {
    expect(streamOutput('page-views_2')).toBe('StreamPageViews2');
    expect(pascalCase('sales.speed')).toBe('SalesSpeed');
    expect(pascalCase('a')).toBe('A');
  });
});
