import type { Template } from 'aws-cdk-lib/assertions';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Names of imported resources, by what is in the name of their export. */
const IMPORTS: readonly (readonly [RegExp, string])[] = [
  [/TablesViews/, 'views'],
  [/TablesState/, 'state'],
  [/LakeBucket/, 'lake'],
  [/Key[0-9A-F]{8}/, 'key'],
];

/**
 * What a role may do, as people would say it: `s3:PutObject on lake/late/*`, in order.
 *
 * Reads the policies of the template, without the code that made them.
 *
 * @param role - Start of the logical ids of the role and its policies.
 */
export function permissionsOf(template: Template, role: string): string[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  const statements = policies
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Properties }]) => Properties['PolicyDocument']['Statement'] as Statement[]);
  return statements
    .flatMap(({ Effect, Action, Resource, Condition }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource).map(
          (resource) =>
            `${Effect === 'Allow' ? '' : `${Effect} `}${action} on ${nameOf(resource)}${
              Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`
            }`,
        ),
      ),
    )
    .sort();
}

const listOf = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

function nameOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const {
    'Fn::Join': join,
    'Fn::ImportValue': imported,
    'Fn::GetAtt': attribute,
    Ref,
  } = resource as Record<string, unknown>;
  if (join !== undefined) {
    const text = (join as [string, unknown[]])[1].map(nameOf).join('');
    return text.replace(/^arn:AWS::Partition:kinesis:AWS::Region:AWS::AccountId:/, '');
  }
  if (typeof imported === 'string') {
    return IMPORTS.find(([pattern]) => pattern.test(imported))?.[1] ?? imported;
  }
  if (attribute !== undefined)
    return /Logs/.test(String(attribute)) ? 'its log' : String(attribute);
  return String(Ref);
}
