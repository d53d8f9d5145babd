import { Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Acknowledges one finding of cdk-nag on `scope` and everything below it. */
export function acknowledge(scope: Construct, id: string, reason: string): void {
  Validations.of(scope).acknowledge({ id, reason });
}

/** Acknowledges a resource with a wildcard in a policy below `scope`, and no other. */
export function acknowledgeWildcard(scope: Construct, resource: string, reason: string): void {
  const name = findingName(Stack.of(scope).resolve(resource));
  acknowledge(scope, `AwsSolutions-IAM5[Resource::${name}]`, reason);
}

/** Acknowledges what use of the key of a deployment needs. */
export function acknowledgeKey(scope: Construct): void {
  for (const action of ['kms:GenerateDataKey*', 'kms:ReEncrypt*']) {
    acknowledge(
      scope,
      `AwsSolutions-IAM5[Action::${action}]`,
      'The two forms of the action are what DynamoDB and S3 ask of users of a customer key; the ' +
        'resource is the one key of this deployment.',
    );
  }
}

/** How cdk-nag writes a resource: intrinsic functions flattened to text. */
function findingName(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const parsed = resolved as Record<string, unknown>;
  const { 'Fn::Join': join, 'Fn::ImportValue': imported, 'Fn::GetAtt': attribute, Ref } = parsed;
  if (imported !== undefined) return findingName(imported);
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Ref !== undefined) return `<${String(Ref)}>`;
  if (join === undefined) return JSON.stringify(resolved);
  const [separator, parts] = join as [string, unknown[]];
  return parts.map(findingName).join(separator);
}
