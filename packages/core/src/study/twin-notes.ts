import { DAY_S, Notebook, type Notes, type Recorder, showQuantity } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import type { Plan } from '../plan/index.ts';
import { type Estimate, LOSS_CAUSES, type LossCause, type TwinResult } from '../twin/index.ts';
import type { CostOfLost, ExplainedTwin } from './explained-twin.ts';

/** A figure of the twin, and the inputs that shape it most. */
interface Simulated {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: readonly [number, number];
  readonly inputs: readonly string[];
}

const LOSSES: Readonly<Record<LossCause, { what: string; inputs: readonly string[] }>> = {
  detect: { what: 'noticing failures', inputs: ['operations.detectTime', 'operations.hangTime'] },
  waitForNodes: { what: 'waiting for nodes', inputs: ['operations.nodeRepairTime'] },
  restart: { what: 'restarting', inputs: ['operations.recoveryTime', 'operations.detectTime'] },
  rework: { what: 'doing work again', inputs: [] },
  checkpoint: { what: 'writing checkpoints', inputs: [] },
  straggle: {
    what: 'to slow nodes and lost bandwidth',
    inputs: ['hazards.slowNodes', 'hazards.heat'],
  },
  shrunk: { what: 'training with fewer replicas', inputs: ['operations.nodeRepairTime'] },
  maintenance: {
    what: 'to planned maintenance',
    inputs: ['operations.plannedInterruptions', 'operations.plannedStopTime'],
  },
};

/** A twin's result before its notes are added. */
type Unexplained = Omit<ExplainedTwin, 'notes' | 'costOfLost'>;

/**
 * Adds notes to a Monte Carlo result under `twin.<run>`, whose inputs are notes of the plan, and the cost of
 * lost time, which is computed from them if the plan has money.
 */
export function explainTwin(
  factory: Factory,
  plan: Plan,
  result: Unexplained,
): Pick<ExplainedTwin, 'notes' | 'costOfLost'> {
  const { run, lives, horizon, seed, interruptions } = result;
  const lived = `${lives} lives of ${showQuantity(horizon, 'd')} with seed ${seed}, lived under the supervisor`;
  const book = new Notebook(new Map(Object.entries(plan.notes)));
  const rec = book.within(`twin.${run}`, { run: `training.${run}` });
  const training = (name: string) => `training.${run}.${name}`;
  const note = (name: string, of: Simulated, statistic = 'mean') =>
    rec.find(name, 'simulated', {
      ...of,
      reason: `The ${statistic} of ${lived}.${of.range ? ' The range is the 95 % confidence interval of the mean.' : ''}`,
    });
  const failures = [training('nodes'), 'reliability.nodeFailureRate'];
  const checkpoint = [training('checkpoint.interval'), training('checkpoint.writeTime')];
  note('ettr', {
    label: 'ETTR: useful training time over wall time',
    unit: '%',
    ...meanOf(result.ettr),
    inputs: [...failures, ...checkpoint, training('recoveryTime'), training('spareNodes')],
  });
  note('interruptions.unexpected', {
    label: 'Unexpected interruptions of a life',
    unit: '1',
    ...meanOf(interruptions.unexpected),
    inputs: failures,
  });
  note('interruptions.planned', {
    label: 'Planned interruptions of a life',
    unit: '1',
    ...meanOf(interruptions.planned),
    inputs: ['factory.operations.plannedInterruptions'],
  });
  noteCauses(factory, result, note);
  for (const [cause, { what, inputs }] of Object.entries(LOSSES)) {
    note(`lost.${cause}`, {
      label: `Time lost ${what} in a life`,
      unit: 'h',
      ...meanOf(result.lost[cause as LossCause]),
      inputs: [...failures, ...checkpoint, ...inputs.map((input) => `factory.${input}`)],
    });
  }
  if (result.duration) {
    const { p50 } = result.duration;
    const label = 'Duration of the run at this pace';
    const inputs = [training('idealDuration'), ...failures];
    note('duration', { label, unit: 'd', value: p50, inputs }, 'median');
  }
  noteEnd(result, rec);
  const cost = plan.money ? { costOfLost: noteCost(rec) } : {};
  return { ...cost, notes: pickNew(book.toNotes(), plan.notes) };
}

function noteEnd({ endDate }: Unexplained, rec: Recorder): void {
  if (!endDate) return;
  rec.derive('end', {
    label: 'End of the run, median of the lives',
    unit: 'date',
    value: endDate.p50,
    formula: 'run.start + duration',
  });
}

/** What the GPUs of the run cost while they did nothing useful. */
function noteCost(rec: Recorder): CostOfLost {
  const byCause = Object.fromEntries(
    LOSS_CAUSES.map((cause) => [
      cause,
      rec.figure(`costOfLost.${cause}`, {
        label: `Cost of the time lost ${LOSSES[cause].what} in a life`,
        unit: '$',
        formula: `lost.${cause} * run.gpus * money.perGpuHour`,
      }),
    ]),
  ) as Record<LossCause, number>;
  const total = rec.figure('costOfLost.total', {
    label: 'Cost of the time lost in a life',
    unit: '$',
    formula: LOSS_CAUSES.map((cause) => `costOfLost.${cause}`).join(' + '),
  });
  return { total, byCause };
}

function noteCauses(
  factory: Factory,
  { run, interruptions, lived }: TwinResult,
  note: (name: string, of: Simulated) => void,
): void {
  const causes = factory.reliability.causes;
  for (const [cause, value] of Object.entries(interruptions.byCause)) {
    const index = causes.findIndex(({ label }) => label === cause);
    const rate =
      index < 0 ? 'reliability.nodeFailureRate' : `factory.reliability.causes.${index}.rate`;
    const label = `${cause}: interruptions in ${showQuantity(lived.mean / DAY_S, '1')} d`;
    const inputs = [`training.${run}.nodes`, rate];
    note(`interruptions.byCause.${cause}`, { label, unit: '1', value, inputs });
  }
}

function meanOf({ mean, ci95 }: Estimate): Pick<Simulated, 'value' | 'range'> {
  return { value: mean, range: ci95 };
}

function pickNew(all: Notes, known: Notes): Notes {
  return Object.fromEntries(Object.entries(all).filter(([id]) => !Object.hasOwn(known, id)));
}
