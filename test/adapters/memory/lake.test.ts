import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { lakeContract } from '../../contract/lake.contract.ts';

lakeContract('memoryLake', async () => memoryLake());
