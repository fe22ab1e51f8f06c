import { backtest } from '../backtest/index.ts';
import { andThen, mapValue } from '../base/index.ts';
import { askGraph, readDiagram, redraw } from '../diagram/index.ts';
import { launchRun } from '../export/index.ts';
import type { SearchOutcome } from '../model/index.ts';
import { planMemory, planSitePower, rankOutcomes, searchRun } from '../plan/index.ts';
import {
  answerLives,
  answerPoints,
  answerRecord,
  answerReplay,
  compareDrawn,
  compareScenarios,
  desiredEngine,
  desiredRun,
  desiredServices,
  draftFactory,
  inFile,
  liveRequirements,
  liveTwin,
  planText,
  readText,
  runNamed,
  searchPolicies,
  seekClaim,
  sweepFigures,
} from '../study/index.ts';
import type { Answer, OperationName, Operations } from './contract.ts';
import { mended, QUICK } from './quick.ts';

type Handlers = {
  readonly [Name in OperationName]: (input: Operations[Name]['input']) => Answer<Name>;
};

export const DEFAULT_TOP = 20;

/** What each operation of the contract does. */
const HANDLERS: Handlers = {
  ...QUICK,
  compare: compareScenarios,
  sweep: sweepFigures,
  seek: seekClaim,
  points: answerPoints,
  strategies(input) {
    const { launch: _, rank = 1, ...search } = input;
    const wanted = Math.max(input.top ?? DEFAULT_TOP, rank);
    const searched = HANDLERS.search({ ...search, top: wanted, part: 0, parts: 1 });
    return searched.ok ? answerStrategies(input, [searched.value]) : searched;
  },
  memory(input) {
    const read = readText(input);
    if (!read.ok) return read;
    const run = runNamed(read.value, input.run);
    if (!run.ok) return run;
    return inFile(input, planMemory(read.value, run.value));
  },
  search(input) {
    const read = readText(input);
    if (!read.ok) return read;
    const run = runNamed(read.value, input.run);
    if (!run.ok) return run;
    return searchRun(read.value, run.value, input.top ?? DEFAULT_TOP, input);
  },
  twin: liveTwin,
  requirements: (input) => mapValue(liveRequirements(input), (requirements) => ({ requirements })),
  lives: answerLives,
  optimise: searchPolicies,
  record: answerRecord,
  replay: answerReplay,
  desired: desiredRun,
  services: desiredServices,
  engine: (input) => mapValue(desiredEngine(input), (engine) => ({ engine })),
  power({ rampLimit, ...input }) {
    const limit = rampLimit === undefined ? {} : { 'site.rampLimit': rampLimit };
    const planned = planText({ ...input, edits: { ...input.edits, ...limit } });
    if (!planned.ok) return planned;
    const { factory, plan } = planned.value;
    return mapValue(runNamed(factory, input.run), (run) =>
      planSitePower(factory, plan, run, input.seconds),
    );
  },
  backtest: ({ csv }) => backtest(csv),
  diagram: readDiagram,
  redraw: (text) => andThen(readDiagram(text), redraw),
  deviations: compareDrawn,
  draft: draftFactory,
  graph: ({ ask, ...text }) => andThen(readDiagram(text), (diagram) => askGraph(diagram, ask)),
};

/**
 * Runs one operation as `dispatch` does, on input already known to have the right shape: for a caller that is
 * compiled with the contract and checks what people type, and is spared the size of the checks.
 */
export function operate<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
): Answer<Name> {
  return mended(HANDLERS[name](input));
}

/** Answers `strategies` from the parts of its search, wherever they were computed. */
export function answerStrategies(
  input: Operations['strategies']['input'],
  outcomes: readonly SearchOutcome[],
): Answer<'strategies'> {
  const read = readText(input);
  if (!read.ok) return read;
  const run = runNamed(read.value, input.run);
  if (!run.ok) return run;
  const { launch: engine, rank = 1, top = DEFAULT_TOP } = input;
  const ranked = rankOutcomes(read.value, run.value, top, outcomes);
  if (!ranked.ok || !engine) return ranked;
  const launch = launchRun(read.value, run.value, outcomes, { engine, rank });
  return launch.ok ? { ok: true, value: { ...ranked.value, launch: launch.value } } : launch;
}
