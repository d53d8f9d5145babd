import { type Decimal, decimal, instant, pattern, pipeline, schema, string, where } from 'millrace';

const Action = schema({
  card: string(),
  kind: string(),
  amount: decimal(2),
  at: instant(),
});
type Action = { card: string; kind: string; amount: Decimal; at: number };

/** Three small payments that try a card, and a large one, within ten minutes. */
const cardTesting = pattern<Action>()
  .begin('tries', where('kind', '==', 'small'))
  .times(3)
  .followedBy('takes', where('kind', '==', 'large'))
  .within('10m')
  .skip('pastLastEvent')
  .build();

export const fraud = pipeline('fraud', (p) => {
  const payments = p.stream('payments', Action, {
    key: 'card',
    time: 'at',
    maxOutOfOrderness: '5s',
  });

  payments.groupBy('card').match(cardTesting).groupBy('card').view('card_testing');
});
