interface Peer {
  readonly who: string;
  readonly error: string;
  readonly on: string;
}

/** Mean absolute errors of other models of the step time. */
export const PEERS: readonly Peer[] = [
  { who: 'Calculon', error: '3.65 %', on: 'the 8 rows that it was tuned on' },
  { who: 'Calculon', error: '15.3 %', on: '109 multi-node A100 rows that it had not seen' },
  { who: 'SimuMax', error: '11.1 to 12.5 %', on: 'the same 109 rows' },
];
