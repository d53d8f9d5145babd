import {
  deployLocally,
  localCloudLogs,
  localCloudStatus,
  startLocalCloud,
  stopLocalCloud,
} from '../../local-cloud/index.ts';

/** What the commands below `dev` do to the local cloud. */
export interface DevPorts {
  readonly start: typeof startLocalCloud;
  readonly stop: typeof stopLocalCloud;
  readonly status: typeof localCloudStatus;
  readonly logs: typeof localCloudLogs;
  readonly deploy: typeof deployLocally;
  /** Aborts when the person at the keyboard has had enough. */
  interruption(): AbortSignal;
}

/** The local cloud of this machine. */
export const thisLocalCloud: DevPorts = {
  start: startLocalCloud,
  stop: stopLocalCloud,
  status: localCloudStatus,
  logs: localCloudLogs,
  deploy: deployLocally,
  interruption() {
    const controller = new AbortController();
    process.once('SIGINT', () => controller.abort());
    process.once('SIGTERM', () => controller.abort());
    return controller.signal;
  },
};
