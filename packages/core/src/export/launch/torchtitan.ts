import type { Precision, Strategy } from '../../model/index.ts';
import type { Expressed, LaunchJob, LaunchScript } from './launch-job.ts';
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
export function torchtitanScript(job: LaunchJob, s: Strategy): LaunchScript {
  const model = modelOf(job);
  const parallelism = titanParallelism(job, s);
  const checkpointing = checkpointingOf(job, s);
  const warnings = [
    ...commonWarnings(job),
    ...model.warnings,
    ...parallelism.warnings,
    ...checkpointing.warnings,
    ...softwareWarnings(job),
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
    ...scaling(job),
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

/** Shapes are defined in TorchTitan's code: a model has a name there, or has to be given one. */
function modelOf(job: LaunchJob): Expressed<Setting> {
  const known = titanModel(job.model);
  const converters = converterNames(job);
  const settings: Setting[] = [
    ['name', text(known?.name ?? variable('MODEL_NAME'))],
    ['flavor', text(known?.flavor ?? variable('MODEL_FLAVOR'))],
    ['hf_assets_path', text(variable('HF_ASSETS_PATH'))],
    ['converters', list(converters)],
  ];
  const warnings = known ? [] : [unregistered(job)];
  if (converters.length > 1) {
    warnings.push(
      'Experts in fp8 or mxfp8 are a prototype in TorchTitan and need a nightly torchao.',
    );
  }
  return { settings, warnings };
}

function unregistered({ model: m }: LaunchJob): string {
  const shape = Object.entries(m)
    .map(([field, value]) => `${field} ${JSON.stringify(value)}`)
    .join(', ');
  return `TorchTitan takes shapes from its code, and we know of no flavour with this one: register it as MODEL_NAME and MODEL_FLAVOR (${shape}).`;
}

/** Modules of TorchTitan that scale products, by precision; none for NVFP4. */
const CONVERTERS: Readonly<Record<Precision, string | undefined>> = {
  bf16: undefined,
  fp8: 'float8',
  mxfp8: 'mx',
  nvfp4: undefined,
};

function converterNames({ model: m, precision }: LaunchJob): string[] {
  const converter = CONVERTERS[precision];
  if (!converter) return [];
  const linear = `quantize.linear.${converter}`;
  return m.experts > 0 ? [linear, `quantize.grouped_mm.${converter}`] : [linear];
}

/** With a pipeline the local batch holds every micro-batch of a step; otherwise steps accumulate. */
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
    ['mixed_precision_reduce', text(job.stack.gradients === 'bf16' ? 'bfloat16' : 'float32')],
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

/** TorchTitan's `op` recomputes every second matrix product, which is what some stacks mean by `selective`. */
function checkpointingOf({ stack }: LaunchJob, { recompute }: Strategy): Expressed<Setting> {
  if (recompute !== 'selective') return { settings: [['mode', text(recompute)]], warnings: [] };
  const settings: Setting[] = [
    ['mode', text('selective')],
    ['selective_ac_option', text('op')],
  ];
  if (stack.selective === 'products') return { settings, warnings: [] };
  const renewed =
    stack.selective === 'attention' ? 'attention only' : 'norms and activation functions only';
  return {
    settings,
    warnings: [
      `Selective recompute by operation renews every other matrix product too, where the plan renews ${renewed}: slower, and smaller.`,
    ],
  };
}

/** What the plan assumes but TorchTitan decides for itself. */
function softwareWarnings({ model: m, stack, precision }: LaunchJob): string[] {
  const found: string[] = [];
  if (stack.sequenceParallel === 'off') {
    found.push('TorchTitan always splits norms by sequence with tensor parallelism.');
  }
  if (m.windowLayers > 0) {
    found.push(`Windows of ${m.window} keys on ${m.windowLayers} layers belong into the flavour.`);
  }
  if (m.mtpLayers > 0) {
    found.push('TorchTitan trains no multi-token prediction; the plan counts it.');
  }
  if (precision === 'nvfp4') {
    found.push(
      'TorchTitan does not train in NVFP4: this configuration trains in bf16, slower than planned.',
    );
  }
  return found;
}

/** Scaled like the products behind the plan's times: per tensor, or by blocks of 32. */
function scaling(job: LaunchJob): Section[] {
  const converter = CONVERTERS[job.precision];
  if (!converter) return [];
  const skipped = job.model.experts > 0 ? ['output', 'router.gate'] : ['output'];
  const linear: Section = {
    name: `quantize.linear.${converter}`,
    settings: [
      ['recipe_name', text(converter === 'mx' ? 'mxfp8_cublas' : 'tensorwise')],
      ['filter_fqns', list(skipped)],
    ],
  };
  if (job.model.experts === 0) return [linear];
  const experts: readonly Setting[] = [
    ...(converter === 'mx' ? ([['recipe_name', text('mxfp8')]] as const) : []),
    ['fqns', list(['experts'])],
  ];
  return [linear, { name: `quantize.grouped_mm.${converter}`, settings: experts }];
}
