import { memoryDeadLetters } from '../../../lib/adapters/memory/dead-letters.ts';
import { deadLettersContract } from '../../contract/dead-letters.contract.ts';

deadLettersContract('memoryDeadLetters', async () => {
  const deadLetters = memoryDeadLetters();
  return { deadLetters, stored: async () => deadLetters.stored() };
});
