import type { Precision, Strategy } from '../../model/index.ts';
import type { Expressed, LaunchJob, LaunchScript } from './launch-job.ts';
import { megatronModel } from './megatron-model.ts';
import { megatronParallelism } from './megatron-parallelism.ts';
import { megatronRecompute } from './megatron-recompute.ts';
import { isMegatronFsdp } from './megatron-sharding.ts';
import { megatronSoftware } from './megatron-software.ts';
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
export function megatronScript(job: LaunchJob, s: Strategy): LaunchScript {
  const model = megatronModel(job, s.tp);
  const parallelism = megatronParallelism(job, s);
  const software = megatronSoftware(job, s);
  const training = trainingOf(job, s);
  const parts = [model, parallelism, software, training];
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
      ...flagArray('SOFTWARE', software.settings),
      ...flagArray('TRAINING', training.settings),
      ...flagArray('DATA', DATA),
      '',
      ...torchrun([
        '"$MEGATRON_PATH/pretrain_gpt.py"',
        flagsOf(['MODEL', 'PARALLELISM', 'SOFTWARE', 'TRAINING', 'DATA']),
      ]),
    ],
  });
  return { engine: 'megatron', script, warnings };
}

/** Megatron-LM requires the first before Blackwell, and Megatron-FSDP requires the second. */
function connections(s: Strategy): string[] {
  return isMegatronFsdp(s)
    ? ['unset CUDA_DEVICE_MAX_CONNECTIONS']
    : ['export CUDA_DEVICE_MAX_CONNECTIONS=1'];
}

function trainingOf(job: LaunchJob, s: Strategy): Expressed<Flag> {
  const recompute = megatronRecompute(job, s);
  const settings: Flag[] = [
    ['--micro-batch-size', `${s.microBatch}`],
    ['--global-batch-size', `${job.globalBatch}`],
    ['--train-iters', `${job.steps}`],
    ['--bf16'],
    ...PRECISIONS[job.precision],
    ...recompute.settings,
    ['--lr', variable('LR')],
  ];
  const defaults =
    "All else of the optimizer and of the learning rate's course is left at Megatron-LM's defaults.";
  return { settings, warnings: [...recompute.warnings, defaults] };
}

/** The scaling of the products with which the plan's times were measured. */
const PRECISIONS: Readonly<Record<Precision, readonly Flag[]>> = {
  bf16: [],
  fp8: [
    ['--fp8-format', 'hybrid'],
    ['--fp8-recipe', 'tensorwise'],
  ],
  mxfp8: [
    ['--fp8-format', 'e4m3'],
    ['--fp8-recipe', 'mxfp8'],
  ],
  nvfp4: [
    ['--fp4-format', 'e2m1'],
    ['--fp4-recipe', 'nvfp4'],
  ],
};

/** `DATA_PATH` stays unquoted: it may be a list. */
const DATA: readonly Flag[] = [
  ['--data-path', '$DATA_PATH'],
  ['--tokenizer-type', variable('TOKENIZER_TYPE')],
  ['--tokenizer-model', variable('TOKENIZER_MODEL')],
  ['--save', variable('CHECKPOINT_PATH')],
  ['--load', variable('CHECKPOINT_PATH')],
  ['--save-interval', variable('SAVE_INTERVAL')],
];
