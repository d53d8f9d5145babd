import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';

/** Name of the lane that a function was deployed as; `undefined` if there is no such function now. */
export async function laneOfFunction(functionArn: string): Promise<string | undefined> {
  // the ARN that an invocation record names ends with the version that was invoked
  const [arn] = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+/.exec(functionArn) ?? [];
  if (arn === undefined) return undefined;
  const client = new LambdaClient({});
  try {
    const { Environment } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: arn }),
    );
    return Environment?.Variables?.['LANE'];
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
