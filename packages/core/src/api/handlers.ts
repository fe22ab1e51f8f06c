import { backtest } from '../backtest/index.ts';
import type { SearchOutcome } from '../model/index.ts';
import { planSitePower, rankOutcomes, searchRun } from '../plan/index.ts';
import type { Answer, LivesPart, OperationName, Operations } from './contract.ts';
import { answerLives, answerRecord, answerReplay, answerTwin, DEFAULT_REPLICAS } from './lived.ts';
import { PolicySearch } from './optimise/index.ts';
import { planText, readText } from './planned.ts';
import { QUICK } from './quick.ts';
import { runNamed } from './read.ts';

type Handlers = {
  readonly [Name in OperationName]: (input: Operations[Name]['input']) => Answer<Name>;
};

const DEFAULT_TOP = 20;

/** What each operation of the contract does. */
export const HANDLERS: Handlers = {
  ...QUICK,
  strategies(input) {
    const { launch: _, rank = 1, ...search } = input;
    const wanted = Math.max(input.top ?? DEFAULT_TOP, rank);
    const searched = HANDLERS.search({ ...search, top: wanted, part: 0, parts: 1 });
    return searched.ok ? answerStrategies(input, [searched.value]) : searched;
  },
  search(input) {
    const read = readText(input);
    if (!read.ok) return read;
    const run = runNamed(read.factory, input.run);
    if (!run.ok) return run;
    return searchRun(read.factory, run.name, input.top ?? DEFAULT_TOP, input);
  },
  twin(input) {
    const before = input.replicas ?? DEFAULT_REPLICAS;
    const part = answerLives({ ...input, from: 0, before });
    return part.ok ? answerTwin(input, [part.value]) : part;
  },
  lives: answerLives,
  optimise(input) {
    const started = PolicySearch.of(input);
    if (!started.ok) return started;
    const { search } = started;
    for (let jobs = search.jobs(); jobs.length > 0; jobs = search.jobs()) {
      const parts: LivesPart[] = [];
      for (const job of jobs) {
        const part = answerLives(job.input);
        if (!part.ok) return part;
        parts.push(part.value);
      }
      search.take(jobs, parts);
    }
    return { ok: true, value: search.report() };
  },
  record: answerRecord,
  replay: answerReplay,
  power(input) {
    const planned = planText(input);
    if (!planned.ok) return planned;
    const run = runNamed(planned.factory, input.run);
    if (!run.ok) return run;
    const { factory, plan } = planned;
    const traced = planSitePower(factory, plan, run.name, input);
    return traced.ok ? traced : { ok: false, problems: [traced.problem] };
  },
  backtest: ({ csv }) => backtest(csv),
};

/**
 * Runs one operation as `dispatch` does, on input whose shape is right already: for a caller that is
 * compiled with the contract and checks what people type. It saves such a caller the size of the checks.
 */
export function operate<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
): Answer<Name> {
  return HANDLERS[name](input);
}

/** Answers `strategies` from the parts of its search, wherever these were worked out. */
export function answerStrategies(
  input: Operations['strategies']['input'],
  outcomes: readonly SearchOutcome[],
): Answer<'strategies'> {
  const read = readText(input);
  if (!read.ok) return read;
  const run = runNamed(read.factory, input.run);
  if (!run.ok) return run;
  const { launch: engine, rank = 1 } = input;
  const choice = engine && { engine, rank };
  return rankOutcomes(read.factory, run.name, input.top ?? DEFAULT_TOP, outcomes, choice);
}
