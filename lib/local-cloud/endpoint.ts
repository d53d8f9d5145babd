import { LocalCloudError } from './local-cloud-error.ts';
import { type LocalCloudPaths, localCloudPaths } from './paths.ts';
import { readState } from './state-file.ts';
import { LOCAL_REGION, type Target, targetOf } from './target.ts';

export interface EndpointOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Where the state of the running local cloud is looked for. */
  readonly paths?: Pick<LocalCloudPaths, 'state'>;
}

function parse(name: string, text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, '');
  throw new LocalCloudError('LOCAL_CLOUD_ENDPOINT_INVALID', {
    at: name,
    problem: 'it is no address',
    given: JSON.stringify(text),
    expected: 'a URL such as http://127.0.0.1:4566',
    fix: `correct ${name}, or unset it to use the local cloud`,
  });
}

/**
 * The endpoint to talk to: `AWS_ENDPOINT_URL` if it is set, else the running local cloud.
 *
 * The local cloud is one region; `AWS_REGION` makes no difference to it. With `AWS_ENDPOINT_URL`
 * it does, since what runs there may have several.
 *
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_NOT_RUNNING` if there is neither,
 *   `LOCAL_CLOUD_ENDPOINT_INVALID` if the variable holds no URL.
 */
export function resolveEndpoint(options: EndpointOptions = {}): Target {
  const { env = process.env, paths = localCloudPaths(env) } = options;
  const state = readState(paths.state);
  const named = env['AWS_ENDPOINT_URL'];
  if (named) {
    const url = parse('AWS_ENDPOINT_URL', named);
    const direct = env['AWS_ENDPOINT_URL_DYNAMODB'];
    const own = state?.endpoint === url ? state.dynamodbEndpoint : undefined;
    const dynamodbUrl = direct ? parse('AWS_ENDPOINT_URL_DYNAMODB', direct) : own;
    return {
      url,
      region: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || LOCAL_REGION,
      ...(dynamodbUrl === undefined ? {} : { dynamodbUrl }),
      source: 'AWS_ENDPOINT_URL',
    };
  }
  if (state?.ready) return targetOf(state);
  throw new LocalCloudError('LOCAL_CLOUD_NOT_RUNNING', {
    at: 'local cloud',
    problem: 'there is nothing to talk to',
    given: state === undefined ? 'no running local cloud' : 'one that is still starting',
    expected: 'a running local cloud, or AWS_ENDPOINT_URL',
    fix: 'start it with: npx millrace dev up',
  });
}
