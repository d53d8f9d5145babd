import type { Terminal } from '../../../lib/cli/terminal.ts';

/** A terminal that remembers what was written to it. */
export interface RecordingTerminal extends Terminal {
  readonly outLines: string[];
  readonly errLines: string[];
  /** Progress lines, all of them. */
  readonly progressLines: string[];
}

/** A terminal of 100 characters without colours. */
export function recordingTerminal(settings: Partial<Terminal> = {}): RecordingTerminal {
  const outLines: string[] = [];
  const errLines: string[] = [];
  const progressLines: string[] = [];
  return {
    out: (line) => void outLines.push(line),
    err: (line) => void errLines.push(line),
    progress: (line) => void progressLines.push(line),
    width: 100,
    hasColor: false,
    ...settings,
    outLines,
    errLines,
    progressLines,
  };
}
