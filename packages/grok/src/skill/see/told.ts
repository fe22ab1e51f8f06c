import type { NumberKind } from './plain.ts';
import type { MentionKind } from './view.ts';

/**
 * What the encoder of sentences is told in place of a name or number, so that the witness knows no file by heart: words of
 * the same kind, which it knows from English.
 */
export const EXAMPLES: Readonly<Record<MentionKind | NumberKind, string>> = {
  run: 'run',
  task: 'task',
  service: 'service',
  reference: 'reference',
  gpu: 'H100',
  node: 'server model',
  switch: 'switch model',
  rack: 'rack model',
  storage: 'storage system',
  model: 'llama',
  stack: 'megatron',
  failures: 'failure record',
  count: '7',
  time: '7 days',
  power: '7 MW',
  ramp: '7 MW per minute',
  money: '$7',
  percent: '7%',
  bytes: '7 GB',
  tokens: '7 trillion tokens',
  flop: '7 FLOP',
  date: 'March 2026',
  price: '7 cents per kWh',
  priceW: '$7 per watt',
  rate: '7 Gb/s',
  freq: '7 per day',
  scale: 'double',
  add: '7 more',
  ord: 'second',
};
