import type { Figure, Recorder, Source } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { NODE_FAILURES } from './causes.ts';
import { planFigures } from './figures.ts';
import type { EfficiencyPlan } from './plan.ts';

type Figures = Readonly<Record<string, Figure>>;
type Parts = Partial<Record<keyof EfficiencyPlan, Figure>>;

const DALY: Source = {
  title: 'Daly 2006, A higher order estimate of the optimum checkpoint interval',
  locator: 'equation 20: expected wall time of a segment under exponential failures',
};

/** What a goodput rests on, beside the figures that were noted before it. */
interface GoodputInput {
  readonly factory: Factory;
  readonly replicas: number;
  /** Whether the run has a figure of this name. */
  readonly has: (name: string) => boolean;
}

/** Useful training time over wall time, and the parts that it is a product of. */
export function planGoodput(
  factory: Factory,
  replicas: number,
  rec: Recorder,
): { readonly efficiency: EfficiencyPlan; readonly goodput: number } {
  const input: GoodputInput = { factory, replicas, has: (name) => rec.has(name) };
  planFigures(costsOf(input), rec);
  const running = { ...recoveryOf(input), ...replicasOf(input) };
  const parts: Parts = {
    ...running,
    ...checkpointingOf(input),
    ...corruptionOf(input, running),
    planned: plannedOf(factory),
    ...paceOf(input),
  };
  const names = Object.keys(parts);
  const efficiency = planFigures(
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [`efficiency.${name}`, part])),
    rec,
  );
  const goodput = rec.figure('goodput', {
    label: 'Goodput: useful training time over wall time',
    unit: '%',
    formula: names.map((name) => `efficiency.${name}`).join(' * '),
    reason:
      'In closed form, each part by itself. The twin simulates them together, along with what no formula here covers: failing domains, lemons, ageing, slow nodes, too few technicians.',
  });
  return {
    efficiency: Object.fromEntries(names.map((name) => [name, efficiency[`efficiency.${name}`]!])),
    goodput,
  };
}

/** Whether the other replicas go on while one is brought back. */
export function goesOn({ resilience }: Factory, replicas: number): boolean {
  return resilience.recovery === 'replica' && replicas > 1;
}

/** Time that one interruption costs if the whole run restarts. */
function costsOf({ factory, replicas, has }: GoodputInput): Figures {
  const { recovery } = factory.resilience;
  const waits = has('enoughNodes') && (recovery !== 'shrink' || replicas === 1);
  const away = waits ? 'detection + waitForNodes' : 'detection';
  // A failure during a restart begins it again, after its detection; of those before, nothing is noticed.
  const again = `(${away}) * exp(interruptionRate * restart) + expm1(interruptionRate * restart) / interruptionRate`;
  const isAgain = factory.hazards.duringRecovery === 'restart';
  return {
    ...(waits
      ? {
          waitForNodes: {
            label: 'Waiting for a node, mean over all failures',
            unit: 's',
            formula: '(1 / enoughNodes - 1) / interruptionRate',
          },
        }
      : {}),
    restartCost: {
      label:
        'Time from a failure that stops the run until training resumes, further failures included',
      unit: 'min',
      formula: isAgain ? again : `${away} + restart`,
      ...(isAgain ? { source: DALY } : {}),
    },
    stopCost: {
      label: 'Restarting after a planned stop, failures included',
      unit: 'min',
      formula: `restartCost - (${away})`,
    },
  };
}

/** What interrupts the whole run. */
function stoppingRate({ factory, replicas, has }: GoodputInput): string | undefined {
  if (!goesOn(factory, replicas)) return 'interruptionRate';
  const rates = [
    ...(has('corruptionRate') ? ['corruptionRate'] : []),
    ...(factory.reliability.jobRate ? ['factory.reliability.jobRate'] : []),
  ];
  return rates.length === 0 ? undefined : `(${rates.join(' + ')})`;
}

function recoveryOf(input: GoodputInput): Parts {
  const rate = stoppingRate(input);
  if (rate === undefined) return {};
  const queues = input.factory.hazards.duringRecovery === 'queue';
  return {
    recovery: {
      label: 'Share of time in which the run is not stopped by failures',
      unit: '%',
      formula: queues ? `1 - ${rate} * restartCost` : `1 / (1 + ${rate} * restartCost)`,
      source: DALY,
    },
  };
}

/** Replicas that are lost: the stall of all, and the share of the batch that is missing until one is back. */
function replicasOf(input: GoodputInput): Parts {
  const { factory, replicas, has } = input;
  if (!goesOn(factory, replicas)) return shrunkOf(input);
  const stopping = stoppingRate(input);
  const lost = stopping ? `(interruptionRate - ${stopping})` : 'interruptionRate';
  const stall = '(resilience.replicaStall + detection - operations.detectTime)';
  const rest = '(max(operations.recoveryTime, resilience.replicaStall) - resilience.replicaStall)';
  const away = has('waitForNodes') ? `(${rest} + waitForNodes)` : rest;
  const stalled = {
    restart: `exp(-${lost} * ${stall})`,
    queue: `(1 - ${lost} * ${stall})`,
    ignore: `1 / (1 + ${lost} * ${stall})`,
  } as const;
  return {
    stalls: {
      label: 'Share of time in which the other replicas do not wait for a lost one to be left out',
      unit: '%',
      formula: stalled[factory.hazards.duringRecovery],
    },
    replicas: {
      label: 'Share of the replicas that train',
      unit: '%',
      formula: `exp(-${lost} * ${away} / replicas)`,
    },
  };
}

/** Without a spare node, a run that shrinks is one replica short. */
function shrunkOf({ factory, replicas, has }: GoodputInput): Parts {
  if (factory.resilience.recovery !== 'shrink' || replicas === 1 || !has('enoughNodes')) return {};
  return {
    replicas: {
      label: 'Share of the replicas that train',
      unit: '%',
      formula: '1 - (1 - enoughNodes) / replicas',
      reason:
        'One replica fewer while nodes are missing; the chance that more are missing is left out.',
    },
  };
}

/** Training, without writing checkpoints and without repeating what they did not hold. */
function checkpointingOf({ has }: GoodputInput): Parts {
  const formula = has('checkpoint.lossRate')
    ? 'checkpoint.lossRate * checkpoint.interval / expm1(checkpoint.lossRate * checkpoint.cycle)'
    : 'checkpoint.interval / checkpoint.cycle';
  return {
    checkpointing: {
      label: 'Share of running time that is neither checkpoints nor repeated work',
      unit: '%',
      formula,
      source: DALY,
    },
  };
}

/** What is trained after a corruption, until it is noticed, is thrown away; only what computes corrupts. */
function corruptionOf({ has }: GoodputInput, running: Parts): Parts {
  if (!has('corruptionRate')) return {};
  const corrupting = [
    'corruptionRate',
    ...Object.keys(running).map((part) => `efficiency.${part}`),
  ];
  return {
    corruption: {
      label: 'Share of the work that is not thrown away as corrupt',
      unit: '%',
      formula: `exp(-${corrupting.join(' * ')} * hazards.corruptionLatency)`,
    },
  };
}

function plannedOf({ hazards }: Factory): Figure {
  const people = hazards.personStops.value > 0 ? ` + hazards.personStops * ${NODE_FAILURES}` : '';
  return {
    label: 'Share of time without planned stops',
    unit: '%',
    // As a ratio: where nodes are short, a restart may take longer than from one planned stop to the next.
    formula: `(1 - operations.plannedInterruptions * operations.plannedStopTime) / (1 + (operations.plannedInterruptions${people}) * stopCost)`,
  };
}

/** What slows all nodes alike. */
function paceOf({ factory: { hazards }, has }: GoodputInput): Parts {
  const factors = [
    ...(hazards.heat.value > 0 ? ['(1 - hazards.heat * heatOfDay)'] : []),
    ...(hazards.imbalance.value > 0 ? ['(1 - hazards.imbalance)'] : []),
    ...(has('flapStall') ? ['(1 - min(flapStall * nodes, 0.99))'] : []),
  ];
  if (factors.length === 0) return {};
  return {
    pace: {
      label: 'Pace, as a share of what the step time promises',
      unit: '%',
      formula: factors.join(' * '),
    },
  };
}
