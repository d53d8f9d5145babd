import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Attempts of a call, the first included; the SDK waits longer before each. */
const MAX_ATTEMPTS = 6;

/**
 * Clients of the services, configured by the environment as every AWS tool is.
 *
 * Kinesis speaks HTTP/1.1: the SDK would choose HTTP/2, which emulators refuse and which gains nothing
 * for calls of this size.
 */
export function awsClients() {
  const requestHandler = new NodeHttpHandler({ connectionTimeout: 5_000, requestTimeout: 30_000 });
  const common = { maxAttempts: MAX_ATTEMPTS, requestHandler };
  const isEmulated = (process.env['AWS_ENDPOINT_URL'] ?? '') !== '';
  return {
    dynamodb: new DynamoDBClient(common),
    kinesis: new KinesisClient(common),
    s3: new S3Client({ ...common, forcePathStyle: isEmulated }),
  };
}
