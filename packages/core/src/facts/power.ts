import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

/** What a GPU draws in each activity, as a share of its TDP. */
export const GPU_POWER_LEVELS = {
  compute: fact('1', {
    provenance: 'measured',
    source: cite('gpuBurn114'),
    asOf: '2024-11-08',
    range: ['0.75', '1'],
    reason:
      '698 of 700 W on H100s that multiply matrices without pause; Choukse et al. (arXiv:2508.14318) put training at about the TDP while it computes',
  }),
  memoryBound: assumed(
    '0.6',
    'not published by kernel: norms, casts and the optimizer stream memory while the tensor cores are idle; between waiting and computing',
    { range: ['0.4', '0.9'] },
  ),
  communicate: assumed(
    '0.35',
    'not published for a GPU that only communicates: more than waiting, since memory, NVLink and a few SMs are busy; Choukse et al. (arXiv:2508.14318) put it near idle',
    { range: ['0.2', '0.75'] },
  ),
  wait: fact('0.2', {
    provenance: 'measured',
    source: cite('nccl1550'),
    asOf: '2024-12-31',
    range: ['0.1', '0.3'],
    reason: '129 to 152 of 700 W on H100s hanging in a collective with full memory',
  }),
  checkpoint: assumed(
    '0.2',
    'not published: the state is copied out once, then every GPU waits for the slowest write; the figure for waiting',
    { range: ['0.1', '0.4'] },
  ),
  restart: assumed(
    '0.2',
    'not published: memory is held while a checkpoint is read and collectives are set up, and hardly anything is computed; the figure for waiting',
    { range: ['0.1', '0.4'] },
  ),
  idle: fact('0.1', {
    provenance: 'measured',
    source: cite('nccl1967'),
    asOf: '2025-12-31',
    range: ['0.08', '0.2'],
    reason: '69 and 71 of 700 W on H100s with no process running',
  }),
} as const satisfies Readonly<Record<string, Known>>;

/** Ramp limits lie between these, W/s. */
export const RAMP_LIMITS = {
  least: assumed('1 kW/min', 'a battery for less would hold years of the energy of a factory')
    .value,
  most: assumed('1e9 MW/min', 'no site can change its power faster').value,
} as const;

/** How fast the grid lets a large site change its power. */
export const RAMP_LIMIT = fact('10 MW/min', {
  provenance: 'paper',
  source: cite('inferenceAsFlexibility', 'abstract'),
  asOf: '2026-06-20',
  reason: 'for a site of 150 MW on the transmission grid of Alberta; each grid sets its own limit',
});
