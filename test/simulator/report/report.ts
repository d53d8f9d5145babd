import { describe } from '../cloud/act.ts';
import type { Mutation } from '../mutation.ts';
import { simulate } from '../run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { START } from '../scenario/scenario.ts';
import { shrink } from './shrink.ts';

/** Lines of a trace that a report shows at most, from the end. */
const LINES = 120;

/** What went wrong in a run, shrunk, with everything that led to it; text for people. */
export async function report(scenario: Scenario, mutation: Mutation = {}): Promise<string> {
  const { scenario: small, without, faults, runs } = await shrink(scenario, mutation);
  const lines: string[] = [];
  const trace = (line: string): void => void lines.push(line);
  const { violations } = await simulate(small, { mutation, without, trace });
  const [first, ...more] = violations;
  const { inputs, shards, batchSize, headCharacters } = small;
  return [
    `seed ${scenario.seed} breaks ${first?.invariant}: ${first?.text}`,
    ...more.slice(0, 5).map(({ invariant, text }) => `  also ${invariant}: ${text}`),
    `shrunk in ${runs} runs to ${inputs.length} inputs and ${faults.length} faults`,
    `shards ${shards.source} + ${shards.exchange}, batches of ${batchSize}, heads of ${headCharacters}`,
    ...inputs.map((input) => `  at ${input.at - START} ms: ${describe(input)}`),
    'what happened, by virtual milliseconds:',
    ...lines.slice(-LINES).map((line) => `  ${line}`),
    `replay: npm run simulate -- --seed ${scenario.seed}`,
  ].join('\n');
}
