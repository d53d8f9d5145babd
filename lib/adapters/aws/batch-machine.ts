import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ExecutionDoesNotExist,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

/** What a run is asked for with; JSON. */
export type MachineInput = { readonly run: string } & Readonly<Record<string, unknown>>;

/** How far an execution is. */
export type MachineState =
  | {
      readonly status: 'running';
      readonly done: number;
      readonly of: number;
      readonly half: number;
    }
  | { readonly status: 'succeeded' }
  /** `cause`: what the service says of it; JSON of an error where a function threw it. */
  | { readonly status: 'failed'; readonly error: string; readonly cause: string };

/** A deployed state machine that does batch runs. */
export interface BatchMachine {
  /**
   * Begins a run, goes on with one that has ended, or joins one that is under way.
   *
   * @returns Name of the execution.
   */
  start(input: MachineInput): Promise<string>;
  look(execution: string): Promise<MachineState>;
}

/** @param arn - Of the state machine. */
export function batchMachine(arn: string, client = new SFNClient({})): BatchMachine {
  const begin = async (name: string, input: MachineInput): Promise<string> => {
    const { executionArn = '' } = await client.send(
      new StartExecutionCommand({ stateMachineArn: arn, name, input: JSON.stringify(input) }),
    );
    return executionArn;
  };
  return {
    async start(input) {
      const { run } = input;
      const known = `${arn.replace(':stateMachine:', ':execution:')}:${run}`;
      const status = await statusOf(client, known);
      if (status === undefined) return begin(run, input);
      // names of executions that have ended stay taken for 90 days; the run itself goes on
      return status === 'RUNNING' ? known : begin(`${run}_${Date.now()}`, input);
    },
    async look(executionArn) {
      const { status, error, cause } = await client.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      if (status === 'SUCCEEDED') return { status: 'succeeded' };
      if (status === 'RUNNING')
        return { status: 'running', ...(await tasksOf(client, executionArn)) };
      return { status: 'failed', error: error ?? status ?? 'unknown', cause: cause ?? '' };
    },
  };
}

async function statusOf(client: SFNClient, executionArn: string): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeExecutionCommand({ executionArn }))).status;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

/** How many tasks of the half that is under way are done. */
async function tasksOf(client: SFNClient, executionArn: string) {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
  const newest = mapRuns.toSorted((a, b) => Number(b.startDate) - Number(a.startDate))[0];
  if (newest === undefined) return { half: 0, done: 0, of: 0 };
  const { itemCounts } = await client.send(
    new DescribeMapRunCommand({ mapRunArn: newest.mapRunArn }),
  );
  return { half: mapRuns.length, done: itemCounts?.succeeded ?? 0, of: itemCounts?.total ?? 0 };
}
