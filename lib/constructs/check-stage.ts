import { FIRST_LEVEL } from '../core/slots.ts';
import { DefinitionError } from '../errors/definition-error.ts';
import type { Capacity, StageConfig } from './stage-config.ts';
import { DEFAULT_STAGE, STAGES } from './stages.ts';

/**
 * The stage of that name.
 *
 * @param name - `undefined` for the default.
 * @throws {@link DefinitionError} `STAGE_UNKNOWN`
 */
export function stageNamed(name: string = DEFAULT_STAGE): StageConfig {
  const stage = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
  if (stage !== undefined) return stage;
  throw new DefinitionError('STAGE_UNKNOWN', {
    at: 'stage',
    problem: 'there is no such stage',
    given: `"${name}"`,
    expected: Object.keys(STAGES).join(', '),
    fix: `pass -c stage=${DEFAULT_STAGE}, or describe a stage of your own in lib/constructs/stages.ts`,
  });
}

/**
 * The stage itself, if it can work.
 *
 * @throws {@link DefinitionError} `STAGE_INVALID`
 */
export function checkStage(stage: StageConfig): StageConfig {
  const wrong = (field: string, given: string, expected: string): never => {
    throw new DefinitionError('STAGE_INVALID', {
      at: `stage ${stage.name} › ${field}`,
      problem: 'the stage cannot work like this',
      given,
      expected,
      fix: 'correct it in lib/constructs/stages.ts or where the stage is made',
    });
  };
  const { name, batchSize } = stage;
  if (!/^[a-z][a-z0-9]{0,15}$/.test(name)) {
    wrong('name', `"${name}"`, 'a lower-case letter, then up to 15 letters and digits');
  }
  const hours = { kept: stage.streamRetention.toHours(), tried: stage.maxRecordAge.toHours() };
  if (hours.kept < 24 || hours.kept > 8_760)
    wrong('streamRetention', `${hours.kept} h`, '24 h to 8760 h');
  if (hours.tried >= hours.kept || hours.tried > 168) {
    const expected = `less than streamRetention, ${hours.kept} h, and at most 168 h`;
    wrong('maxRecordAge', `${hours.tried} h`, expected);
  }
  if (!isWhole(batchSize, 1, 10_000)) wrong('batchSize', `${batchSize}`, '1 to 10,000 records');
  if (!isWhole(stage.batchConcurrency, 1, 10_000)) {
    wrong('batchConcurrency', `${stage.batchConcurrency}`, '1 to 10,000 tasks');
  }
  const { hour, days } = stage.dailyBatch ?? { hour: 0, days: 1 };
  if (!isWhole(hour, 0, 23)) wrong('dailyBatch.hour', `${hour}`, '0 to 23, UTC');
  if (!isWhole(days, 1, 31)) wrong('dailyBatch.days', `${days}`, '1 to 31 days');
  if (stage.archive === 'channel' && stage.sourceCapacity.mode !== 'on-demand') {
    const expected = 'sourceCapacity on-demand: Kinesis delivers from no other stream';
    wrong('archive', 'channel with provisioned shards', expected);
  }
  const { sourceCapacity, exchangeCapacity } = stage;
  if (!canBe(sourceCapacity)) {
    wrong('sourceCapacity', JSON.stringify(sourceCapacity), '1 to 10,000 shards, or on-demand');
  }
  if (exchangeCapacity.mode === 'on-demand' || !FIRST_SHARDS.includes(exchangeCapacity.shards)) {
    const expected = `${FIRST_SHARDS.join(', ')} provisioned shards; more by "millrace scale exchange"`;
    wrong('exchangeCapacity', JSON.stringify(exchangeCapacity), expected);
  }
  return stage;
}

/** Shards that the exchange may be deployed with: each owns whole ranges of what lanes address at first. */
const FIRST_SHARDS = Array.from({ length: FIRST_LEVEL + 1 }, (_, level) => 2 ** level);

const canBe = (capacity: Capacity): boolean =>
  capacity.mode === 'on-demand' || isWhole(capacity.shards, 1, 10_000);

const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;
