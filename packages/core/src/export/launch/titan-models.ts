import type { Architecture } from '../../model/index.ts';

/** A model of TorchTitan's registry: its name, its flavour, and the shape defined in code. */
export interface TitanModel {
  readonly name: string;
  readonly flavor: string;
  readonly shape: Partial<Architecture>;
}

const LLAMA3 = {
  kvHeads: 8,
  headDim: 128,
  vocab: 128_256,
  mlpMatrices: 3,
  embeddingMatrices: 2,
  experts: 0,
} as const;

/** `torchtitan/models/llama3/__init__.py`; the width of the MLP is computed from its multiplier. */
const MODELS: readonly TitanModel[] = [
  {
    name: 'llama3',
    flavor: '8B',
    shape: { ...LLAMA3, layers: 32, hidden: 4096, heads: 32, ffn: 14_336 },
  },
  {
    name: 'llama3',
    flavor: '70B',
    shape: { ...LLAMA3, layers: 80, hidden: 8192, heads: 64, ffn: 28_672 },
  },
  {
    name: 'llama3',
    flavor: '405B',
    shape: { ...LLAMA3, layers: 126, hidden: 16_384, heads: 128, ffn: 53_248 },
  },
];

/** The registered model of exactly this shape; undefined if there is none. */
export function titanModel(m: Architecture): TitanModel | undefined {
  return MODELS.find(({ shape }) =>
    (Object.keys(shape) as (keyof Architecture)[]).every((field) => shape[field] === m[field]),
  );
}
