import { z } from 'zod';
import { LOSS_CAUSES } from '../twin/index.ts';
import { figure, notes } from './note-shapes.ts';
import { bytes, memoryFit } from './problem-shape.ts';

/**
 * Outputs of operations, for OpenAPI and tests. A `strictObject` names every field; an `object` names the
 * fields to rely on, and has more that its TypeScript type describes.
 */

const figures = z.array(z.number());
const counts = z.record(z.string(), z.number());
const share = z.number().min(0).max(1);
const interval = z.tuple([figure, figure]);
const texts = z.array(z.string());
const digest = z.string().regex(/^[0-9a-f]{16}$/);

const strategy = z.object({
  tp: z.int(),
  pp: z.int(),
  vp: z.int(),
  cp: z.int(),
  ep: z.int(),
  microBatch: z.int(),
  recompute: z.string(),
  sharding: z.string(),
});
const kernelStanding = z
  .enum(['measured', 'sibling', 'scaled'])
  .describe('What the kernels of the GPU rest on');
const memory = z.strictObject(bytes).describe('B on the fullest GPU');

const stepTimeRange = z
  .object({ low95: figure, low80: figure, high80: figure, high95: figure })
  .describe('s; where 95 and 80 of 100 measured steps of such software lie');

const training = z.object({
  model: z.string(),
  gpus: z.int(),
  nodes: z.int(),
  spareNodes: z.int(),
  flop: z.number(),
  tokens: z.number(),
  steps: z.number(),
  strategy,
  memory,
  stepTime: z.number().describe('s'),
  stepTimeRange,
  mfu: share,
  goodput: z.number(),
  duration: figure.describe('s'),
  start: z.number().optional().describe('s since 1970; absent, with "end", without a date'),
  end: figure.optional().describe('s since 1970'),
  cost: figure.optional().describe('USD; absent where no money is planned'),
  kernels: kernelStanding,
  warnings: texts,
});

const claim = {
  claim: z.string(),
  saidBy: z.string().optional().describe('Who says so'),
  quantity: z.string(),
  relation: z.enum(['atLeast', 'atMost']),
  unit: z.string(),
  bound: z.number(),
  percentile: z.number().optional().describe('Of the lives; only of the twin'),
};
const requirement = z.object({
  ...claim,
  source: z.enum(['plan', 'twin']).describe('What it is judged by'),
  value: figure,
  range: interval.describe('Of the twin: 95 % confidence interval of the percentile'),
  verdict: z.enum(['holds', 'fails', 'unknown']),
  margin: figure,
  why: z.string(),
});

export const requirements = z.array(requirement);

export const plan = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  about: z.string(),
  hardware: z
    .record(
      z.enum(['gpu', 'node', 'rack', 'switch', 'nodeOptic', 'switchOptic']),
      z.strictObject({ use: z.string(), label: z.string(), isUsual: z.boolean() }),
    )
    .describe('Names in the catalogue; isUsual: left out of the file, and of the usual kit'),
  fleet: z.object({
    gpus: z.int(),
    gpusPerNode: z.int(),
    nodes: z.int(),
    racks: z.int(),
    gpusOf: z.record(z.string(), z.int()).describe('GPUs of a kind, by its name in the catalogue'),
  }),
  fabric: z.object({ switches: z.number(), bisectionBandwidth: z.number().describe('B/s') }),
  power: z.object({ it: z.number(), facility: z.number(), pue: z.number() }).describe('W'),
  money: z
    .object({
      capex: z.object({ total: z.number() }),
      opex: z.object({ total: z.number() }).describe('A year'),
      perGpuHour: z.number().describe('For a second'),
    })
    .optional()
    .describe('Absent where the file names neither its node, nor its site, nor money'),
  reliability: z.object({ nodeFailureRate: z.number(), meanTimeToFailure: figure }),
  dates: z
    .object({ start: z.number(), ready: z.number() })
    .optional()
    .describe('s since 1970; absent where the file has no schedule'),
  training: z.record(z.string(), training).describe('By run'),
  requirements,
  unjudged: z
    .array(z.object({ ...claim, run: z.string(), figure: z.string() }))
    .describe('Claims about the twin: the operation "requirements" judges them'),
  notes,
});

const candidate = z.object({
  strategy,
  stepTime: z.number().describe('s'),
  mfu: z.number(),
  memory,
  pareto: z.boolean(),
  extrapolated: texts,
});

export const candidates = z.strictObject({
  run: z.string(),
  kernels: kernelStanding,
  warnings: texts,
  best: candidate,
  top: z.array(candidate),
  front: z.array(candidate).describe('The Pareto front of memory and step time, fastest first'),
  points: z.object({ memory: figures, stepTime: figures }),
  evaluated: z.int(),
  rejected: counts,
  capacity: z.number().describe('B'),
  launch: z.object({ engine: z.string(), rank: z.int(), script: z.string() }).optional(),
});

export const catalogueEntry = z.strictObject({
  label: z.string(),
  figures: z
    .record(z.string(), z.strictObject({ value: z.number(), unit: z.string() }))
    .describe('One or two, in SI, each with the unit it is best shown in'),
  kernels: kernelStanding.optional(),
});

const evaluated = z.object({ strategy, memory, step: z.object({ time: z.number() }) });

export const runMemory = z.strictObject({
  run: z.string(),
  strategy,
  fits: z.boolean(),
  limit: z.number().describe('Memory of a GPU, B'),
  stage: bytes.stage,
  total: z.number().describe('B on the fullest GPU'),
  over: z.number().describe('Bytes beyond the limit; 0 where it fits'),
  stages: z.array(
    z
      .strictObject({
        ...bytes,
        stage: z.int().min(0).describe('From 0, the first'),
        layers: z.int(),
        moeLayers: z.int().describe('Of the layers, those with experts'),
        inFlight: z.number().describe('Micro-batches begun and not ended'),
      })
      .omit({ capacity: true }),
  ),
  nearest: z.array(memoryFit).describe('Changes with which it would fit; none where it does'),
});

export const searched = z.strictObject({
  best: z.array(evaluated),
  evaluated: z.int(),
  rejected: counts,
  front: z.array(evaluated),
  sample: z.array(
    z.object({ strategy, memory: z.object({ total: z.number(), capacity: z.number() }) }),
  ),
});

const estimate = z.strictObject({
  mean: figure,
  ci95: interval.describe('Of the mean'),
  sd: figure,
  p10: figure,
  p50: figure,
  p90: figure,
});
const losses = <Value extends z.ZodType>(value: Value) => z.record(z.enum(LOSS_CAUSES), value);

const runResult = {
  run: z.string(),
  kind: z.enum(['train', 'serve']),
  nodes: z.int(),
  interruptions: z.strictObject({ unexpected: estimate, planned: estimate, byCause: counts }),
  lived: estimate.describe('s, to the end of the run or to the horizon'),
  ettr: estimate.describe('Useful training time over wall time'),
  lost: losses(estimate).describe('s in a life, by cause'),
  duration: estimate.optional().describe('s; absent where a life had no useful time'),
  outcomes: z.strictObject({ finished: z.int(), failed: z.int(), running: z.int() }),
  fan: z.strictObject({ time: figures, p10: figures, p50: figures, p90: figures }),
};

export const twin = z.strictObject({
  ...runResult,
  seed: z.int(),
  horizon: z.number().describe('s'),
  lives: z.int(),
  others: z.array(z.strictObject(runResult)),
  fleet: z.strictObject({ held: share, spare: share, out: share }),
  events: z.int(),
  digest,
  endDate: z
    .strictObject({ p10: z.number(), p50: z.number(), p90: z.number() })
    .optional()
    .describe('s since 1970'),
  byFormula: z
    .strictObject({ goodput: z.number(), duration: figure.describe('s') })
    .describe('What the plan says of the run'),
  costOfLost: z
    .strictObject({ total: z.number(), byCause: losses(z.number()) })
    .optional()
    .describe('USD; absent where no money is planned'),
  journal: z
    .strictObject({
      // biome-ignore lint/suspicious/noThenProperty: the field of a report, which nothing awaits
      then: z.object({ elapsed: z.number(), ettr: interval, failures: z.int() }),
      isWhole: z.boolean().describe('Whether it has its end; else up to its last event'),
      faults: counts,
      difference: interval,
      notes: texts,
    })
    .optional(),
  notes,
});

export const livesPart = z.strictObject({
  from: z.int(),
  nodes: z.int(),
  runNodes: z.int(),
  lives: z.array(z.object({ events: z.int(), digest, lemons: z.array(z.int()) })),
});

const livedPolicy = z.strictObject({
  settings: z.record(z.string(), z.string()),
  edits: z.record(z.string(), z.string()),
  isFile: z.boolean(),
  lives: z.int(),
  ettr: estimate,
  cost: estimate.optional(),
  standing: z.enum(['best', 'alike', 'worse']),
  difference: z.strictObject({ mean: figure, ci95: interval, p: z.number() }),
});

export const policies = z.strictObject({
  run: z.string(),
  kernels: kernelStanding,
  seed: z.int(),
  horizon: z.number().describe('s'),
  over: texts,
  objective: z.enum(['ettr', 'cost']),
  lives: z.int(),
  livesInAll: z.int(),
  policies: z.array(livedPolicy),
  beatsFile: z.boolean(),
  alike: z.int(),
});

const event = z.object({
  time: z.number().describe('s after the start'),
  kind: z.string(),
  text: z.string(),
  run: z.string().optional(),
  node: z.int().optional(),
});

const samples = z.strictObject({ time: figures, useful: figures, lost: losses(figures) });

export const trace = z.strictObject({
  seed: z.int(),
  horizon: z.number(),
  nodes: z.int(),
  gpusPerNode: z.int(),
  domainSize: counts,
  lemons: z.array(z.int()),
  runs: z.array(
    z.strictObject({
      run: z.string(),
      kind: z.enum(['train', 'serve']),
      nodes: z.int(),
      samples,
    }),
  ),
  events: z.array(event),
  digest,
});

export const sitePower = z.object({
  run: z.string(),
  interval: z.number().describe('s of a sample'),
  seconds: z.number(),
  rampLimit: z.number().describe('W/s'),
  site: figures.describe('W'),
  average: z.number(),
  least: z.number(),
  most: z.number(),
  swing: z.number(),
  smallest: z.object({ energy: z.number(), power: z.number() }).describe('J and W'),
  safe: z.object({ energy: z.number(), power: z.number() }).describe('J and W'),
  notes,
});

const policy = z.object({
  recovery: z.string(),
  hangTimeout: z.number().describe('s without progress after which health is unknown'),
});
const runSpec = {
  run: z.string(),
  kind: z.enum(['train', 'serve']).optional(),
  priority: z.number(),
  replicas: z.int(),
  nodesPerReplica: z.int(),
  minReplicas: z.int(),
  policy,
};
const fleetPolicy = z.strictObject({
  maxCordonShare: share,
  warmStandbys: z.int(),
  sweepInterval: z.number().describe('s'),
});
const supervisor = {
  mode: z.enum(['observe', 'advise', 'act']),
  topology: z.object({ nodes: z.int() }),
  fleet: fleetPolicy,
};

const engineBounds = {
  nodes: z.int(),
  ranksPerNode: z.int(),
  memoryPerRank: z.number().optional().describe('B'),
  cpusPerRank: z.number().optional(),
  keepCheckpoints: z.int(),
  keepEvery: z.int().optional(),
};
const clusterBounds = {
  ...engineBounds,
  shared: z.string(),
  gpusPerNode: z.int(),
  mostNodes: z.int().optional(),
};
export const desiredEngine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local'), ...engineBounds }),
  z.strictObject({
    kind: z.literal('slurm'),
    ...clusterBounds,
    partition: z.string(),
    account: z.string().optional(),
    pattern: z.string().optional(),
    rest: z
      .strictObject({
        url: z.string(),
        tokenFrom: z.string().optional(),
        tokenFile: z.string().optional(),
      })
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('kubernetes'),
    ...clusterBounds,
    namespace: z.string(),
    image: z.string(),
    queue: z.string().optional(),
    selector: z.string().optional(),
    claim: z.string().optional(),
    context: z.string().optional(),
  }),
]);

export const desired = z.strictObject({
  name: z.string(),
  supervisor: z.strictObject({ ...supervisor, runs: z.array(z.strictObject(runSpec)) }),
  journalStart: z
    .object({
      ...supervisor,
      runs: z.array(
        z.strictObject({ ...runSpec, kind: z.enum(['train', 'serve']), work: z.number() }),
      ),
    })
    .describe('What the first line of its journal says'),
  work: z.number().describe('s of training as planned'),
  stepTime: z.number().describe('s as planned, in whole microseconds'),
  steps: z.int(),
  job: z.object({
    format: z.literal('gigafactory-job'),
    version: z.literal(1),
    run: z.string(),
    model: z.object({ layers: z.int(), hidden: z.int(), vocab: z.int(), tied: z.boolean() }),
    sequenceLength: z.int(),
    globalBatch: z.int().describe('Sequences'),
    microBatch: z.int().describe('Sequences'),
    steps: z.int(),
    seed: z.int(),
    stepTime: z.number().describe('s'),
  }),
  program: z.strictObject({
    command: texts,
    environment: z.record(z.string(), z.string()),
    environmentFrom: texts.describe('Names only'),
    progress: z.enum(['lines', 'megatron', 'torchtitan']),
    checkpoints: z.string().optional(),
  }),
  engine: desiredEngine,
  prediction: z.strictObject({
    stepTime: z.number().describe('s'),
    stepTimeRange,
    memory: z.number().describe('B on the fullest rank'),
    idealDuration: z.number().describe('s'),
    duration: figure.describe('s'),
    goodput: z.number(),
    tokensPerSecond: z.number(),
    checkpointInterval: z.number().describe('s of training'),
  }),
});

export const desiredServices = z.strictObject({
  name: z.string().describe('Of all together: their names, joined'),
  supervisor: z.strictObject({ ...supervisor, runs: z.array(z.strictObject(runSpec)) }),
  journalStart: desired.shape.journalStart,
  engine: desiredEngine,
  services: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['vllm', 'sglang', 'command']),
      model: z.string(),
      priority: z.number(),
      replicas: texts.describe('The runs of the supervisor that they are'),
      nodesPerReplica: z.int(),
      scaling: z.strictObject({
        least: z.int(),
        most: z.int(),
        queue: z.number().describe('Waiting requests a replica above which there are too few'),
        kvUse: share,
        upAfter: z.number().describe('s'),
        downAfter: z.number().describe('s'),
      }),
      command: texts.describe('With {host} and {port} where it is told where to listen'),
      environment: z.record(z.string(), z.string()),
      environmentFrom: texts.describe('Names only'),
      startWithin: z.number().describe('s'),
      unhealthyAfter: z.number().describe('s'),
      drainWithin: z.number().describe('s'),
    }),
  ),
  asked: texts.describe('Which of the services were asked for'),
  runs: z.array(desired).describe('Runs that share the nodes with them, by priority'),
});

export const backtest = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      stack: z.string(),
      measured: z.number().optional(),
      predicted: z.number().optional(),
      error: z.number().optional(),
      skippedReason: z.string().optional(),
    }),
  ),
  skipped: z.record(z.string(), texts),
});
