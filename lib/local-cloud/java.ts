import type { Machine } from './machine.ts';

/** Oldest Java that DynamoDB Local runs on. */
export const JAVA_MAJOR = 17;

export interface Java {
  readonly home: string;
  readonly version: string;
  /** Whether DynamoDB Local runs on it. */
  readonly fits: boolean;
}

/** The Java of this machine, as it describes itself; `undefined` if there is none. */
export async function findJava(machine: Machine): Promise<Java | undefined> {
  const home = machine.env['JAVA_HOME'];
  const command = home === undefined ? 'java' : `${home}/bin/java`;
  const { status, stderr } = await machine.run(command, ['-XshowSettings:properties', '-version']);
  const property = (name: string) =>
    new RegExp(`^\\s*${name.replace('.', '\\.')} = (.+)$`, 'm').exec(stderr)?.[1]?.trim();
  const found = property('java.home');
  const version = property('java.version');
  if (status !== 0 || found === undefined || version === undefined) return undefined;
  return { home: found, version, fits: Number.parseInt(version, 10) >= JAVA_MAJOR };
}

/** The version of Maven, with which the Java parts are fetched; `undefined` if there is none. */
export async function findMaven(machine: Machine): Promise<string | undefined> {
  const { status, stdout } = await machine.run('mvn', ['--batch-mode', '--version']);
  return status === 0 ? /Apache Maven (\S+)/.exec(stdout)?.[1] : undefined;
}
