import type { Known } from '../base/index.ts';
import { fact } from './fact.ts';
import { cite } from './sources.ts';

/** Aggregate throughput of a storage system. */
export interface StorageSpec {
  readonly label: string;
  /** B/s */
  readonly read: Known;
  /** B/s */
  readonly write: Known;
  /** The size it was measured or specified for, so that it can be scaled. */
  readonly gpus: Known;
}

const TABLE_6 = { provenance: 'datasheet', source: cite('superPodH100', 'Table 6') } as const;
const LLAMA = { provenance: 'paper', source: cite('llama3', 'section 3.3.1') } as const;

function superPod(label: string, read: string, write: string): StorageSpec {
  return {
    label: `DGX SuperPOD guideline per scalable unit, ${label}`,
    read: fact(read, TABLE_6),
    write: fact(write, TABLE_6),
    gpus: fact('256 GPU', TABLE_6),
  };
}

export const STORAGE: Readonly<Record<string, StorageSpec>> = {
  'superpod-good': superPod('good', '15 GB/s', '7 GB/s'),
  'superpod-better': superPod('better', '40 GB/s', '20 GB/s'),
  'superpod-best': superPod('best', '125 GB/s', '62 GB/s'),
  tectonic: {
    label: 'Meta Tectonic, as used for Llama 3',
    read: fact('2 TB/s', { ...LLAMA, range: ['2 TB/s', '7 TB/s'], reason: 'sustained; 7 at peak' }),
    write: fact('2 TB/s', {
      ...LLAMA,
      range: ['2 TB/s', '7 TB/s'],
      reason: 'sustained; 7 at peak',
    }),
    gpus: fact('24576 GPU', LLAMA),
  },
};

/** Throughput that checkpoints were seen to use, whatever the storage could deliver. B/s */
export const CHECKPOINT_TRAFFIC = fact('125 GB/s', {
  provenance: 'measured',
  source: cite('vast'),
  range: ['50 GB/s', '200 GB/s'],
  reason: 'middle of the range of 40 production runs and 85,000 checkpoints',
});
