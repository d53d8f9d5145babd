export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

/** Where AWS is, for commands and tests that do not mean an account. */
export interface Target {
  /** Such as `http://127.0.0.1:4566`, without a slash at the end. */
  readonly url: string;
  readonly region: string;
  /** DynamoDB Local itself, where it can be reached: the same tables, several times faster. */
  readonly dynamodbUrl?: string;
  readonly source: 'AWS_ENDPOINT_URL' | 'the local cloud';
}

/** The target that a running local cloud is. */
export function targetOf(state: {
  readonly endpoint: string;
  readonly dynamodbEndpoint: string;
}): Target {
  return {
    url: state.endpoint,
    region: LOCAL_REGION,
    dynamodbUrl: state.dynamodbEndpoint,
    source: 'the local cloud',
  };
}

/**
 * The address under which a REST API of a stack can be reached.
 *
 * The stack's output names a host that no name server knows; LocalStack takes the same API in a
 * path. Any other address is given back as it is.
 */
export function reachableUrl(output: string, target: Target): string {
  const [, api, path = '/'] =
    /^https?:\/\/([a-z0-9]+)\.execute-api\.[^/]+(\/.*)?$/.exec(output) ?? [];
  return api === undefined ? output : `${target.url}/_aws/execute-api/${api}${path}`;
}
