import { DAY_S, type Known, parseDate, YEAR_S } from '../base/index.ts';
import {
  CONSTRUCTION_COSTS,
  DEPRECIATION_LIVES,
  ELECTRICITY_PRICES,
  FAILURE_PROFILES,
  LEAD_TIMES,
  MAINTENANCE,
  NON_SERVER_IT_OVERHEAD,
  PUE,
  RAMP_LIMIT,
  RAMP_LIMITS,
  RECOVERY,
  REPAIR_TIMES,
  RESTART_PARTS,
  STACKS,
  STORAGE,
} from '../facts/index.ts';
import { PINNED_FIELDS, type PinnedField, STRATEGY_FIELDS, type Strategy } from '../model/index.ts';
import { engineShape } from './engine-shape.ts';
import { hardwareShape } from './hardware-shape.ts';
import { hazardsShape } from './hazards-shape.ts';
import { DOTTED_MODELS } from './keys.ts';
import { modelShape } from './models.ts';
import { pickOf, quantityOrPick } from './pick.ts';
import { programShape } from './program-shape.ts';
import { type QuantityLimits, quantity } from './quantity-shape.ts';
import { resilienceShape } from './resilience-shape.ts';
import { boundShape, formulaShape, referenceShape, versionShape } from './scalars.ts';
import { scenariosShape } from './scenarios-shape.ts';
import { section, sectionWithDefaults } from './section.ts';
import { scalingShape, serverShape } from './server-shape.ts';
import {
  type JsonSchema,
  listOf,
  mapOf,
  namesAnd,
  oneOf,
  optional,
  type Shape,
  startingWith,
  text,
  unlabelled,
  withDefault,
} from './shape.ts';

const NO_COST: Known = {
  value: 0,
  unit: 'USD',
  provenance: 'assumed',
  reason: 'No storage price was given, so storage is left out of the CapEx.',
};
const MAINTENANCE_SHARE: Known = {
  value: 0.02,
  unit: '1',
  provenance: 'assumed',
  range: [0.01, 0.05],
  reason: 'Yearly support and replacement parts as a share of the IT CapEx; no primary source.',
};

const STORAGE_SYSTEM = {
  kind: 'storage',
  catalogue: STORAGE,
  description: 'The storage system',
  unused: { read: 'reading a checkpoint is part of operations.recoveryTime' },
} as const;
const FAILURES = {
  kind: 'failure profile',
  catalogue: FAILURE_PROFILES,
  description: 'How often each thing fails',
  unused: { gpusPerNode: 'its rate is that of a node, however many GPUs it has; change rate' },
} as const;

/** The most named entries; more are surely a mistake, and would take long to plan. */
const MOST_NAMED = 100;
/** The most tasks that one task may wait for. */
const MOST_BEFORE = 20;

/** Long enough for the path of a configuration too. */
const LONGEST_MODEL_NAME = 400;

/** Each run needs a search over strategies. */
const MOST_RUNS = 20;

/** From a millisecond to a century. */
const TIME: QuantityLimits = { least: 1e-3, most: 100 * YEAR_S };
const DATE: QuantityLimits = { least: parseDate('2000-01-01')!, most: parseDate('2200-01-01')! };

const time = (what: string, unit = 's') => quantity(what, unit, TIME);
const date = (what: string) => quantity(what, 'date', DATE);
const count = (what: string, unit = '1') =>
  quantity(what, unit, { least: 1, whole: true, most: 1e7 });

const exactlyOneOf = (...keys: readonly string[]): JsonSchema => ({
  oneOf: keys.map((key) => ({ required: [key] })),
});

const site = sectionWithDefaults('Power and buildings', {
  name: withDefault(text('Where it stands', 200), 'unnamed site'),
  pue: withDefault(
    quantityOrPick('Power usage effectiveness', '1', PUE, { least: 1, most: 5 }),
    PUE['colocation-2024']!,
  ),
  electricityPrice: withDefault(
    quantityOrPick('Price of electricity', 'USD/kWh', ELECTRICITY_PRICES),
    ELECTRICITY_PRICES['us-industrial-2024']!,
  ),
  constructionCost: withDefault(
    quantityOrPick('Buildings and plant per watt of IT load', 'USD/W', CONSTRUCTION_COSTS, {
      least: 0,
    }),
    CONSTRUCTION_COSTS['us-average-2025']!,
  ),
  otherItShare: withDefault(
    quantity('IT load beside nodes and fabric, as a share of the nodes', '1', {
      least: 0,
      most: 1,
    }),
    NON_SERVER_IT_OVERHEAD,
  ),
  rampLimit: withDefault(
    quantity('How fast power from the grid may change', 'MW/min', RAMP_LIMITS),
    RAMP_LIMIT,
  ),
});

const operations = sectionWithDefaults('How failures are handled', {
  detectTime: withDefault(time('From a crash to its detection'), RESTART_PARTS.detect),
  hangTime: withDefault(time('Silence after which a job counts as hung'), RECOVERY.hangRule),
  recoveryTime: withDefault(
    time('From a failure to training again, without rework'),
    RECOVERY.restartOverhead,
  ),
  nodeRepairTime: withDefault(time('Repair of a node'), REPAIR_TIMES.nodeRepair),
  linkRepairTime: withDefault(time('Repair of a link'), REPAIR_TIMES.linkRepair),
  plannedInterruptions: withDefault(
    quantity('Planned stops of a run', '1/day', { least: 0, most: 1000 / DAY_S }),
    MAINTENANCE.plannedRate,
  ),
  plannedStopTime: withDefault(time('Length of a planned stop'), RECOVERY.restartOverhead),
  checkpointInterval: optional(time('Between checkpoints; left out: the best by Young and Daly')),
});

export const moneyShape = sectionWithDefaults('Useful lives of IT and buildings', {
  itLife: withDefault(time('Useful life of IT', 'year'), DEPRECIATION_LIVES.it),
  facilityLife: withDefault(time('Useful life of buildings', 'year'), DEPRECIATION_LIVES.facility),
  maintenanceShare: withDefault(
    quantity('Yearly maintenance as a share of the IT CapEx', '1', { least: 0, most: 1 }),
    MAINTENANCE_SHARE,
  ),
});

const SWITCH = ['on', 'off'] as const;

/** How a run's software differs from its stack; see `StackFeatures`. */
const features = sectionWithDefaults('What the software does differently from its stack', {
  attention: optional(oneOf('Attention kernels', ['unfused', 'triton', 'flash2', 'flash3'])),
  elementwise: optional(oneOf('Norms and activations, a kernel each or not', ['fused', 'eager'])),
  sequenceParallel: optional(oneOf('Norms split over tensor parallelism', SWITCH)),
  tensorOverlap: optional(oneOf('Tensor-parallel communication beside computing', SWITCH)),
  dataOverlap: optional(oneOf('Gradients and weights beside computing', SWITCH)),
  sendOverlap: optional(oneOf('Sends of interleaved pipelines beside computing', SWITCH)),
  contextExchange: optional(
    oneOf('How keys and values travel', ['none', 'ring', 'gather', 'allToAll']),
  ),
  dispatch: optional(oneOf('How tokens reach experts', ['perExpert', 'deduplicated'])),
  gradients: optional(oneOf('What gradients are summed in', ['bf16', 'fp32'])),
  accumulation: optional(oneOf('Sums over micro-batches', ['fused', 'separate'])),
  selective: optional(
    oneOf('What selective recompute computes again', ['attention', 'activations', 'products']),
  ),
  cudaGraphs: optional(oneOf('Launches replayed from CUDA graphs', SWITCH)),
});

/** A field of a strategy, as the file may pin it. */
type PinShape<Field extends PinnedField> = Shape<
  (Strategy[Field] extends number ? Known : Strategy[Field]) | undefined
>;

function pinShapes(): { readonly [Field in PinnedField]: PinShape<Field> } {
  const shapes = PINNED_FIELDS.map((name) => {
    const field = STRATEGY_FIELDS[name];
    const names = field.kind === 'choice' ? Object.keys(field.values) : [];
    const shape = field.kind === 'count' ? count(field.label) : oneOf(field.label, names);
    return [name, optional<unknown>(shape)];
  });
  return Object.fromEntries(shapes) as ReturnType<typeof pinShapes>;
}

const strategy = sectionWithDefaults(
  'How a run is split; what is left out, the search chooses',
  pinShapes(),
);

/** The stack of a run that names none. */
const USUAL_STACK = 'megatron-core-2025';

const USUAL_PRIORITY: Known = {
  value: 0,
  unit: '1',
  provenance: 'assumed',
  reason: 'Nothing has priority over anything else unless the file says so.',
};

function priorityShape() {
  return quantity('Priority; runs with a lower one give up their nodes', '1', {
    least: -1000,
    most: 1000,
    whole: true,
  });
}

const run = section(
  'A training run',
  {
    model: startingWith(
      'llama3-8b',
      text('Model: a name of this file or of the catalogue', LONGEST_MODEL_NAME),
    ),
    gpus: optional(count('GPUs of the run; left out: the whole fleet', 'GPU')),
    precision: withDefault(
      oneOf('Precision of the matrix products', ['bf16', 'fp8', 'mxfp8', 'nvfp4']),
      'bf16',
    ),
    stack: withDefault(
      pickOf(
        { kind: 'software stack', catalogue: STACKS, description: 'The software that trains' },
        USUAL_STACK,
      ),
      {
        ...STACKS[USUAL_STACK],
        use: USUAL_STACK,
      },
    ),
    features,
    sequenceLength: startingWith('8192', count('Tokens per sequence', 'token')),
    globalBatch: startingWith('1,024', count('Sequences per optimizer step')),
    tokens: optional(quantity('Tokens to train on', 'token')),
    compute: optional(quantity('FLOP to spend, instead of tokens', 'FLOP')),
    strategy,
    start: optional(date('First day; left out: when the factory is ready')),
    priority: withDefault(priorityShape(), USUAL_PRIORITY),
    program: optional(programShape),
  },
  exactlyOneOf('tokens', 'compute'),
);

const service = section('A service for people: replicas that work independently', {
  gpus: startingWith('8', count('GPUs of the service', 'GPU')),
  gpusPerReplica: startingWith('8', count('GPUs of one replica', 'GPU')),
  priority: withDefault(priorityShape(), USUAL_PRIORITY),
  start: optional(date('First day; left out: when the factory is ready')),
  program: optional(serverShape),
  scaling: optional(scalingShape),
});

const task = section('A task of the schedule', {
  takes: startingWith(
    '4 weeks',
    unlabelled(
      quantityOrPick('How long it takes', 'week', LEAD_TIMES, { least: 0, most: TIME.most! }),
    ),
  ),
  after: withDefault(
    listOf('Tasks that must end before', text('Name of a task', 64), MOST_BEFORE),
    [],
  ),
});

const requirement = section(
  'A claim to check against the plan or against the simulated lives of the twin',
  {
    claim: startingWith('Big enough', text('The claim in words', 400)),
    source: optional(text('Who says so', 400)),
    quantity: startingWith('fleet.gpus', formulaShape),
    percentile: optional(
      quantity('Of the lives, for a figure of the twin; 50 when left out', '1', {
        least: 1,
        most: 99,
      }),
    ),
    atLeast: optional(boundShape),
    atMost: optional(boundShape),
  },
  exactlyOneOf('atLeast', 'atMost'),
);

/** The factory file as written, from which reader, types, JSON Schema and editor completion follow. */
export const fileShape = section('A factory: one AI supercomputer', {
  gigafactory: startingWith('1', versionShape),
  name: optional(text('Name of the factory; left out: its GPUs', 200)),
  about: withDefault(text('What it is'), ''),
  hardware: startingWith('{gpu: h100-sxm}', hardwareShape),
  fleet: startingWith(
    '{gpus: 1024}',
    section('How many', {
      gpus: startingWith('1,024', count('GPUs of the factory', 'GPU')),
    }),
  ),
  fabric: sectionWithDefaults('The GPU fabric: rail-optimised, non-blocking Clos', {
    spread: withDefault(
      oneOf('strict: every leaf spreads its uplinks evenly; minimal: ports are just counted', [
        'strict',
        'minimal',
      ]),
      'strict',
    ),
  }),
  storage: sectionWithDefaults('Where checkpoints go', {
    system: withDefault(pickOf(STORAGE_SYSTEM), {
      ...STORAGE['tectonic']!,
      use: 'tectonic',
    }),
    cost: withDefault(quantity('What it costs', 'USD', { least: 0 }), NO_COST),
  }),
  site,
  reliability: withDefault(pickOf(FAILURES), {
    ...FAILURE_PROFILES['llama3-2024']!,
    use: 'llama3-2024',
  }),
  operations,
  resilience: resilienceShape,
  hazards: hazardsShape,
  money: optional(moneyShape),
  schedule: optional(
    section('From decision to readiness; left out: nothing has a date', {
      start: startingWith('2027-01-04', date('First day')),
      tasks: withDefault(mapOf('Tasks by name', task, MOST_NAMED), {}),
    }),
  ),
  references: withDefault(
    mapOf('Quantities to compare with, by name', referenceShape, MOST_NAMED),
    {},
  ),
  models: withDefault(mapOf('Models by name', modelShape, MOST_NAMED, namesAnd(DOTTED_MODELS)), {}),
  runs: withDefault(mapOf('Training runs by name', run, MOST_RUNS), {}),
  engine: optional(engineShape),
  services: withDefault(mapOf('Services by name, beside the runs', service, MOST_RUNS), {}),
  requirements: withDefault(
    listOf('Claims to check against plan and twin', requirement, MOST_NAMED),
    [],
  ),
  scenarios: withDefault(scenariosShape, {}),
});
