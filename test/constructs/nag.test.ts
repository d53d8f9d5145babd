import { beforeAll, describe, expect, test } from '@jest/globals';
import { type App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, NagPack, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import type { StageConfig } from '../../lib/constructs/stage-config.ts';
import { type Synthesised, synthesise } from '../support/stack/synthesis.ts';

const PACKS: Readonly<Record<string, new (app: App) => NagPack>> = {
  AwsSolutions: AwsSolutionsChecks,
  Serverless: ServerlessChecks,
};

/** What a pack reports, one line per finding and resource. */
const findings = ({ app }: Synthesised, Pack: new (app: App) => NagPack): string[] =>
  new Pack(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );

/** Every acknowledgement below a construct: where, which finding, why. */
const acknowledgements = (root: IConstruct): { path: string; id: string; reason: string }[] =>
  root.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(([id, reason]) => ({
          path: node.path,
          id: id.replace(/^annotation::/i, ''),
          reason,
        })),
      ),
  );

/** Runs `look` as if nothing were acknowledged. */
function withoutAcknowledgements<T>(look: () => T): T {
  const prototype = NagPack.prototype as unknown as { isAcknowledged: unknown };
  const { isAcknowledged } = prototype;
  prototype.isAcknowledged = () => false;
  try {
    return look();
  } finally {
    prototype.isAcknowledged = isAcknowledged;
  }
}

const prod = stageNamed('prod');
const onDemand = { mode: 'on-demand' } as const;

const STAGES: readonly (readonly [string, StageConfig])[] = [
  ['dev', stageNamed('dev')],
  ['prod', prod],
  ['an archive by Firehose', { ...prod, archive: 'firehose' }],
  ['an archive by a channel', { ...prod, archive: 'channel', sourceCapacity: onDemand }],
];

describe.each(STAGES)('the stacks of %s', (_name, stage) => {
  let synthesised: Synthesised;

  beforeAll(() => {
    synthesised = synthesise(stage);
  });

  test.each(Object.entries(PACKS))('pass the %s rules of cdk-nag', (_name, Pack) => {
    expect(findings(synthesised, Pack)).toEqual([]);
  });

  test('acknowledge only what cdk-nag would report', () => {
    const reported = withoutAcknowledgements(() =>
      Object.values(PACKS).flatMap((Pack) => findings(synthesised, Pack)),
    );

    const nagged = acknowledgements(synthesised.app).filter(({ id }) => !id.includes('::W'));
    const idle = nagged.filter(
      ({ id, path }) => !reported.some((finding) => finding.startsWith(`${id} at ${path}`)),
    );

    expect(reported).not.toEqual([]);
    expect(idle).toEqual([]);
  });

  test('give a reason of more than a few words for each acknowledgement', () => {
    const reasons = acknowledgements(synthesised.app).map(({ reason }) => reason);

    expect(reasons).not.toEqual([]);
    expect(reasons.filter((reason) => reason.split(' ').length < 12)).toEqual([]);
  });
});
