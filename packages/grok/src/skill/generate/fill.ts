import type { RandomStream } from '@gigafactory/core/base';
import type { View } from '../see/view.ts';
import { isLikely, pick } from './chance.ts';

/** How people call the GPUs of the catalogue. */
const GPUS =
  'H100;H100s;H200;H200s;B200;B200s;B300;GB200;GB200s;GB300;A100;A100s;A100 80GB;A100 40GB;MI300X;MI300Xs;MI325X;MI355X;H20;H800;A800;GH200;RTX Pro 6000;h100-sxm;b200-sxm;h200-sxm;Blackwell GPUs;gb300;B300s;nvidia B200;nvidia H200;AMD MI300X;AMD MI355X'.split(
    ';',
  );
const CATALOGUED: Readonly<Record<string, readonly string[]>> = {
  gpu: GPUS,
  node: [
    'DGX B200',
    'dgx-b200',
    'HGX H100',
    'DGX H100',
    'DGX A100',
    'DGX H200',
    'grand teton',
    'dgx-b300',
    'gb200-tray',
    'mi300x-server',
    'hgx-h20',
    'DGX B300',
  ],
  switch: [
    'SN5600',
    'qm9700',
    'QM8700',
    'Q3400',
    'Tomahawk 5',
    'Spectrum-4',
    'Quantum-2',
    'tomahawk5',
    'sn5600',
  ],
  rack: ['GB200 NVL72', 'gb300-nvl72', 'superpod-h100', 'superpod-b200', 'supermicro-colossus'],
  storage: [
    'tectonic',
    'superpod-good',
    'superpod-better',
    'superpod-best',
    'superpod best',
    'Tectonic',
  ],
  model: [
    'llama3-70b',
    'llama3-8b',
    'Llama 3 70B',
    'llama31-405b',
    'Llama 3.1 405B',
    'deepseek-v3',
    'DeepSeek V3',
    'kimi-k2',
    'mixtral-8x22b',
    'qwen3-32b',
    'Qwen3 235B',
    'gpt-oss-120b',
    'grok1',
    'gpt3-175b',
    'nemotron4-340b',
    'gemma3-27b',
    'olmo2-32b',
    'llama4-maverick',
    'falcon-180b',
    'dbrx',
    'llama2-70b',
    'Llama 2 7B',
  ],
  stack: [
    'torchtitan',
    'TorchTitan',
    'megascale',
    'MaxText',
    'maxtext',
    'megatron-core-2025',
    'megatron-core-2024',
    'Megatron-Bridge 2026',
    'megatron-bridge-2026',
    'pytorch-fsdp',
    'llm-foundry',
    'internevo',
    'paxml',
    'mlperf',
    'meta-llama3',
    'megatron-lm-2023',
  ],
  failures: ['llama3-2024', 'rsc1-2024', 'rsc2-2024', 'ft-hsdp-2026', 'RSC1 2024', 'rsc2 2024'],
};

const NO_RUN = [
  'the run',
  'the run',
  'training',
  'it',
  'the training',
  'the training run',
  'this run',
  'our run',
  'the job',
  'the whole run',
  'the training job',
  'a run',
];

/** A name as people write it. */
function writeName(stream: RandomStream, name: string): string {
  const style = stream.next();
  if (style < 0.6) return name;
  if (style < 0.75) return name.replace(/[-_]/g, ' ');
  if (style < 0.88) return name.replace(/(^|[-_ ])([a-z])/g, (all) => all.toUpperCase());
  if (style < 0.93) return name.toUpperCase();
  return name.replace(/[-_]/g, '');
}

function mentionRun(stream: RandomStream, name: string): string {
  const written = writeName(stream, name);
  return pick(stream, [
    written,
    written,
    written,
    written,
    `the ${written} run`,
    `run ${written}`,
    `${written} training`,
    `the run ${written}`,
    `the ${written} job`,
    `the training of ${written}`,
  ]);
}

/** Fills names into a text, or says that the file has none of them. */
export function fillNames(
  stream: RandomStream,
  text: string,
  view: View,
  mentions = 0.6,
): string | undefined {
  let left = view;
  let missing = false;
  const from = (names: readonly string[]): string => {
    if (names.length === 0) missing = true;
    return names.length === 0 ? '' : writeName(stream, pick(stream, names));
  };
  const run = (): string => {
    if (!isLikely(stream, mentions)) return pick(stream, NO_RUN);
    const names = isLikely(stream, 0.85)
      ? left.runs.map(({ name }) => name)
      : left.runs.map(({ model }) => model);
    const name = pick(stream, names);
    return mentionRun(stream, name);
  };
  const filled = text.replace(/\{(\w+)\}/g, (all, slot) => {
    if (slot === 'r') return run();
    if (slot === 'm')
      return isLikely(stream, 0.85)
        ? from(left.models)
        : pick(stream, ['the model', 'the model', 'our model', 'this model']);
    if (slot === 't') return isLikely(stream, 0.3) ? `the ${from(left.tasks)}` : from(left.tasks);
    if (slot === 's')
      return isLikely(stream, 0.3) ? `the ${from(left.services)}` : from(left.services);
    if (slot === 'f') return from(left.references);
    if (slot === 'g' || slot === 'g2') return pick(stream, GPUS);
    if (slot === 'n' || slot === 'n2')
      return String(1 + stream.integer(pick(stream, [8, 30, 100, 1000])));
    return all;
  });
  left = view;
  return missing ? undefined : filled;
}

export function writeCatalogued(stream: RandomStream, kind: string): string {
  return pick(stream, CATALOGUED[kind]!);
}

export function isCatalogued(kind: string): boolean {
  return Object.hasOwn(CATALOGUED, kind);
}
