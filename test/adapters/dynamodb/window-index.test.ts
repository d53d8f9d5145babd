import { expect, test } from '@jest/globals';
import { WINDOW_INDEX } from '../../../lib/adapters/dynamodb/row-reader.ts';
import { BY_WINDOW_INDEX } from '../../../lib/constructs/pipeline-tables.ts';

test('rows of a window are read from the index that the stack makes', () => {
  expect(BY_WINDOW_INDEX).toEqual({ ...WINDOW_INDEX, sortKey: 'key' });
});
