#!/usr/bin/env node
import { allCommands } from '../lib/cli/all-commands.ts';
import { runCli } from '../lib/cli/program.ts';
import { processTerminal } from '../lib/cli/terminal.ts';

const terminal = processTerminal();
const commands = allCommands({ terminal });
const exitCode = await runCli(process.argv.slice(2), { terminal, commands });
if (exitCode !== 0) process.exitCode = exitCode;
