import { beforeAll, describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { parquetMetadata } from 'hyparquet';
import { recordFields } from '../../lib/adapters/dynamodb/row-layouts.ts';
import { columnCodec } from '../../lib/adapters/parquet/column-codec.ts';
import { encodeRecords } from '../../lib/adapters/parquet/encode-results.ts';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { lakeColumns } from '../../lib/pipeline/deployed/lake-columns.ts';
import { resultsTable } from '../../lib/pipeline/deployed/resource-names.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { EveryType } from '../support/definitions/every-type.ts';
import { stateful } from '../support/definitions/stateful-pipeline.ts';
import { type Synthesised, synthesise } from '../support/stack/synthesis.ts';

const everything = pipeline('sample_shop', (p) => {
  p.stream('all-sales', EveryType, { key: 'text', time: 'at' })
    .groupBy('text')
    .window(tumbling('1h'))
    .aggregate({ n: count() })
    .view('counts');
});

interface Column {
  readonly Name: string;
  readonly Type: string;
}

describe('LakeTables', () => {
  let dev: Synthesised;

  beforeAll(() => {
    dev = synthesise('dev', planOf(everything));
  });

  const columns = (): readonly Column[] => {
    const [table] = Object.values(dev.data.findResources('AWS::Glue::Table'));
    return table?.['Properties']['TableInput']['StorageDescriptor']['Columns'];
  };

  test('has a table per stream, whose partitions follow from the path', () => {
    dev.data.hasResourceProperties('AWS::Glue::Table', {
      DatabaseName: 'sample_shop_dev',
      TableInput: {
        Name: 'all_sales',
        PartitionKeys: [Match.objectLike({ Name: 'dt' }), Match.objectLike({ Name: 'hh' })],
        Parameters: Match.objectLike({
          'projection.enabled': 'true',
          'projection.hh.digits': '2',
          'storage.location.template': {
            'Fn::Join': ['', ['s3://', Match.anyValue(), `/lake/all-sales/dt=\${dt}/hh=\${hh}/`]],
          },
        }),
      },
    });
  });

  test('has a table for the rows that batch runs compute, a partition per run', () => {
    dev.data.hasResourceProperties('AWS::Glue::Table', {
      TableInput: {
        Name: 'results_counts',
        PartitionKeys: [Match.objectLike({ Name: 'run' })],
        Parameters: Match.objectLike({
          'projection.run.type': 'injected',
          'storage.location.template': {
            'Fn::Join': [
              '',
              ['s3://', Match.anyValue(), `/batch-results/view=counts/run=\${run}/`],
            ],
          },
        }),
        StorageDescriptor: {
          Columns: [
            { Name: 'windowstart', Type: 'timestamp' },
            { Name: 'windowend', Type: 'timestamp' },
            { Name: 'text', Type: 'string' },
            { Name: 'n', Type: 'bigint' },
          ],
        },
      },
    });
  });

  test('has a table for records too, with their fields', () => {
    const tables = Object.values(
      synthesise('dev', planOf(stateful)).data.findResources('AWS::Glue::Table'),
    ).map(({ Properties }) => Properties['TableInput']);
    const files = new Map(
      [...recordFields(stateful)].map(([view, fields]) => [view, encodeRecords([], fields)]),
    );

    for (const [view, file] of files) {
      const table = tables.find(({ Name }) => Name === resultsTable(view));
      const columns = table?.StorageDescriptor.Columns.map(({ Name }: Column) => Name);
      const names = parquetMetadata(Uint8Array.from(file).buffer).schema.slice(1);
      if (columns?.includes('windowstart')) continue;
      expect(columns).toEqual(names.map(({ name }) => name.toLowerCase()));
    }
    expect(tables.map(({ Name }) => Name)).toContain('results_bought');
  });

  test('has every column of the files, with the type that the files have', () => {
    const physical = new Map([
      ['string', 'BYTE_ARRAY'],
      ['boolean', 'BOOLEAN'],
      ['bigint', 'INT64'],
      ['double', 'DOUBLE'],
      ['decimal(38,0)', 'FIXED_LEN_BYTE_ARRAY'],
      ['timestamp', 'INT64'],
      ['binary', 'BYTE_ARRAY'],
    ]);

    const expected = lakeColumns(EveryType.fields).map(({ name, type }) => [
      name.toLowerCase(),
      columnCodec(type).element.type,
    ]);

    expect(
      columns().map(({ Name, Type }) => [
        Name,
        physical.get(Type) ?? (/^decimal\(18,\d+\)$/.test(Type) ? 'INT64' : Type),
      ]),
    ).toEqual(expected);
  });

  test('answers in a work group with a limit, encrypted, and forgets answers', () => {
    dev.data.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'sample_shop-dev',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 100 * 1_024 ** 3,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
      },
    });
    dev.data.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Prefix: 'athena/', ExpirationInDays: 7 })]),
      },
    });
  });

  test('is not there where an emulator lacks Glue and Athena', () => {
    const { data } = synthesise('local', planOf(everything));

    data.resourceCountIs('AWS::Glue::Database', 0);
    data.resourceCountIs('AWS::Athena::WorkGroup', 0);
  });
});
