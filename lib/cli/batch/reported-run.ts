import type { BatchDefinition } from '../../runtime/batch/batch-definition.ts';
import type { BatchReport, BatchRequest } from '../../runtime/batch/protocol.ts';
import { type BatchPorts, runBatch } from '../../runtime/batch/run-batch.ts';
import type { Terminal } from '../terminal.ts';
import { reportLines } from './report-lines.ts';

/** What a run is done with. */
export interface Opened {
  readonly definition: BatchDefinition;
  readonly ports: BatchPorts;
}

/** Does a batch run, and says by which name, how far it is, and what it has done. */
export async function reportedRun(
  { definition, ports }: Opened,
  request: BatchRequest & { readonly concurrency: number },
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean | undefined },
): Promise<BatchReport> {
  terminal.err(`run ${request.run}`);
  const report = await runBatch(definition, ports, {
    ...request,
    onProgress: ({ phase, done, of }) => terminal.progress(`${phase} ${done} of ${of}`),
  });
  for (const line of json ? [JSON.stringify(report)] : reportLines(report, terminal)) {
    terminal.out(line);
  }
  return report;
}
