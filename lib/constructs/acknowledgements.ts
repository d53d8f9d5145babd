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

/** How cdk-nag writes a resource: intrinsic functions flattened to text. */
function findingName(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': join, 'Fn::ImportValue': imported } = resolved as Record<string, unknown>;
  if (imported !== undefined) return findingName(imported);
  const [separator, parts] = join as [string, unknown[]];
  return parts.map(findingName).join(separator);
}
