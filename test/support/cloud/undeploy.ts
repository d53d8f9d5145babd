import {
  CloudFormationClient,
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { stackName } from '../../../lib/pipeline/deployed/resource-names.ts';

/** Removes what an earlier run left of a pipeline on the local cloud, so that each run begins anew. */
export async function undeploy(pipeline: string): Promise<void> {
  const client = new CloudFormationClient();
  for (const part of ['Compute', 'Data'] as const) {
    const StackName = stackName({ pipeline, stage: 'local' }, part);
    await client.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete({ client, maxWaitTime: 120, minDelay: 1 }, { StackName });
  }
}
