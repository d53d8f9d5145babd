#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

enableCompileCache(); // what is compiled once starts faster the next time

const { resolveOwnEntries } = await import('../lib/package/own-entries.ts');
resolveOwnEntries();
const { runCli } = await import('../lib/cli/program.ts');
const { commandsFor } = await import('../lib/cli/all-commands.ts');
const { processTerminal } = await import('../lib/cli/terminal.ts');

const args = process.argv.slice(2);
const terminal = processTerminal();
const commands = await commandsFor(args, { terminal });
const exitCode = await runCli(args, { terminal, commands });
if (exitCode !== 0) process.exitCode = exitCode;
