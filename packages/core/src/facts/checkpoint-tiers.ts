import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

const BYTE_ROBUST = { provenance: 'paper', source: cite('byteRobust') } as const;
const MARIN = { provenance: 'measured', source: cite('marinStaging') } as const;

/** Where a checkpoint goes before, or instead of, the storage system (`STORAGE`). */
export const CHECKPOINT_TIERS = {
  /** A copy in the memory of a node outside the node's own parallel groups; lost only if both nodes are. */
  memory: {
    /** How long training stops at every step. s */
    block: fact('25 ms', {
      ...BYTE_ROBUST,
      range: ['10 ms', '40 ms'],
      reason: 'middle of 0.01 to 0.04 s per step',
    }),
    /** Share of throughput that a copy at every step costs at most. */
    overhead: fact('0.009', { ...BYTE_ROBUST, reason: 'below 0.9 %' }),
  },
  /** The drives of a node of eight GPUs; lost with the node. */
  local: {
    /** B/s per node */
    write: assumed(
      '28 GB/s',
      'no measurement found: eight 3.84 TB drives, as in a DGX H100, at the 3.5 GB/s that a PM9A3 writes; high end 6 GB/s per drive',
      { source: cite('pm9a3'), range: ['16 GB/s', '48 GB/s'] },
    ),
    /** B/s per node */
    read: assumed('52 GB/s', 'no measurement found: the same eight drives at 6.5 GB/s', {
      source: cite('pm9a3'),
      range: ['32 GB/s', '56 GB/s'],
    }),
  },
  /** First from GPU to host memory, then to storage while training goes on. */
  async: {
    /** How long training stops. s */
    block: fact('1 s', {
      provenance: 'paper',
      source: cite('nemotron3'),
      range: ['100 ms', '30 s'],
      reason: 'less than one second, instead of about 60 s when written at once',
      alternatives: [
        fact('30 s', {
          provenance: 'paper',
          source: cite('ling1t'),
          reason: 'instead of 269 s when written at once',
        }),
      ],
    }),
    /** From a worker to its host. B/s per worker */
    staging: fact('6.09 GiB/s', {
      ...MARIN,
      range: ['6.09 GiB/s', '7.54 GiB/s'],
      reason: '395.74 GiB from 16 workers on GB200 in 3.28 to 4.06 s',
    }),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Known>>>>;
