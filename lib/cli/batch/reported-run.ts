import type { BatchDefinition } from '../../runtime/batch/batch-definition.ts';
import type { BatchReport, BatchRequest } from '../../runtime/batch/protocol.ts';
import { type BatchPorts, type BatchProgress, runBatch } from '../../runtime/batch/run-batch.ts';
import type { Terminal } from '../terminal.ts';
import { reportLines } from './report-lines.ts';
import { type DeployedRunPorts, runDeployed } from './run-deployed.ts';

/** What a run is done with, here or where it is deployed. */
export interface Opened {
  readonly definition: BatchDefinition;
  readonly ports: BatchPorts;
  deployed(): Promise<DeployedRunPorts>;
}

/** A run, and where it is to be done. */
export interface RunRequest extends BatchRequest {
  readonly inProcess: boolean;
  /** Tasks that are under way at once in this process. */
  readonly concurrency: number;
}

/** Does a batch run, and says by which name, how far it is, and what it has done. */
export async function reportedRun(
  { definition, ports, deployed }: Opened,
  { inProcess, concurrency, ...request }: RunRequest,
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean | undefined },
): Promise<BatchReport> {
  terminal.err(`run ${request.run}`);
  const onProgress = ({ phase, done, of }: BatchProgress): void =>
    terminal.progress(`${phase} ${done} of ${of}`);
  const report = inProcess
    ? await runBatch(definition, ports, { ...request, concurrency, onProgress })
    : await runDeployed(await deployed(), request, onProgress);
  for (const line of json ? [JSON.stringify(report)] : reportLines(report, terminal)) {
    terminal.out(line);
  }
  return report;
}
