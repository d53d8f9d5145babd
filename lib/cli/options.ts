import { Option } from 'commander';
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
