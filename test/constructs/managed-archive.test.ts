import { describe, expect, test } from '@jest/globals';
import { stageNamed } from '../../lib/constructs/check-stage.ts';
import type { StageConfig } from '../../lib/constructs/stage-config.ts';
import { onlyResource, synthesise } from '../support/stack/synthesis.ts';

const onDemand = { ...stageNamed('prod'), sourceCapacity: { mode: 'on-demand' } as const };

const with_ = (archive: StageConfig['archive']) => synthesise({ ...onDemand, archive });

const laneNames = ({ compute }: ReturnType<typeof synthesise>): unknown[] =>
  Object.values(compute.findResources('AWS::Lambda::Function')).map(
    ({ Properties }) => Properties['Environment']['Variables']['LANE'],
  );

describe('who writes the archive', () => {
  test('a lane of ours, unless a stage says otherwise, and with it the batch layer', () => {
    const made = with_('lane');

    expect(laneNames(made)).toEqual(
      expect.arrayContaining(['sales.archive', 'batch-plan', 'reconcile']),
    );
    made.compute.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 0);
    made.compute.resourceCountIs('AWS::Kinesis::Channel', 0);
  });

  test.each(['firehose', 'channel'] as const)(
    '%s leaves no chain, so nothing is deployed that needs one',
    (archive) => {
      const made = with_(archive);

      expect(laneNames(made)).toEqual(
        expect.not.arrayContaining(['sales.archive', 'batch-plan', 'reconcile']),
      );
      expect(laneNames(made)).toEqual(expect.arrayContaining(['sales.speed', 'heartbeat']));
      made.compute.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
      made.data.resourceCountIs('AWS::Glue::Table', 0);
      expect(made.compute.findOutputs('BatchMachine')).toEqual({});
    },
  );

  test('Firehose writes lines of JSON below a prefix of its own', () => {
    const { compute } = with_('firehose');

    expect(onlyResource(compute, 'AWS::KinesisFirehose::DeliveryStream')).toMatchObject({
      DeliveryStreamType: 'KinesisStreamAsSource',
      ExtendedS3DestinationConfiguration: {
        Prefix: 'delivered/sales/dt=!{timestamp:yyyy-MM-dd}/hh=!{timestamp:HH}/',
        CompressionFormat: 'GZIP',
        ProcessingConfiguration: { Processors: [{ Type: 'AppendDelimiterToRecord' }] },
      },
    });
  });

  test('a channel writes records as they were put, below a prefix of its own', () => {
    const { compute } = with_('channel');

    expect(onlyResource(compute, 'AWS::Kinesis::Channel')).toMatchObject({
      ChannelName: 'sample_shop-prod-sales',
      StreamConfigurationList: [{ RecordConfiguration: { RecordFormatType: 'BYTE_ARRAY' } }],
      S3DestinationConfiguration: {
        DataFreshnessInSeconds: 300,
        StorageConfiguration: { OutputKeyTemplate: expect.stringMatching(/^delivered\/sales\//) },
      },
    });
  });

  test('a channel is refused where streams have shards that are provisioned', () => {
    expect(() => synthesise({ ...stageNamed('prod'), archive: 'channel' })).toThrow(
      /stage prod › archive: .*got channel with provisioned shards, expected sourceCapacity on-demand.*\[STAGE_INVALID\]/,
    );
  });
});
