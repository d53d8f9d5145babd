import { InvalidArgumentError, Option } from 'commander';
import { DEFINITION_VARIABLE } from './definition.ts';
import { LOCAL_STAGE } from './deployed.ts';

/** Environment variable that names the stage when no option does. */
export const STAGE_VARIABLE = 'MILLRACE_STAGE';

/** `--pipeline`: which definition is meant; the one in `cdk.json` without it. */
export const pipelineOption = (): Option =>
  new Option(
    '--pipeline <module[#name]>',
    'module of the definition, and its export if there are several (default: the one in cdk.json)',
  ).env(DEFINITION_VARIABLE);

/** `--stage`: where it is deployed. */
export const stageOption = (): Option =>
  new Option('--stage <stage>', 'stage it is deployed to; "local" is the local cloud')
    .default(LOCAL_STAGE)
    .env(STAGE_VARIABLE);

/** `--max-record-bytes`: what is longer is no record. */
export const maxRecordOption = (bytes: number): Option =>
  new Option('--max-record-bytes <n>', 'most bytes of a row of the input; a longer one is refused')
    .argParser(wholeNumber)
    .default(bytes);

/** A whole number from 1. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('expected a whole number from 1.');
}
