import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Ask, Begin, Told } from './worker.ts';

/** One file of tests in a process of its own. */
export interface Bench {
  /** What came of it; nothing if it took longer than `patience` milliseconds: then the process is gone. */
  ask(ask: Ask, patience: number): Promise<Told | undefined>;
  close(): void;
}

/** Starts a process that holds a file of tests. @returns Nothing if it did not load within `patience`. */
export async function openBench(begin: Begin, patience: number): Promise<Bench | undefined> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    execArgv: ['--no-warnings'],
    env: { ...process.env, FC_SEED: process.env['FC_SEED'] ?? '1' },
  });
  child.send(begin);
  if ((await messageOf(child, patience)) === undefined) return undefined;
  return {
    ask(ask, most) {
      child.send(ask);
      return messageOf<Told>(child, most);
    },
    close: () => child.kill('SIGKILL'),
  };
}

/** The next thing it says; nothing if it ends, or is too slow and is therefore ended. */
function messageOf<T>(child: ChildProcess, patience: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const settle = (value: T | undefined): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (value === undefined) child.kill('SIGKILL');
      resolve(value);
    };
    const timer = setTimeout(() => settle(undefined), patience);
    const onMessage = (message: unknown): void => settle(message as T);
    const onExit = (): void => settle(undefined);
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}
