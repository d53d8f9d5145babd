import { styleText } from 'node:util';
import { Command } from 'commander';
import { type Check, doctor } from '../../local-cloud/index.ts';
import type { CommandContext } from '../command-context.ts';
import { FailedError } from '../failed-error.ts';
import { printable } from '../show-value.ts';
import { textTable } from '../text-table.ts';

/** `millrace doctor` */
export function doctorCommand(
  { terminal }: CommandContext,
  ports: { readonly checks: () => Promise<readonly Check[]> } = { checks: () => doctor() },
): Command {
  return new Command('doctor')
    .summary('say what this machine lacks, and what to do')
    .description(
      'Checks what the tool and the local cloud need of this machine. Installs nothing and starts nothing. Ends with 1 if something that is needed is missing.',
    )
    .option('--json', 'one JSON object per check')
    .addHelpText('after', '\nExample:\n  $ npx millrace doctor')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const checks = await ports.checks();
      for (const line of json ? checks.map((check) => JSON.stringify(check)) : table(checks)) {
        terminal.out(line);
      }
      const missing = checks.filter(({ ok }) => !ok).map(({ name }) => name);
      if (missing.length > 0) throw new FailedError(`not ready: ${missing.join(', ')}`);
      terminal.err('everything that is needed is there');
    });

  function table(checks: readonly Check[]): string[] {
    const columns = [{ title: '' }, { title: 'check' }, { title: 'found' }, { title: 'needed' }];
    const cells = checks.map(({ name, ok, found, needed }) => [
      mark(ok),
      ...[name, found, needed].map(printable),
    ]);
    const fixes = checks.filter(({ fix }) => fix !== '').map(({ name, fix }) => `${name}: ${fix}`);
    const advice = fixes.length === 0 ? [] : ['', 'What to do:', ...fixes.map((fix) => `  ${fix}`)];
    return [...textTable(columns, cells, terminal), ...advice];
  }

  function mark(ok: boolean): string {
    const sign = ok ? 'ok' : 'missing';
    if (!terminal.hasColor) return sign;
    return styleText(ok ? 'green' : 'red', sign, { validateStream: false });
  }
}
