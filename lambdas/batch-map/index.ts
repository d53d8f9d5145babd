import { pipeline } from '#pipeline';
import { batchDefinition } from '../../lib/functions/batch/batch-definition.ts';
import { mapPorts } from '../../lib/functions/batch/map-ports.ts';
import { deploymentFrom } from '../../lib/functions/deployment.ts';
import { mapItem } from '../../lib/runtime/batch/map-item.ts';
import type { MapOutcome, MapTask } from '../../lib/runtime/batch/protocol.ts';

const definition = batchDefinition(pipeline);
const ports = mapPorts(deploymentFrom(process.env, pipeline));

export const handler = (task: MapTask): Promise<MapOutcome> => mapItem(definition, ports, task);
