import type { AttentionKernel, StackFeatures } from '../../facts/index.ts';
import type { Strategy } from '../../model/index.ts';
import type { Expressed, LaunchJob } from './launch-job.ts';
import type { Flag } from './shell.ts';

/** `flash3` was measured with cuDNN's attention. */
const ATTENTION: Readonly<Record<AttentionKernel, string>> = {
  unfused: 'unfused',
  triton: 'flash',
  flash2: 'flash',
  flash3: 'fused',
};

const EXCHANGE: Readonly<Record<StackFeatures['contextExchange'], string>> = {
  none: 'p2p', // unused: there is nothing to exchange
  ring: 'p2p',
  gather: 'all_gather',
  allToAll: 'a2a',
};

/** What the plan expects the software to do, as far as Megatron-LM has a switch for it. */
export function megatronSoftware({ model, stack }: LaunchJob, s: Strategy): Expressed<Flag> {
  const settings: Flag[] = [
    ['--attention-backend', ATTENTION[stack.attention]],
    ...(s.tp > 1 && stack.sequenceParallel === 'on' ? ([['--sequence-parallel']] as const) : []),
    ...(s.tp > 1 && stack.tensorOverlap === 'on' ? ([['--tp-comm-overlap']] as const) : []),
    ...(s.cp > 1 ? ([['--cp-comm-type', EXCHANGE[stack.contextExchange]]] as const) : []),
    ...(s.vp > 1 && stack.sendOverlap === 'off'
      ? ([['--no-overlap-p2p-communication']] as const)
      : []),
    ...(model.experts > 0 ? dispatcher(stack) : []),
  ];
  return { settings, warnings: warningsOf(stack) };
}

function dispatcher({ dispatch }: StackFeatures): Flag[] {
  return dispatch === 'deduplicated'
    ? [['--moe-token-dispatcher-type', 'flex'], ['--moe-enable-deepep']]
    : [['--moe-token-dispatcher-type', 'alltoall']];
}

function warningsOf({ cudaGraphs, elementwise, attention }: StackFeatures): string[] {
  const found: string[] = [];
  if (cudaGraphs === 'on') {
    found.push(
      'The plan counts on CUDA graphs; their options differ between versions and are left to you.',
    );
  }
  if (elementwise === 'eager') {
    found.push('The plan counts norms and activations unfused; Megatron-LM fuses them.');
  }
  if (attention === 'triton') {
    found.push("The plan counts on Triton's FlashAttention; Megatron-LM takes FlashAttention-2.");
  }
  return found;
}
