import type { Mutation } from '../mutation.ts';
import { cacheBeforeCommit, noOrderAtTheDoor, unsortedBatches } from './batches.ts';
import { believedClocks, believedHeartbeats } from './clocks.ts';
import { fenceWithoutGeneration, noFence, unfencedStates } from './fences.ts';
import { forgottenIds } from './forgotten-ids.ts';
import { joinedIds, keysShed, lettersAlone, reachableMarks } from './hostile.ts';
import { keylessIds } from './keyless-ids.ts';
import { namelessRecords } from './nameless-records.ts';
import { noRedo } from './no-redo.ts';
import { outboxBeforeCommit } from './outbox-before-commit.ts';
import { overwrittenObjects } from './overwritten-objects.ts';
import { parallelBatches } from './parallel-batches.ts';
import { retryAsDuplicate } from './retry-as-duplicate.ts';
import { lanesNotWaitedFor, nothingInherited, oneParentOnly, timersLeftBehind } from './scaling.ts';
import { sequencesAsText, wholeBatches } from './sequences.ts';
import {
  lostParts,
  mixedUpParts,
  resultsDropped,
  unansweredAsAbsent,
  unmeasuredRows,
} from './store.ts';
import { reachedTooFar, timeIgnored, unmeasuredHeads } from './time.ts';
import { unconditionalHead } from './unconditional-head.ts';

/** Of which one is seen only if somebody means harm. */
export const HARM: Readonly<Record<string, Mutation>> = {
  'letters put one by one': lettersAlone,
  'keys and ids only joined': joinedIds,
  'marks that keys reach': reachableMarks,
  'results of one key shed': keysShed,
};

/** Ways to be wrong that the simulator must see, by what each leaves out. */
export const MUTANTS: Readonly<Record<string, Mutation>> = {
  'no redo': noRedo,
  'no fence on apply': noFence,
  'unconditional head': unconditionalHead,
  'fence without generation': fenceWithoutGeneration,
  'parallelization 2': parallelBatches,
  'retried batch taken as duplicate': retryAsDuplicate,
  'sequence numbers compared as text': sequencesAsText,
  'outbox before commit': outboxBeforeCommit,
  'whole batches instead of their rest': wholeBatches,
  'lake objects overwritten': overwrittenObjects,
  'ids only in memory': forgottenIds,
  'ids without their keys': keylessIds,
  'no fence on states': unfencedStates,
  'records named by who puts them': namelessRecords,
  'batches as they come, and heads that go back': unsortedBatches,
  'no order at the door': noOrderAtTheDoor,
  'cache changed before the commit': cacheBeforeCommit,
  'time that is left ignored': timeIgnored,
  'more taken for applied than was': reachedTooFar,
  'heads not measured': unmeasuredHeads,
  'unanswered keys taken as absent': unansweredAsAbsent,
  'parts of large rows lost': lostParts,
  'parts of large rows mixed up': mixedUpParts,
  'rows not measured': unmeasuredRows,
  'results dropped beyond so many': resultsDropped,
  'clocks of producers believed': believedClocks,
  'heartbeats believed': believedHeartbeats,
  'shards split before lanes know': lanesNotWaitedFor,
  'nothing inherited in the exchange': nothingInherited,
  'one parent only in the exchange': oneParentOnly,
  'timers left behind in the exchange': timersLeftBehind,
  ...HARM,
};
