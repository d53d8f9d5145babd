import { LOCAL_ACCOUNT, type Target } from './target.ts';

/** LocalStack accepts any; an access key of twelve digits would name another account. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' } as const;

/** Variables that would lead a program to real credentials, or past the endpoint. */
const MISLEADING =
  /^AWS_(PROFILE|DEFAULT_PROFILE|SESSION_TOKEN|SECURITY_TOKEN|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_.*|ENDPOINT_URL.*|IGNORE_CONFIGURED_ENDPOINT_URLS|USE_FIPS_ENDPOINT|USE_DUALSTACK_ENDPOINT)$/;

/**
 * The variables that make AWS tools and SDKs talk to a target, and to nothing else.
 *
 * S3 has its own: with an address for a host, clients name the bucket in the path, and no name
 * server has to know `bucket.host`.
 */
export function localVariables(target: Target): Readonly<Record<string, string>> {
  const { url, region, dynamodbUrl } = target;
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_S3: url.replace('//localhost', '//127.0.0.1'),
    ...(dynamodbUrl === undefined ? {} : { AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl }),
    ...CREDENTIALS,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: LOCAL_ACCOUNT,
    CDK_DEFAULT_REGION: region,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

/** A whole environment for a child process such as `cdk`: `base`, turned to the target. */
export function localEnvironment(
  target: Target,
  base: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !MISLEADING.test(name));
  return { ...Object.fromEntries(kept), ...localVariables(target) };
}

/** Turns an environment in place, for clients that are made in this process. */
export function turnEnvironmentTo(target: Target, env: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(env)) if (MISLEADING.test(name)) delete env[name];
  Object.assign(env, localVariables(target));
}
