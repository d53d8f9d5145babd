import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { lakeContract } from '../../contract/lake.contract.ts';
import { lakeRemoverContract } from '../../contract/lake-remover.contract.ts';

lakeContract('memoryLake', async () => memoryLake());

lakeRemoverContract('memoryLake', async () => {
  const lake = memoryLake();
  return { lake, remover: lake };
});
