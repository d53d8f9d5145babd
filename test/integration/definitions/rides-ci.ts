import { rideHailing } from './ride-hailing.ts';

/** The service under a name of its own, so that a soak that runs is not touched. */
export const ridesCi = { ...rideHailing, name: 'rides-ci' };
