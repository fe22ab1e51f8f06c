import { showQuantity } from '../../base/index.ts';
import { MEMORY_PARTS, STRATEGY_FIELDS, stageWords } from '../../model/index.ts';
import type {
  MemoryReport,
  Plan,
  StageReport,
  StrategyPlan,
  TrainingPlan,
} from '../../plan/index.ts';
import { type Part, partsChart, shareText, stacksChart } from './charts.ts';
import { countOf, showFigures, showRange } from './figure.ts';
import { type Html, html } from './html.ts';
import { facts, figureTable, type Section, section, table } from './parts.ts';

/** Each run: what it trains, how it is split, what it takes; undefined without runs. */
export function trainingSection(plan: Plan, memory: readonly MemoryReport[]): Section | undefined {
  const runs = Object.entries(plan.training);
  if (runs.length === 0) return undefined;
  return section(
    'training',
    'Training',
    runs.map(([name, run]) =>
      showRun(
        plan,
        name,
        run,
        memory.find((each) => each.run === name),
      ),
    ),
  );
}

function showRun(
  { notes }: Plan,
  name: string,
  run: TrainingPlan,
  memory: MemoryReport | undefined,
): Html {
  const { low80, high80, low95, high95 } = run.stepTimeRange;
  const at = (figure: string) => [`training.${name}.${figure}`] as const;
  return html`<article>
<h3>${name}</h3>
${facts([
  ['Model', modelText(run)],
  [
    'Work',
    `${showQuantity(run.tokens, 'token')}, ${showQuantity(run.flop, 'FLOP')}, ${showQuantity(run.steps, 'step')} of ${showQuantity(run.tokensPerStep, 'token')}`,
  ],
  ['On', gpusText(run)],
  ['Software', run.stack],
  [
    'Measured steps would lie',
    `from ${showRange([low80, high80], 's')} in 80 of 100 runs with such software, from ${showRange([low95, high95], 's')} in 95`,
  ],
])}
${figureTable(
  `Run ${name} in figures`,
  showFigures(
    notes,
    [
      'stepTime',
      'mfu',
      'tokensPerSecond',
      'goodput',
      'interruptions',
      'idealDuration',
      'duration',
      'start',
      'end',
      'cost',
    ].map(at),
  ),
)}
${run.warnings.length > 0 && html`<p class="doubts">Reasons for doubt:</p><ul class="doubts">${run.warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`}
${strategyTable(name, run)}
${partsChart(`One step of ${name}`, stepParts(run))}
${memory && memoryOf(memory)}
</article>
`;
}

function modelText({ model, parameters, activeParameters, precision }: TrainingPlan): string {
  const active =
    activeParameters === parameters
      ? ''
      : ` (${showQuantity(activeParameters, '1')} active per token)`;
  return `${model}, ${showQuantity(parameters, 'parameter')}${active}, ${precision}`;
}

function gpusText({ gpus, nodes, spareNodes }: TrainingPlan): string {
  const spare = spareNodes > 0 ? `, ${showQuantity(spareNodes, 'node')} spare` : '';
  return `${showQuantity(gpus, 'GPU')} on ${showQuantity(nodes, 'node')}${spare}`;
}

type SplitField = 'tp' | 'pp' | 'vp' | 'dp' | 'ep' | 'etp' | 'cp';

/** What each way of splitting does, as a sentence about its count. */
const MEANINGS: Readonly<Record<SplitField, (count: string) => string>> = {
  tp: (count) => `The matrices of each layer are split over ${count} GPUs.`,
  pp: (count) => `The layers are divided into ${count} stages, which pass micro-batches on.`,
  vp: (count) => `Each stage holds ${count} chunks of layers in turn, so that stages wait less.`,
  dp: (count) => `${count} copies of the model each work on their part of every batch.`,
  ep: (count) => `The experts of a layer are spread over ${count} groups of GPUs.`,
  etp: (count) => `The matrices of each expert are split over ${count} GPUs.`,
  cp: (count) => `Each sequence is cut into ${count} pieces.`,
};

/** How a run is split over its GPUs, spelt out; what is not used is named and not explained. */
function strategyTable(name: string, { strategy }: TrainingPlan): Html {
  const fields = Object.keys(MEANINGS) as SplitField[];
  const isUsed = (field: SplitField) => strategy[field] > 1 && (field !== 'etp' || strategy.ep > 1);
  const unused = fields
    .filter((field) => !isUsed(field))
    .map((field) => STRATEGY_FIELDS[field].label);
  const { recompute, sharding } = strategy;
  return html`${table(
    `How ${name} is split over its GPUs`,
    [
      { title: 'Way' },
      { title: 'Count', isNumber: true },
      { title: 'What it means', isWide: true },
    ],
    [
      ...fields.filter(isUsed).map((field) => {
        const count = showQuantity(strategy[field], '1');
        const { label, short } = STRATEGY_FIELDS[field];
        return [html`${label} <span class="quiet">${short}</span>`, count, MEANINGS[field](count)];
      }),
      ...batchRows(strategy),
      ['Activations', '', `${sentence(STRATEGY_FIELDS.recompute.values[recompute].words)}.`],
      [
        'Shared out between copies',
        '',
        `${sentence(STRATEGY_FIELDS.sharding.values[sharding].words)}.`,
      ],
    ],
  )}${unused.length > 0 && html`<p class="quiet">Not used: ${unused.join(', ').toLowerCase()}.</p>`}`;
}

function batchRows({ microBatch, microBatches }: StrategyPlan): [string, string, string][] {
  return [
    [
      STRATEGY_FIELDS.microBatch.label,
      showQuantity(microBatch, '1'),
      `A pipeline takes in ${countOf(microBatch, 'sequence')} at a time.`,
    ],
    [
      'Micro-batches',
      showQuantity(microBatches, '1'),
      `Each copy adds up the gradients of ${countOf(microBatches, 'micro-batch').replace(/hs$/, 'hes')} in a step.`,
    ],
  ];
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const STEP_LABELS: Readonly<Record<keyof TrainingPlan['step'], readonly [string, number]>> = {
  gemm: ['Matrix products', 1],
  attention: ['Attention', 5],
  memoryBound: ['Memory-bound operations', 3],
  recompute: ['Recompute', 7],
  tensorParallel: ['Tensor-parallel communication', 4],
  contextParallel: ['Context-parallel communication', 6],
  expertParallel: ['Expert-parallel communication', 2],
  host: ['Waiting for the host', 8],
  pipelineSend: ['Sends between stages', 4],
  bubble: ['Pipeline bubble', 6],
  dataParallel: ['Data-parallel communication', 5],
  optimizer: ['Optimizer', 3],
  overhead: ['Overhead of the software', 8],
};

function stepParts({ step }: TrainingPlan): Part[] {
  const parts = (Object.keys(STEP_LABELS) as (keyof typeof STEP_LABELS)[]).map((key) => {
    const [label, series] = STEP_LABELS[key];
    return { label, series, value: step[key], text: showQuantity(step[key], 's') };
  });
  return parts.sort((a, b) => b.value - a.value);
}

const MEMORY_SERIES: Readonly<Record<(typeof MEMORY_PARTS)[number], number>> = {
  weights: 1,
  gradients: 5,
  optimizer: 3,
  activations: 2,
  logits: 6,
  reserve: 8,
};

/** Stages next to each other that hold the same, as one. */
interface Stages {
  readonly first: number;
  readonly last: number;
  readonly held: StageReport;
}

/** What a GPU of each stage holds. */
function memoryOf({ run, stage, total, limit, stages, strategy }: MemoryReport): Html {
  const groups = groupStages(stages);
  const where = strategy.pp > 1 ? `, on ${stageWords(stage, strategy.pp)}` : '';
  const name = ({ first, last }: Stages) =>
    first === last ? `Stage ${first}` : `Stages ${first} to ${last}`;
  return html`<h4>Memory of a GPU by pipeline stage</h4>
<p>The fullest GPU holds ${showQuantity(total, 'GB')} of ${showQuantity(limit, 'GB')} (${shareText(total / limit)})${where}.</p>
${stacksChart(
  `Memory of a GPU of ${run} by stage`,
  groups.map((group) => ({
    label: name(group),
    text: showQuantity(group.held.total, 'GB'),
    parts: MEMORY_PARTS.map((part) => ({
      ...{ label: part, value: group.held[part], series: MEMORY_SERIES[part] },
      text: showQuantity(group.held[part], 'GB'),
    })),
  })),
  limit,
)}
${table(
  `Memory of a GPU of ${run} by stage and part`,
  [
    { title: 'Stage' },
    { title: 'Layers', isNumber: true },
    ...MEMORY_PARTS.map((part) => ({ title: sentence(part), isNumber: true })),
    { title: 'Total', isNumber: true },
  ],
  groups.map((group) => [
    name(group),
    showQuantity(group.held.layers, '1'),
    ...MEMORY_PARTS.map((part) => showQuantity(group.held[part], 'GB')),
    html`<b>${showQuantity(group.held.total, 'GB')}</b>`,
  ]),
)}`;
}

function groupStages(stages: readonly StageReport[]): Stages[] {
  const groups: Stages[] = [];
  for (const held of stages) {
    const before = groups.at(-1);
    if (before && isAlike(before.held, held)) {
      groups[groups.length - 1] = { ...before, last: held.stage };
    } else groups.push({ first: held.stage, last: held.stage, held });
  }
  return groups;
}

function isAlike(a: StageReport, b: StageReport): boolean {
  return a.layers === b.layers && MEMORY_PARTS.every((part) => a[part] === b[part]);
}
