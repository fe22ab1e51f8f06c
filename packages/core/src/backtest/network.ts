import type { NodeSpec } from '../facts/index.ts';

const BITS = 8;
const GIGA = 1e9;

/** Reference node of each GPU, for rows that do not state their network cards. */
const REFERENCE_NODES: Readonly<Record<string, string>> = {
  'h100-sxm': 'dgx-h100',
  'h200-sxm': 'dgx-h100',
  'h800-sxm': 'dgx-h100',
  'h100-96gb-500w': 'dgx-h100',
  'a100-sxm-80gb': 'dgx-a100',
  'a100-sxm-40gb': 'dgx-a100',
  'b200-sxm': 'dgx-b200',
  'b300-sxm': 'dgx-b200',
  gb200: 'dgx-b200',
  gb300: 'dgx-b200',
};

/** How rows describe the network of a node, and the bandwidth per node or per GPU in Gb/s. */
const PATTERNS: readonly {
  readonly pattern: RegExp;
  readonly perNode: boolean;
  readonly speed: (match: RegExpExecArray) => number;
}[] = [
  {
    // If there are several kinds of card, only those for computing count.
    pattern: /(?:Compute:|;) (\d+)x (?:NVIDIA |BF3 )?ConnectX-\d [^,;+]*?(\d+) ?Gb\/[sS]/,
    perNode: true,
    speed: (match) => Number(match[1]) * Number(match[2]),
  },
  {
    // Bits, not bytes: the b is lower case.
    pattern: /(\d+)x ?(\d+) ?Gb/,
    perNode: true,
    speed: (match) => Number(match[1]) * Number(match[2]),
  },
  {
    pattern: /(\d+)x(\d+) ?GB\/s per node/,
    perNode: true,
    speed: (match) => Number(match[1]) * Number(match[2]) * BITS,
  },
  { pattern: /(\d+) ?Gbps[^;]*per node/i, perNode: true, speed: (match) => Number(match[1]) },
  { pattern: /(\d+) ?Gb\/s[^;]*per GPU/i, perNode: false, speed: (match) => Number(match[1]) },
  { pattern: /NDR ?(\d+) per GPU/i, perNode: false, speed: (match) => Number(match[1]) },
];

/** Amazon EC2 p4d nodes, on which SageMaker trains with A100s of 40 GB: four cards of 100 Gb/s. */
const SAGEMAKER = { framework: /SageMaker/, perNode: 400, words: 'as Amazon EC2 p4d' } as const;

/** Network bandwidth per GPU, B/s, from a row's words; `assumed` says what was filled in. */
export function networkSpeed(
  words: string,
  gpu: string,
  gpusPerNode: number,
  nodes: Readonly<Record<string, NodeSpec>>,
  framework = '',
): { readonly perGpu: number; readonly assumed?: string } {
  for (const { pattern, perNode, speed } of PATTERNS) {
    const match = pattern.exec(words);
    if (!match) continue;
    return { perGpu: ((speed(match) / (perNode ? gpusPerNode : 1)) * GIGA) / BITS };
  }
  if (SAGEMAKER.framework.test(framework)) {
    const perGpu = ((SAGEMAKER.perNode / gpusPerNode) * GIGA) / BITS;
    return { perGpu, assumed: `network not stated: ${SAGEMAKER.words}` };
  }
  const node = nodes[REFERENCE_NODES[gpu] ?? 'dgx-h100']!;
  return {
    perGpu: node.nicSpeed.value,
    assumed: `network not stated: as ${node.label}`,
  };
}
