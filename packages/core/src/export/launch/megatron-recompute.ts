import type { Strategy } from '../../model/index.ts';
import type { Expressed, LaunchJob } from './launch-job.ts';
import type { Flag } from './shell.ts';

const SELECTIVE = ['--recompute-granularity', 'selective'] as const;

/** What Megatron-LM recomputes in the backward pass; the plan's stack defines what `selective` means. */
export function megatronRecompute(job: LaunchJob, { recompute }: Strategy): Expressed<Flag> {
  if (recompute === 'none') return { settings: [], warnings: [] };
  if (recompute === 'selective') return selective(job);
  const settings: Flag[] = [
    ['--recompute-granularity', 'full'],
    ['--recompute-method', 'uniform'],
    ['--recompute-num-layers', '1'],
  ];
  return { settings, warnings: [] };
}

function selective(job: LaunchJob): Expressed<Flag> {
  if (job.stack.selective === 'activations') return activations(job);
  const settings: Flag[] = [SELECTIVE, ['--recompute-modules', 'core_attn']];
  if (job.stack.selective === 'attention') return { settings, warnings: [] };
  const kept =
    'Megatron-LM cannot recompute every second matrix product, as the plan does; nearest is attention alone: faster, and it takes more memory than planned.';
  return { settings, warnings: [kept] };
}

function activations({ model: m }: LaunchJob): Expressed<Flag> {
  const modules = m.experts > 0 ? ['layernorm', 'moe_act'] : ['layernorm'];
  const settings: Flag[] = [SELECTIVE, ['--recompute-modules', ...modules]];
  if (m.denseLayers === 0 && m.sharedFfn === 0) return { settings, warnings: [] };
  const kept =
    'Megatron-LM cannot recompute the activation function of a dense MLP or shared expert alone, as the plan does: it takes more memory than planned.';
  return { settings, warnings: [kept] };
}
