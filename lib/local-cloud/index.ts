/** The local cloud: LocalStack on this machine, without Docker, and deployments into it. */
export { type DeployOptions, deployLocally, type StackOutputs } from './deploy.ts';
export { type Check, doctor } from './doctor.ts';
export { type EndpointOptions, resolveEndpoint } from './endpoint.ts';
export { localEnvironment, localVariables, turnEnvironmentTo } from './environment.ts';
export { ensureInstalled, type InstallOptions, isInstalled } from './install.ts';
export {
  LOCAL_CLOUD_ERROR_CODES,
  LocalCloudError,
  type LocalCloudErrorCode,
} from './local-cloud-error.ts';
export { type LogLine, type LogOptions, localCloudLogs } from './logs.ts';
export { type Started, type StartOptions, startLocalCloud } from './start.ts';
export type { LocalCloudState } from './state-file.ts';
export { type LocalCloudStatus, localCloudStatus } from './status.ts';
export { stopLocalCloud } from './stop.ts';
export { LOCAL_ACCOUNT, LOCAL_REGION, reachableUrl, type Target, targetOf } from './target.ts';
