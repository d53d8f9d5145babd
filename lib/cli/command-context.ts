import type { Terminal } from './terminal.ts';

/** What every command is made with. Ports of its own come as a second argument, for tests. */
export interface CommandContext {
  readonly terminal: Terminal;
}
