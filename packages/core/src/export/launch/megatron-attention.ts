import type { Architecture } from '../../model/index.ts';
import { type Flag, quoted } from './shell.ts';

/** The heads, grouped or of multi-head latent attention, and the windows they attend to. */
export function megatronAttention(m: Architecture): Flag[] {
  return [...(m.keyValueRank > 0 ? latent(m) : grouped(m)), ...windows(m)];
}

/** The plan knows how many layers have a window but not which: they alternate or come first. */
export function windowWarnings({ windowLayers, layers }: Architecture): string[] {
  if (windowLayers === 0 || windowLayers === layers) return [];
  const order = alternates(windowLayers, layers) ? 'alternate with the others' : 'are put first';
  return [
    `The plan knows how many layers attend to a window (${windowLayers}), not which; they ${order}.`,
  ];
}

function grouped(m: Architecture): Flag[] {
  const channels: Flag = ['--kv-channels', `${m.headDim}`];
  return m.kvHeads < m.heads
    ? [channels, ['--group-query-attention'], ['--num-query-groups', `${m.kvHeads}`]]
    : [channels];
}

function latent(m: Architecture): Flag[] {
  return [
    ['--multi-latent-attention'],
    ...(m.queryRank > 0 ? ([['--q-lora-rank', `${m.queryRank}`]] as const) : []),
    ['--kv-lora-rank', `${m.keyValueRank}`],
    ['--qk-head-dim', `${m.headDim}`],
    ['--qk-pos-emb-head-dim', `${m.ropeDim}`],
    ['--v-head-dim', `${m.valueDim}`],
  ];
}

/** `--window-size` counts keys to the left and right of a query; a 1 in the pattern is a window. */
function windows({ window, windowLayers, layers }: Architecture): Flag[] {
  if (windowLayers === 0) return [];
  const size: Flag = ['--window-size', `${window - 1},0`];
  if (windowLayers === layers) return [size];
  const pattern = alternates(windowLayers, layers)
    ? `([1,0]*${windowLayers})`
    : `([1]*${windowLayers}+[0]*${layers - windowLayers})`;
  return [size, ['--window-attn-skip-freq', quoted(pattern)]];
}

function alternates(windowLayers: number, layers: number): boolean {
  return 2 * windowLayers === layers;
}
