import { describe, expect, test } from '@jest/globals';
import {
  definitionReference,
  pipelineIn,
} from '../../../lib/pipeline/definition/definition-module.ts';
import { sample } from '../../support/definitions/sample-pipeline.ts';
import { shop } from '../../support/definitions/shop.ts';

describe('definitionReference', () => {
  test('is a path, and the name of an export behind the last #', () => {
    expect(definitionReference('a/b.ts')).toEqual({ path: 'a/b.ts', exportName: undefined });
    expect(definitionReference('a/#1/b.ts#shop')).toEqual({
      path: 'a/#1/b.ts',
      exportName: 'shop',
    });
  });
});

describe('pipelineIn', () => {
  const module = { Sale: {}, minutes: 5, nothing: null, first: sample, second: shop };
  const named = (exportName: string | undefined) =>
    pipelineIn(module, { path: 'shop.ts', exportName });

  test('takes the only pipeline, past everything that is none', () => {
    const one = { Sale: {}, only: shop, default: shop };

    expect(pipelineIn(one, { path: 'shop.ts', exportName: undefined })).toEqual({
      ...{ exportName: 'only', pipeline: shop },
    });
  });

  test('asks which one is meant if there are several', () => {
    expect(() => named(undefined)).toThrow(
      'shop.ts: the module exports several pipelines, and which one is meant is not said; got the pipelines first, second, expected the name of one of them; write shop.ts#first or shop.ts#second [PIPELINE_AMBIGUOUS]',
    );
  });

  test('takes the one that is named', () => {
    expect(named('second')).toEqual({ exportName: 'second', pipeline: shop });
  });

  test('names the pipelines that there are, if the one that is meant is not among them', () => {
    expect(() => named('third')).toThrow(
      'shop.ts › third: the module exports no such pipeline; got the pipelines first, second, expected third',
    );
  });

  test('does not take an export that is no pipeline, even if it is named', () => {
    expect(() => named('Sale')).toThrow('[PIPELINE_NOT_FOUND]');
  });

  test('says how to export one if there is none', () => {
    expect(() => pipelineIn({}, { path: 'empty.ts', exportName: undefined })).toThrow(
      'empty.ts: the module exports no such pipeline; got no pipeline at all, expected at least one; write export const',
    );
  });
});
