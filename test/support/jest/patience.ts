import { jest } from '@jest/globals';

/** Cold starts, and a machine that is busy with something else: a test ends when it is done. */
jest.setTimeout(60_000);
