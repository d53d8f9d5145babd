import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { synthesise } from '../support/stack/synthesis.ts';

describe('an app without the feature flags of our cdk.json', () => {
  test.each(['dev', 'prod', 'local'] as const)('gets the same %s stacks', (stage) => {
    const [with_, without] = [synthesise(stage), synthesise(stage, undefined, {})];

    expect(shown(without.data)).toEqual(shown(with_.data));
    expect(shown(without.compute)).toEqual(shown(with_.compute));
  });
});

/** Code that is not bundled is named after the folder in which it was put for a moment. */
const shown = (template: Template): string =>
  JSON.stringify(template.toJSON(), null, 1).replaceAll(/[0-9a-f]{64}\.zip/g, 'code.zip');
