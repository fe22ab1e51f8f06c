import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

const LIN = { provenance: 'paper', source: cite('stragglers') } as const;
const GREYHOUND = { provenance: 'paper', source: cite('greyhound') } as const;

/** What slows a job down without stopping it. */
export const STRAGGLERS = {
  /** Share of jobs with 128 GPUs and more that lost over a tenth of their time to stragglers. */
  jobsAffected: fact('0.425', LIN),
  /** Share of GPU hours that stragglers wasted. */
  hoursWasted: fact('0.104', LIN),
  /** Causes, as shares of those jobs: the last pipeline stage, uneven sequences, a bad machine. */
  stageShare: fact('0.393', LIN),
  sequenceShare: fact('0.214', LIN),
  machineShare: fact('0.017', LIN),
  /** Share of jobs with 512 GPUs and more in which something became slow: 16 of 27. */
  failSlowJobs: fact('0.593', { ...GREYHOUND, reason: '16 of 27 jobs' }),
  /** Rate at which nodes or their links become slow. 1/s per node */
  nodeRate: assumed(
    '0.002 1/node-day',
    'the duration of those jobs is not published: 0.9 events, -ln(1 - 16/27), per week on 64 nodes; high end per day',
    { source: cite('greyhound'), range: ['0.0002 1/node-day', '0.014 1/node-day'] },
  ),
  /** How long they stay slow. s */
  slowTime: fact('72 min', {
    ...GREYHOUND,
    range: ['10 s', '10 h'],
    reason: 'mean of large jobs; tens of seconds to nearly ten hours',
    alternatives: [
      fact('10 min', { ...GREYHOUND, reason: 'mean of slow computation in small jobs' }),
      fact('24 min', { ...GREYHOUND, reason: 'mean of slow communication in small jobs' }),
    ],
  }),
  /** How many times as long such jobs took; applied to the step time while something is slow. */
  slowdown: fact('1.34', {
    ...GREYHOUND,
    range: ['1.06', '1.97'],
    reason: 'low end one GPU of BLOOM, high end one slow worker in a trace of ByteDance',
  }),
  /** Speed of a job with one slow GPU: 140 of 149 TFLOP/s. */
  oneSlowGpu: fact('0.94', { provenance: 'quote', source: cite('bloomChronicles', '2022-04-28') }),
  /** Share of throughput lost to the midday heat, compared with the night. */
  heatSwing: fact('0.015', {
    provenance: 'paper',
    source: cite('llama3', 'section 3.3.4'),
    range: ['0.01', '0.02'],
    reason: 'middle of 1 to 2 %',
  }),
} as const satisfies Readonly<Record<string, Known>>;
