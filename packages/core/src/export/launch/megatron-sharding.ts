import { denseRanks, type Strategy, sharesGradients } from '../../model/index.ts';
import type { Expressed, LaunchJob } from './launch-job.ts';
import type { Flag } from './shell.ts';

/** Whether Megatron-FSDP is needed to shard what the strategy shards; the distributed optimizer is ZeRO-1. */
export function isMegatronFsdp({ sharding }: Strategy): boolean {
  return sharesGradients(sharding);
}

/** What data-parallel ranks shard in Megatron-LM, and how they communicate. */
export function megatronSharding(job: LaunchJob, s: Strategy): Expressed<Flag> {
  const { stack } = job;
  const settings: Flag[] = [
    ...(isMegatronFsdp(s) ? fsdp(job, s) : []),
    ...(isMegatronFsdp(s) || stack.accumulation === 'separate'
      ? ([['--no-gradient-accumulation-fusion']] as const)
      : []),
    ...(s.sharding === 'none' ? [] : ([['--use-distributed-optimizer']] as const)),
    ...(stack.dataOverlap === 'on' ? ([['--overlap-grad-reduce']] as const) : []),
    ...(stack.dataOverlap === 'on' && s.sharding !== 'none'
      ? ([['--overlap-param-gather']] as const)
      : []),
    stack.gradients === 'bf16'
      ? ['--grad-reduce-in-bf16']
      : ['--accumulate-allreduce-grads-in-fp32'],
  ];
  const warnings =
    isMegatronFsdp(s) && s.pp > 1
      ? ['Parameters or gradients shared out under a pipeline are not in our plan.']
      : [];
  return { settings, warnings };
}

/** The flags that the guide to Megatron-FSDP requires. */
function fsdp(job: LaunchJob, s: Strategy): Flag[] {
  return [
    ['--use-megatron-fsdp'],
    [
      '--data-parallel-sharding-strategy',
      s.sharding === 'zero2' ? 'optim_grads' : 'optim_grads_params',
    ],
    ...(s.sharding === 'hybrid'
      ? ([
          ['--num-distributed-optimizer-instances', `${(s.dp * s.cp) / denseRanks(job, s)}`],
          ['--outer-dp-sharding-strategy', 'no_shard'],
        ] as const)
      : []),
    ['--ckpt-format', 'fsdp_dtensor'],
  ];
}
