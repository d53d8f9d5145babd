import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { StageConfig } from './stage-config.ts';

/** Index of the views table by view and window start: all keys of one hour, and the largest of them. */
export const BY_WINDOW_INDEX = { name: 'byWindow', partitionKey: 'viewWindow', sortKey: 'key' };

/** Attribute of both tables after whose time, in seconds, an item may be deleted. */
export const EXPIRES_AT = 'expiresAt';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * Where results are read, and where the lanes remember how far they are.
 *
 * `Table`, not `TableV2`: with a key of its own the latter must know its region when it is
 * synthesised, and these stacks can be deployed to any.
 */
export class PipelineTables extends Construct {
  /** One plain row per view, key and window. */
  readonly views: ITable;
  /** Heads, applied marks, what fails, and the ids that were seen. */
  readonly state: ITable;

  /** @param key - Encrypts the tables; without it DynamoDB does so with its own. */
  constructor(scope: Construct, id: string, { stage, key }: { stage: StageConfig; key?: IKey }) {
    super(scope, id);
    const common = {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: stage.pointInTimeRecovery },
      deletionProtection: stage.deletionProtection,
      removalPolicy: stage.onDestroy,
      ...(key === undefined
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    };
    const views = new Table(this, 'Views', { ...common, timeToLiveAttribute: EXPIRES_AT });
    views.addGlobalSecondaryIndex({
      indexName: BY_WINDOW_INDEX.name,
      partitionKey: text(BY_WINDOW_INDEX.partitionKey),
      sortKey: text(BY_WINDOW_INDEX.sortKey),
      projectionType: ProjectionType.ALL,
    });
    this.views = views;
    this.state = new Table(this, 'State', { ...common, timeToLiveAttribute: EXPIRES_AT });
  }
}
