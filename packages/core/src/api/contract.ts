import { z } from 'zod';
import type { BacktestReport } from '../backtest/index.ts';
import type { Problem, Result } from '../base/index.ts';
import type { Diagram, GraphAnswer, Redrawn } from '../diagram/index.ts';
import { LAUNCH_ENGINES, type RankedLaunch } from '../export/index.ts';
import type { Restructured } from '../factory/index.ts';
import type { SearchOutcome } from '../model/index.ts';
import {
  type CandidateReport,
  type CheckedRequirement,
  LONGEST_TRACE,
  type MemoryReport,
  type Plan,
  type SitePower,
} from '../plan/index.ts';
import {
  DEFAULT_LIVES,
  DEFAULT_POLICY_LIVES,
  type DesiredEngine,
  type DesiredRun,
  type DesiredServices,
  DIMENSIONS,
  type DraftedFactory,
  type DrawnComparison,
  type ExplainedTwin,
  type Levers,
  type ListedScenario,
  type LivesPart,
  type NewFactory,
  OBJECTIVES,
  type PartialPlan,
  type PointsPart,
  type PolicyReport,
  type RecordedLife,
  type ScenarioComparison,
  type Sought,
  type Sweep,
  type Tornado,
} from '../study/index.ts';
import type { TwinTrace } from '../twin/index.ts';
import type { CatalogueEntries } from './catalogue.ts';
import { change } from './change-shape.ts';
import * as drawn from './diagram-shapes.ts';
import type { ExplainedFigure } from './explain.ts';
import * as given from './inputs.ts';
import { explained } from './note-shapes.ts';
import * as answered from './outputs.ts';
import { problem } from './problem-shape.ts';
import * as shapes from './study-shapes.ts';

/** The longest path of a figure, characters. */
const MOST_PATH = 200;

/** The most parts into which a search may be divided. */
const MOST_PARTS = 4096;

/**
 * - `question`: answered once; changes nothing, and the same input gives the same answer, so it may be asked again, cached or cancelled at any time
 * - `stream`: answers repeatedly, in sequence, until it ends or the client leaves; changes nothing
 * - `order`: changes what is running; carried out once however often the same order arrives, and confirmed by a later event
 */
export type OperationKind = 'question' | 'stream' | 'order';

/** One row of the contract. */
export interface OperationRow {
  readonly kind: OperationKind;
  readonly summary: string;
  /** Names exactly the fields that the operation obeys; anything else is refused. */
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
}

/** The contract table. Path and method follow from the name: `POST /api/<name>`. */
export const OPERATIONS = {
  check: {
    kind: 'question',
    summary: 'Problems of a factory file and its scenarios; none means that all can be planned.',
    input: z.strictObject(given.factoryText),
    output: z.strictObject({
      problems: z.array(problem),
      notices: z.array(problem).describe('Worth knowing, and nothing wrong'),
    }),
  },
  plan: {
    kind: 'question',
    summary:
      'The plan of a factory file, every figure with its derivation; requirements on the twin are left to "requirements".',
    input: z.strictObject(given.factoryText),
    output: answered.plan,
  },
  partial: {
    kind: 'question',
    summary:
      'What can be planned of a file: its plan without the runs, services and claims that have problems.',
    input: z.strictObject(given.factoryText),
    output: z.strictObject({
      problems: z.array(problem).describe('Of the whole file'),
      plan: answered.plan
        .nullable()
        .describe('Null where problems are about more than runs, services and claims'),
      without: z.strictObject({
        runs: z.array(z.string()),
        services: z.array(z.string()),
        claims: z.int().describe('How many, with those about what is left out'),
      }),
    }),
  },
  explain: {
    kind: 'question',
    summary: 'Where one figure of the plan comes from: its value, formula, inputs and sources.',
    input: z.strictObject({
      ...given.factoryText,
      path: z
        .string()
        .min(1)
        .max(MOST_PATH)
        .describe(
          'Of the figure, such as power.network; in an answer of "plan" the key of its note',
        ),
    }),
    output: explained,
  },
  requirements: {
    kind: 'question',
    summary:
      'The verdicts on all requirements of a file; those on the twin come from 200 lives of their runs.',
    input: z.strictObject(given.factoryText),
    output: z.strictObject({ requirements: answered.requirements }),
  },
  compare: {
    kind: 'question',
    summary: 'A file and its scenarios side by side: headline figures, differences, verdicts.',
    input: shapes.compareInput,
    output: shapes.compared,
  },
  sweep: {
    kind: 'question',
    summary: 'Figures of a file for many values of one or two of its inputs.',
    input: shapes.sweepInput,
    output: shapes.swept,
  },
  seek: {
    kind: 'question',
    summary: 'The value of an input, nearest to the present one, at which a claim holds.',
    input: shapes.seekInput,
    output: shapes.sought,
  },
  scenarios: {
    kind: 'question',
    summary: 'The scenarios of a file, with what each changes.',
    input: z.strictObject(given.factoryText),
    output: shapes.listed,
  },
  levers: {
    kind: 'question',
    summary: 'The numbers of a file that a figure rests on, each with a span to vary it in.',
    input: shapes.leversInput,
    output: shapes.levers,
  },
  tornado: {
    kind: 'question',
    summary: 'How far the range of each input alone moves one figure.',
    input: shapes.tornadoInput,
    output: shapes.tornado,
  },
  points: {
    kind: 'question',
    summary: 'Some points of a sweep or a search for a value, for several workers to share.',
    input: shapes.pointsInput,
    output: shapes.pointsPart,
  },
  strategies: {
    kind: 'question',
    summary: 'The strategy search of one run, best first.',
    input: z
      .strictObject({
        ...given.factoryText,
        run: given.run,
        top: given.top,
        launch: z
          .enum(LAUNCH_ENGINES)
          .optional()
          .describe('Engine to write a launch script for; none when left out'),
        rank: z
          .number()
          .int()
          .min(1)
          .optional()
          .describe('Which strategy to launch; 1, the fastest, when left out'),
      })
      .refine(({ launch, rank }) => launch !== undefined || rank === undefined, {
        path: ['rank'],
        error: 'A rank says which strategy to launch; give "launch" too',
      }),
    output: answered.candidates,
  },
  memory: {
    kind: 'question',
    summary: 'Bytes of one run by part and pipeline stage, the limit, and whether it fits.',
    input: z.strictObject({ ...given.factoryText, run: given.run }),
    output: answered.runMemory,
  },
  search: {
    kind: 'question',
    summary: 'One part of a strategy search, for several workers to share.',
    input: z
      .strictObject({
        ...given.factoryText,
        run: given.run,
        top: given.top,
        part: z.number().int().min(0).max(MOST_PARTS).describe('Which part, from 0'),
        parts: z.number().int().min(1).max(MOST_PARTS).describe('Of how many'),
      })
      .refine(({ part, parts }) => part < parts, {
        path: ['part'],
        error: 'part must be less than parts',
      }),
    output: answered.searched,
  },
  twin: {
    kind: 'question',
    summary: 'Many lives of one run: interruptions, goodput, losses by cause.',
    input: oneLength(
      z.strictObject({ ...given.life, lives: given.lives(given.MOST_LIVES, DEFAULT_LIVES) }),
    ),
    output: answered.twin,
  },
  lives: {
    kind: 'question',
    summary: 'Some of the lives of a twin, for several workers to share.',
    input: oneLength(
      z.strictObject({
        ...given.life,
        from: given.lifeNumber.describe('Number of the first, from 0'),
        before: given.lifeNumber.min(1).describe('Number after the last'),
      }),
    ).refine(({ from, before }) => from < before, {
      path: ['from'],
      error: 'from must be less than before',
    }),
    output: answered.livesPart,
  },
  optimise: {
    kind: 'question',
    summary: 'The best policy of a run: many raced on the same failures, with what is significant.',
    input: oneLength(
      z.strictObject({
        ...given.life,
        over: z
          .array(z.string().max(64))
          .max(20)
          .describe(`What to search over: ${DIMENSIONS.join(', ')}`),
        objective: z
          .enum(OBJECTIVES)
          .optional()
          .describe('By default cost where spares are searched, else ettr'),
        lives: given
          .lives(given.MOST_POLICY_LIVES, DEFAULT_POLICY_LIVES)
          .describe(`Of a policy that stays to the end; ${DEFAULT_POLICY_LIVES} when left out`),
      }),
    ),
    output: answered.policies,
  },
  record: {
    kind: 'question',
    summary: 'The journal of one life of one run: what its supervisor heard and ordered.',
    input: oneLength(z.strictObject(given.life)),
    output: z.strictObject({ journal: z.string(), horizon: z.number().describe('s') }),
  },
  desired: {
    kind: 'question',
    summary:
      'What it takes to run a run for real: its program, its nodes, its supervisor, and what the plan expects.',
    input: z.strictObject({
      ...given.factoryText,
      run: given.run,
      mode: z.enum(['act', 'observe']).optional().describe('act when left out'),
      seed: given.seed.describe('Of the random numbers of the program; 7 when left out'),
    }),
    output: answered.desired,
  },
  services: {
    kind: 'question',
    summary:
      'What it takes to run the services of a file for real: their programs, their nodes, their supervisor.',
    input: z.strictObject({
      ...given.factoryText,
      service: z
        .string()
        .max(64)
        .optional()
        .describe('One of them alone; all that have a program when left out'),
    }),
    output: answered.desiredServices,
  },
  engine: {
    kind: 'question',
    summary: 'Where the runs of a file are run for real: its engine.',
    input: z.strictObject(given.factoryText),
    output: z.strictObject({ engine: answered.desiredEngine }),
  },
  replay: {
    kind: 'question',
    summary: 'One life of one run in full, for playback.',
    input: oneLength(z.strictObject(given.life)),
    output: answered.trace,
  },
  power: {
    kind: 'question',
    summary:
      'Power of the site every 100 ms, its largest ramp, and batteries for the ramp limit of its grid.',
    input: z.strictObject({
      ...given.factoryText,
      run: given.run,
      seconds: z
        .number()
        .min(1)
        .max(LONGEST_TRACE)
        .optional()
        .describe('Length of the trace; a checkpoint, a failure and a restart when left out'),
      rampLimit: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('Instead of `site.rampLimit` of the file, such as "10 MW/min"'),
    }),
    output: answered.sitePower,
  },
  edit: {
    kind: 'question',
    summary: 'The text of the file with the edits written in, comments kept.',
    input: z.strictObject(given.factoryText),
    output: z.strictObject({ text: z.string() }),
  },
  restructure: {
    kind: 'question',
    summary:
      'The text of the file with an entry added, removed, renamed or moved, and with it what names the entry.',
    input: z.strictObject({ ...given.factoryText, change }),
    output: z.strictObject({
      text: z.string(),
      path: z.string().describe('Where the entry now is; where it was, if it was removed'),
      also: z
        .array(z.strictObject({ path: z.string(), change: z.enum(['renamed', 'removed']) }))
        .describe(
          'What was changed elsewhere, because it named the entry; paths of the file before',
        ),
    }),
  },
  begin: {
    kind: 'question',
    summary:
      'The text of a new factory file that can be planned, from a few answers; those left out are proposed.',
    input: z.strictObject(given.answers),
    output: shapes.begun,
  },
  backtest: {
    kind: 'question',
    summary: 'Predictions for a CSV file of measured training runs, with their errors.',
    input: z.strictObject({ csv: z.string() }),
    output: answered.backtest,
  },
  diagram: {
    kind: 'question',
    summary:
      'The graph that a diagram shows: nodes, edges and groups of an SVG, a Mermaid flowchart, Graphviz DOT or draw.io.',
    input: z.strictObject(drawn.diagramText),
    output: drawn.diagram,
  },
  graph: {
    kind: 'question',
    summary:
      'A question about the graph of a diagram, answered exactly: neighbours, what hangs off a node, paths, links, single points of failure, counts.',
    input: drawn.graphInput,
    output: drawn.graphAnswer,
  },
  redraw: {
    kind: 'question',
    summary: 'A diagram drawn anew as an SVG, with its form in words.',
    input: z.strictObject(drawn.diagramText),
    output: drawn.redrawn,
  },
  deviations: {
    kind: 'question',
    summary: 'What differs between the fabric that a diagram shows and that of the plan of a file.',
    input: z.strictObject({ ...given.factoryText, diagram: z.strictObject(drawn.diagramText) }),
    output: drawn.deviations,
  },
  draft: {
    kind: 'question',
    summary:
      'A factory file that begins from the cluster that a diagram shows: what it says, and what is assumed.',
    input: z.strictObject(drawn.diagramText),
    output: drawn.drafted,
  },
  schema: {
    kind: 'question',
    summary: 'JSON Schema of the factory file.',
    input: z.strictObject({}),
    output: z.record(z.string(), z.unknown()),
  },
  catalogue: {
    kind: 'question',
    summary: 'Names that a factory file can choose from, with their key figures.',
    input: z.strictObject({}),
    output: z
      .record(z.string(), z.record(z.string(), answered.catalogueEntry))
      .describe('Kind (gpu, node, switch, model, ...) -> name -> entry'),
  },
} satisfies Readonly<Record<string, OperationRow>>;

/** A journal has its own length. */
function oneLength<Shape extends { days: z.ZodType; journal: z.ZodType }>(
  input: z.ZodObject<Shape, z.core.$strict>,
): z.ZodObject<Shape, z.core.$strict> {
  return input.refine((life) => !('days' in life && 'journal' in life), {
    path: ['days'],
    error: 'A journal has its own length; leave out "days"',
  });
}

export type OperationName = keyof typeof OPERATIONS;

/** Output types of the operations; the schemas of the table describe them less precisely. */
interface Outputs {
  check: { readonly problems: readonly Problem[]; readonly notices: readonly Problem[] };
  plan: Plan;
  partial: PartialPlan;
  explain: ExplainedFigure;
  requirements: { readonly requirements: readonly CheckedRequirement[] };
  compare: ScenarioComparison;
  sweep: Sweep;
  seek: Sought;
  scenarios: { readonly scenarios: readonly ListedScenario[] };
  levers: Levers;
  tornado: Tornado;
  points: PointsPart;
  strategies: CandidateReport & { readonly launch?: RankedLaunch };
  memory: MemoryReport;
  search: SearchOutcome;
  twin: ExplainedTwin;
  lives: LivesPart;
  optimise: PolicyReport;
  record: RecordedLife;
  desired: DesiredRun;
  services: DesiredServices;
  engine: { readonly engine: DesiredEngine };
  replay: TwinTrace;
  power: SitePower;
  edit: { readonly text: string };
  restructure: Restructured;
  begin: NewFactory;
  backtest: BacktestReport;
  diagram: Diagram;
  graph: GraphAnswer;
  redraw: Redrawn;
  deviations: DrawnComparison;
  draft: DraftedFactory;
  schema: Readonly<Record<string, unknown>>;
  catalogue: CatalogueEntries;
}

/** Data passed in and out, which is never modified. */
type Frozen<Data> = Data extends (...args: never) => unknown
  ? Data
  : Data extends object
    ? { readonly [Key in keyof Data]: Frozen<Data[Key]> }
    : Data;

/** Fails to compile if a schema does not match its output type. */
type True<Of extends { readonly [Name in OperationName]: Frozen<z.output<Row<Name>['output']>> }> =
  Of;
type Row<Name extends OperationName> = (typeof OPERATIONS)[Name];

/** Input and output of every operation. The server binds them to HTTP, the console to a worker. */
export type Operations = {
  readonly [Name in OperationName]: {
    readonly input: Frozen<z.output<Row<Name>['input']>>;
    readonly output: True<Outputs>[Name];
  };
};

/** The answer of an operation: its output, or everything wrong with its input. */
export type Answer<Name extends OperationName> = Result<Operations[Name]['output']>;

/** JSON Schema of an operation's input, for OpenAPI. */
export function inputSchema(name: OperationName): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(OPERATIONS[name].input, { io: 'input' });
}

/** JSON Schema of a problem, which operations answer to an input they refuse. */
export function problemSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(problem, { io: 'input' });
}

/** JSON Schema of an operation's output. */
export function outputSchema(name: OperationName): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(OPERATIONS[name].output, { io: 'input', unrepresentable: 'any' });
}
