import { own } from '../core/own.ts';

/** What the SDK says of an error beside its message; all of it may be missing. */
interface Fault {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly $metadata?: object;
}

/**
 * One line for an error of the AWS SDK that is about the environment and not about us.
 *
 * Goes by names, as the classes of every service are others.
 *
 * @returns `undefined` for anything else.
 */
export function awsFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const fault = error as Fault;
  if (fault.name === 'AggregateError') return awsFailure((error as AggregateError).errors[0]);
  for (const say of [credentials, region, unreachable, refused]) {
    const line = say(fault);
    if (line !== undefined) return line;
  }
  return undefined;
}

const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
]);

const credentials = ({ name, message }: Fault): string | undefined =>
  CREDENTIALS.has(name)
    ? `credentials: AWS does not know who is asking; got ${name} (${plain(message)}), expected valid credentials; run aws sso login or set AWS_PROFILE, or use --stage local`
    : undefined;

const region = ({ message }: Fault): string | undefined =>
  message === 'Region is missing'
    ? 'region: it is not said which one is meant; got none, expected one such as eu-central-1; set AWS_REGION'
    : undefined;

const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody answers there',
  ECONNRESET: 'the connection broke',
  EAI_AGAIN: 'the name cannot be looked up now',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'there is no answer',
  TimeoutError: 'there is no answer',
};

function unreachable({ name, code = name, ...at }: Fault): string | undefined {
  const problem = own(NETWORK, code) ?? own(NETWORK, name);
  if (problem === undefined) return undefined;
  const host = at.hostname ?? at.address;
  const where = host === undefined ? 'the endpoint' : [host, at.port].filter(Boolean).join(':');
  return `${where}: ${problem}; got ${code}, expected an answer from AWS; check network, AWS_REGION and AWS_ENDPOINT_URL, or start the local cloud: npx millrace dev up`;
}

function refused({ name, message, $metadata }: Fault): string | undefined {
  if ($metadata === undefined) return undefined;
  if (/^ResourceNotFound(Exception)?$/.test(name)) {
    return `AWS: something that the stack made is gone; got ${name} (${plain(message)}), expected it to be there; deploy again, or name the stage and region where it is`;
  }
  if (/^AccessDenied(Exception)?$/.test(name)) {
    return `AWS: this is not allowed; got ${plain(message)}; ask whoever runs the account for the right to do it`;
  }
  return `AWS: the call failed; got ${name} (${plain(message)}); try again, --verbose shows where`;
}

/** One line, without a full stop. */
const plain = (message: string): string => message.replace(/\s+/g, ' ').replace(/\.$/, '').trim();
