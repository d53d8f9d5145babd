import { instant, pattern, pipeline, schema, string, where } from '../../lib/index.ts';

const Action = schema({ user: string(), type: string(), session: string(), at: instant() });
type Action = { user: string; type: string; session: string; at: number };

/** Three failed logins and then a purchase within two minutes. */
const takeover = pattern<Action>()
  .begin('fails', where('type', '==', 'login_failed'))
  .times(3)
  .followedBy('buys', where('type', '==', 'purchase'))
  .within('2m')
  .skip('pastLastEvent')
  .build();

/** A checkout that is not paid within half an hour. */
const abandoned = pattern<Action>()
  .begin('cart', where('type', '==', 'cart'))
  .followedBy('checkout', where('type', '==', 'checkout'))
  .notFollowedBy('pays', where('type', '==', 'payment'))
  .within('30m')
  .build();

export const patterns = pipeline('patterns', (p) => {
  const actions = p.stream('actions', Action, { key: 'session', time: 'at' }).groupBy('user');

  actions.match(takeover).groupBy('user').view('account_takeovers');
  actions.match(abandoned).groupBy('user').view('abandoned_checkouts');
});
