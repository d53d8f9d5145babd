#!/usr/bin/env node
import { devCommand } from '../lib/cli/commands/dev.ts';
import { doctorCommand } from '../lib/cli/commands/doctor.ts';
import { explainCommand } from '../lib/cli/commands/explain.ts';
import { produceCommand } from '../lib/cli/commands/produce.ts';
import { queryCommand } from '../lib/cli/commands/query.ts';
import { runCommand } from '../lib/cli/commands/run.ts';
import { shardsCommand } from '../lib/cli/commands/shards.ts';
import { runCli } from '../lib/cli/program.ts';
import { processTerminal } from '../lib/cli/terminal.ts';

const terminal = processTerminal();
const exitCode = await runCli(process.argv.slice(2), {
  terminal,
  commands: [
    runCommand({ terminal }),
    produceCommand({ terminal }),
    queryCommand({ terminal }),
    shardsCommand({ terminal }),
    explainCommand({ terminal }),
    devCommand({ terminal }),
    doctorCommand({ terminal }),
  ],
});
if (exitCode !== 0) process.exitCode = exitCode;
