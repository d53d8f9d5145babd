import type { Construct } from 'constructs';

/**
 * Feature flags of the CDK that the templates of a pipeline depend on. The `cdk.json` of an app may lack
 * them, or be older than they are.
 */
const FLAGS = [
  '@aws-cdk/aws-iam:minimizePolicies',
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy',
] as const;

/** Turns the flags on for everything below a construct that has no children yet, whatever its app says. */
export function turnOnFlags(construct: Construct): void {
  for (const flag of FLAGS) construct.node.setContext(flag, true);
}
