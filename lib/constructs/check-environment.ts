import { Tokenization } from 'aws-cdk-lib/core';
import { DefinitionError } from '../errors/definition-error.ts';

/** Most that the names and values of a function's variables may have together, in bytes: Lambda's limit. */
export const ENVIRONMENT_BYTES = 4_096;

/** What is known only when it is deployed counts as so long: the longest name of a function, or a bucket. */
export const REFERENCE_BYTES = 64;

/** Names of the two tables hold those of pipeline and stage, and may be longer by as much together. */
export const RESERVED_BYTES = 128;

/**
 * Checks that Lambda takes the variables of a function, instead of failing in the middle of a deployment.
 *
 * @param name - Of the function, as people know it.
 * @throws {@link DefinitionError} `ENVIRONMENT_TOO_LARGE`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function checkEnvironment(name: string, variables: Readonly<Record<string, string>>): void {
  const sizes = Object.entries(variables).map(
    ([key, value]) => [key, Buffer.byteLength(key) + bytesOf(value)] as const,
  );
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const most = ENVIRONMENT_BYTES - RESERVED_BYTES;
  if (total <= most) return;
  const [largest, size] = sizes.reduce((a, b) => (b[1] > a[1] ? b : a));
  throw new DefinitionError('ENVIRONMENT_TOO_LARGE', {
    at: name,
    problem: 'its environment variables are larger than Lambda takes',
    given: `${total} bytes, of which ${largest} has ${size}`,
    expected: `at most ${most} bytes, names and values together`,
    fix: 'declare fewer streams in one pipeline, or split it in two',
  });
}

function bytesOf(value: string): number {
  const { tokens } = Tokenization.reverseString(value);
  const literal = tokens.reduce((text, token) => text.replace(token.toString(), ''), value);
  return Buffer.byteLength(literal) + tokens.length * REFERENCE_BYTES;
}
