import { jest } from '@jest/globals';

/** Cold starts, on a machine that is busy with something else. */
jest.setTimeout(60_000);
