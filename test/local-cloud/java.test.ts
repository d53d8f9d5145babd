import { describe, expect, test } from '@jest/globals';
import { findJava, findMaven } from '../../lib/local-cloud/java.ts';
import { fakeMachine } from '../support/cloud/fake-machine.ts';

const properties = (version: string) => ({
  stderr: `Property settings:\n    java.home = /usr/lib/jvm/java\n    java.version = ${version}\n`,
});

describe('findJava', () => {
  test.each([
    ['17.0.15', true],
    ['25', true],
    ['11.0.2', false],
    ['1.8.0_402', false],
  ])('judges Java %s by its major version', async (version, fits) => {
    const machine = fakeMachine({ 'java ': properties(version) });

    const found = await findJava(machine);

    expect(found).toEqual({ home: '/usr/lib/jvm/java', version, fits });
  });

  test('asks the Java in JAVA_HOME if that is set', async () => {
    const programs = { '/own/bin/java ': properties('21'), 'java ': properties('8') };
    const machine = fakeMachine(programs, { env: { JAVA_HOME: '/own' } });

    const found = await findJava(machine);

    expect(found?.version).toBe('21');
  });

  test('finds none where none is installed', async () => {
    const machine = fakeMachine({});

    const found = [await findJava(machine), await findMaven(machine)];

    expect(found).toEqual([undefined, undefined]);
  });
});

describe('findMaven', () => {
  test('gives its version', async () => {
    const machine = fakeMachine({ 'mvn ': { stdout: 'Apache Maven 3.8.7\nMaven home: /usr\n' } });

    const found = await findMaven(machine);

    expect(found).toBe('3.8.7');
  });
});
