import type { Strategy } from '../../model/index.ts';
import type { Expressed, LaunchJob, LaunchOptions, LaunchScript } from './launch-job.ts';
import { commonWarnings, launchScript, torchrun } from './script.ts';
import { harmless, type Variable } from './shell.ts';
import { titanModel } from './titan-models.ts';
import { titanParallelism } from './titan-parallelism.ts';
import { list, type Section, type Setting, text, toml, variable } from './toml.ts';

const VARIABLES: readonly Variable[] = [
  { name: 'CONFIG_FILE', meaning: 'where to write the configuration', usual: './launch.toml' },
  { name: 'DUMP_FOLDER', meaning: 'folder of logs and checkpoints' },
  { name: 'HF_ASSETS_PATH', meaning: 'folder of the tokenizer' },
  { name: 'DATASET', meaning: 'name of a registered dataset' },
  { name: 'DATASET_PATH', meaning: 'folder of the dataset' },
  { name: 'SAVE_INTERVAL', meaning: 'steps between checkpoints' },
  { name: 'LR', meaning: 'highest learning rate' },
];

const UNREGISTERED: readonly Variable[] = [
  { name: 'MODEL_NAME', meaning: 'name of the model as registered in code' },
  { name: 'MODEL_FLAVOR', meaning: 'flavour of the model as registered in code' },
];

/** A configuration in TOML and `torchtitan.train` under torchrun, for a strategy. */
export function torchtitanScript(
  job: LaunchJob,
  s: Strategy,
  options: LaunchOptions,
): LaunchScript {
  const model = modelOf(job);
  const parallelism = titanParallelism(job, s, options);
  const checkpointing = checkpointingOf(s);
  const warnings = [
    ...commonWarnings(job),
    ...model.warnings,
    ...parallelism.warnings,
    ...checkpointing.warnings,
    'torch.compile is assumed; the plan counts fused norms and activation functions.',
    "All else of the optimizer and of the learning rate's course is left at TorchTitan's defaults.",
  ];
  const sections: Section[] = [
    { name: 'job', settings: [['dump_folder', text(variable('DUMP_FOLDER'))], description(job)] },
    { name: 'model', settings: model.settings },
    { name: 'optimizer', settings: [['lr', variable('LR')]] },
    { name: 'training', settings: trainingOf(job, s) },
    { name: 'parallelism', settings: parallelism.settings },
    { name: 'checkpoint', settings: CHECKPOINT },
    { name: 'activation_checkpoint', settings: checkpointing.settings },
    { name: 'compile', settings: COMPILE },
    ...float8(job),
  ];
  const script = launchScript(job, s, {
    names: 'TorchTitan 0.2, which reads TOML',
    warnings,
    variables: [...VARIABLES, ...(titanModel(job.model) ? [] : UNREGISTERED)],
    body: [
      'cat > "$CONFIG_FILE" <<TOML',
      ...toml(sections),
      'TOML',
      '',
      ...torchrun(['-m torchtitan.train --job.config_file "$CONFIG_FILE"']),
    ],
  });
  return { engine: 'torchtitan', script, warnings };
}

function description({ run }: LaunchJob): Setting {
  return ['description', text(harmless(run))];
}

/** Shapes live in TorchTitan's code: a model is a name there, or has to become one. */
function modelOf(job: LaunchJob): Expressed<Setting> {
  const known = titanModel(job.model);
  const converters = job.precision === 'fp8' ? converterNames(job) : [];
  const settings: Setting[] = [
    ['name', text(known?.name ?? variable('MODEL_NAME'))],
    ['flavor', text(known?.flavor ?? variable('MODEL_FLAVOR'))],
    ['hf_assets_path', text(variable('HF_ASSETS_PATH'))],
    ['converters', list(converters)],
  ];
  const warnings = known ? [] : [unregistered(job)];
  if (converters.length > 1) {
    warnings.push('Experts in fp8 are a prototype in TorchTitan and need a nightly torchao.');
  }
  return { settings, warnings };
}

function unregistered({ model: m }: LaunchJob): string {
  const shape = Object.entries(m)
    .map(([field, value]) => `${field} ${JSON.stringify(value)}`)
    .join(', ');
  return `TorchTitan takes shapes from its code, and we know of no flavour with this one: register it as MODEL_NAME and MODEL_FLAVOR (${shape}).`;
}

function converterNames({ model: m }: LaunchJob): string[] {
  return m.experts > 0
    ? ['quantize.linear.float8', 'quantize.grouped_mm.float8']
    : ['quantize.linear.float8'];
}

/** Under a pipeline the local batch holds every micro-batch of a step; else steps accumulate. */
function trainingOf(job: LaunchJob, s: Strategy): Setting[] {
  const local = s.pp > 1 ? job.globalBatch / s.dp : s.microBatch;
  return [
    ['local_batch_size', `${local}`],
    ['global_batch_size', `${job.globalBatch}`],
    ['seq_len', `${job.sequenceLength}`],
    ['steps', `${job.steps}`],
    ['dataset', text(variable('DATASET'))],
    ['dataset_path', text(variable('DATASET_PATH'))],
    ['mixed_precision_param', text('bfloat16')],
    ['mixed_precision_reduce', text('float32')],
  ];
}

const CHECKPOINT: readonly Setting[] = [
  ['enable', 'true'],
  ['interval', variable('SAVE_INTERVAL')],
];

const COMPILE: readonly Setting[] = [
  ['enable', 'true'],
  ['components', list(['model', 'loss'])],
];

function checkpointingOf({ recompute }: Strategy): Expressed<Setting> {
  if (recompute !== 'selective') return { settings: [['mode', text(recompute)]], warnings: [] };
  return {
    settings: [
      ['mode', text('selective')],
      ['selective_ac_option', text('op')],
    ],
    warnings: [
      'Selective recompute by operation renews every other matrix product too, where the plan renews norms and activation functions only: slower, and smaller.',
    ],
  };
}

/** Scaled per tensor, as the products that the plan's times were measured with. */
function float8(job: LaunchJob): Section[] {
  if (job.precision !== 'fp8') return [];
  const skipped = job.model.experts > 0 ? ['output', 'router.gate'] : ['output'];
  const linear: Section = {
    name: 'quantize.linear.float8',
    settings: [
      ['recipe_name', text('tensorwise')],
      ['filter_fqns', list(skipped)],
    ],
  };
  if (job.model.experts === 0) return [linear];
  return [linear, { name: 'quantize.grouped_mm.float8', settings: [['fqns', list(['experts'])]] }];
}
