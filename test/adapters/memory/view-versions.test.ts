import { memoryViewVersions } from '../../../lib/adapters/memory/view-versions.ts';
import { viewVersionsContract } from '../../contract/view-versions.contract.ts';

viewVersionsContract('memoryViewVersions', async () => memoryViewVersions());
