import { readFileSync } from 'node:fs';
import { withDescendants } from '../../lib/local-cloud/process-tree.ts';

/** Memory of one process at one moment. */
export interface Sample {
  /** Minutes since the start. */
  readonly at: number;
  readonly pid: number;
  /** `LocalStack`, or `worker` and what its function is for. */
  readonly role: string;
  readonly megabytes: number;
}

const PAGE_BYTES = 4_096;

/**
 * Reads the memory of the local cloud and of all Lambda environments, from `/proc`.
 *
 * @param cloud - Process id of LocalStack, which has started all others.
 */
export function sampleMemory(cloud: number, at: number): Sample[] {
  return withDescendants(cloud).flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const role = roleOf(command, () => readFileSync(`/proc/${pid}/environ`, 'utf8'));
      const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
      return role === undefined ? [] : [{ at, pid, role, megabytes: (pages * PAGE_BYTES) / 1e6 }];
    } catch {
      return []; // it has just ended
    }
  });
}

function roleOf(command: string, environment: () => string): string | undefined {
  if (command.includes('millrace_local_cloud.dynamodb_server')) return 'DynamoDB Local';
  if (command.includes('-m millrace_local_cloud')) return 'LocalStack';
  if (command.includes('kinesis-local')) return 'kinesis-mock';
  if (!command.includes('millrace_local_cloud/node/bootstrap.mjs')) return undefined;
  const [, name = ''] =
    /AWS_LAMBDA_FUNCTION_NAME=[^\0]*?-local-Compute-([^\0]*)/.exec(environment()) ?? [];
  const [, kind = 'other'] = /(Speed|Archive|Exchange|Heartbeat|Batch)/.exec(name) ?? [];
  return `worker: ${kind.toLowerCase()}`;
}

/** Megabytes a minute, by least squares; `undefined` of fewer than three samples. */
export function slope(samples: readonly Pick<Sample, 'at' | 'megabytes'>[]): number | undefined {
  if (samples.length < 3) return undefined;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = mean(samples.map((each) => each.at));
  const megabytes = mean(samples.map((each) => each.megabytes));
  const covariance = mean(samples.map((each) => (each.at - at) * (each.megabytes - megabytes)));
  return covariance / mean(samples.map((each) => (each.at - at) ** 2));
}

/** How the memory of a kind of process went. */
export interface Growth {
  readonly role: string;
  /** Processes that lived long enough to be looked at. */
  readonly processes: number;
  readonly most: number;
  /** Of the middle one of its processes, and of the one that grew fastest; megabytes a minute. */
  readonly median: number | undefined;
  readonly fastest: number | undefined;
}

export interface Patience {
  /** Minutes of a process's life that are left out: it loads, and fills its caches. */
  readonly warmUp: number;
  /** Minutes that it must have lived after that. */
  readonly least: number;
}

/** By role, in the order of their names. */
export function growth(samples: readonly Sample[], { warmUp, least }: Patience): Growth[] {
  const roles = Map.groupBy(samples, ({ role }) => role);
  return [...roles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([role, all]) => {
      const lives = [...Map.groupBy(all, ({ pid }) => pid).values()]
        .map((life) => life.filter(({ at }) => at >= (life[0]?.at ?? 0) + warmUp))
        .filter((life) => (life.at(-1)?.at ?? 0) - (life[0]?.at ?? 0) >= least);
      const slopes = lives.flatMap((life) => slope(life) ?? []).sort((a, b) => a - b);
      return {
        ...{ role, processes: slopes.length },
        most: Math.max(...all.map(({ megabytes }) => megabytes)),
        median: slopes[Math.floor(slopes.length / 2)],
        fastest: slopes.at(-1),
      };
    });
}
