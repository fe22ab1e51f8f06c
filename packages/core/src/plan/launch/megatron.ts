import type { Strategy } from '../../model/index.ts';
import type { Expressed, LaunchJob, LaunchOptions, LaunchScript } from './launch-job.ts';
import { megatronModel } from './megatron-model.ts';
import { megatronParallelism } from './megatron-parallelism.ts';
import { commonWarnings, launchScript, torchrun } from './script.ts';
import { type Flag, flagArray, flagsOf, type Variable, variable } from './shell.ts';

const VARIABLES: readonly Variable[] = [
  { name: 'MEGATRON_PATH', meaning: 'folder of Megatron-LM' },
  { name: 'DATA_PATH', meaning: 'prefix of the tokenized data or a list of weights and prefixes' },
  { name: 'TOKENIZER_TYPE', meaning: 'such as HuggingFaceTokenizer' },
  { name: 'TOKENIZER_MODEL', meaning: 'folder or file of the tokenizer' },
  { name: 'CHECKPOINT_PATH', meaning: 'folder of the checkpoints' },
  { name: 'SAVE_INTERVAL', meaning: 'steps between checkpoints' },
  { name: 'LR', meaning: 'highest learning rate' },
];

/** `pretrain_gpt.py` under torchrun, for a strategy. */
export function megatronScript(job: LaunchJob, s: Strategy, options: LaunchOptions): LaunchScript {
  const model = megatronModel(job, s.tp);
  const parallelism = megatronParallelism(job, s, options);
  const training = trainingOf(job, s);
  const parts = [model, parallelism, training];
  const warnings = [...commonWarnings(job), ...parts.flatMap((part) => part.warnings)];
  const script = launchScript(job, s, {
    names: 'Megatron-LM at commit 000c4ac24f61',
    warnings,
    variables: VARIABLES,
    body: [
      ...connections(s),
      '',
      ...flagArray('MODEL', model.settings),
      ...flagArray('PARALLELISM', parallelism.settings),
      ...flagArray('TRAINING', training.settings),
      ...flagArray('DATA', DATA),
      '',
      ...torchrun([
        '"$MEGATRON_PATH/pretrain_gpt.py"',
        flagsOf(['MODEL', 'PARALLELISM', 'TRAINING', 'DATA']),
      ]),
    ],
  });
  return { engine: 'megatron', script, warnings };
}

/** Megatron-LM asserts the first before Blackwell, and Megatron-FSDP the second. */
function connections(s: Strategy): string[] {
  return s.sharding === 'zero3'
    ? ['unset CUDA_DEVICE_MAX_CONNECTIONS']
    : ['export CUDA_DEVICE_MAX_CONNECTIONS=1'];
}

function trainingOf(job: LaunchJob, s: Strategy): Expressed<Flag> {
  const recompute = recomputeOf(job, s);
  const isFp8 = job.precision === 'fp8';
  const settings: Flag[] = [
    ['--micro-batch-size', `${s.microBatch}`],
    ['--global-batch-size', `${job.globalBatch}`],
    ['--train-iters', `${job.steps}`],
    ['--bf16'],
    ...(isFp8
      ? ([
          ['--fp8-format', 'hybrid'],
          ['--fp8-recipe', 'tensorwise'],
        ] as const)
      : []),
    ...recompute.settings,
    ['--lr', variable('LR')],
  ];
  const defaults =
    "All else of the optimizer and of the learning rate's course is left at Megatron-LM's defaults.";
  return { settings, warnings: [...recompute.warnings, defaults] };
}

/** `selective` of the plan renews norms and activation functions; Megatron-LM's own, attention. */
function recomputeOf({ model: m }: LaunchJob, s: Strategy): Expressed<Flag> {
  if (s.recompute === 'none') return { settings: [], warnings: [] };
  if (s.recompute === 'full') {
    const settings: Flag[] = [
      ['--recompute-granularity', 'full'],
      ['--recompute-method', 'uniform'],
      ['--recompute-num-layers', '1'],
    ];
    return { settings, warnings: [] };
  }
  const modules = m.experts > 0 ? ['layernorm', 'moe_act'] : ['layernorm'];
  const settings: Flag[] = [
    ['--recompute-granularity', 'selective'],
    ['--recompute-modules', ...modules],
  ];
  if (m.denseLayers === 0 && m.sharedFfn === 0) return { settings, warnings: [] };
  const kept =
    'Megatron-LM cannot recompute the activation function of a dense MLP or shared expert alone, as the plan does: it takes more memory than planned.';
  return { settings, warnings: [kept] };
}

/** `DATA_PATH` stays unquoted: it may be a list. */
const DATA: readonly Flag[] = [
  ['--data-path', '$DATA_PATH'],
  ['--tokenizer-type', variable('TOKENIZER_TYPE')],
  ['--tokenizer-model', variable('TOKENIZER_MODEL')],
  ['--save', variable('CHECKPOINT_PATH')],
  ['--load', variable('CHECKPOINT_PATH')],
  ['--save-interval', variable('SAVE_INTERVAL')],
];
