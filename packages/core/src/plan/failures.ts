import type { Figure, Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { isHang, isSilent, NODE_FAILURES, needsRepair, shareOf } from './causes.ts';
import { planFigures } from './figures.ts';

type Figures = Readonly<Record<string, Figure>>;

/** How often a run is interrupted, and for how long it then stops. */
export function planFailures(
  factory: Factory,
  rec: Recorder,
): { readonly meanTimeToInterruption: number; readonly recoveryTime: number } {
  const planned = planFigures(interruptionsOf(factory), rec);
  planFigures({ ...ratesOf(factory), ...shortageOf(factory), ...restartOf(factory) }, rec);
  return planned;
}

function interruptionsOf({ reliability }: Factory) {
  return {
    interruptionRate: {
      label: 'Unexpected interruptions of the run',
      unit: '1/day',
      formula: `${NODE_FAILURES}${reliability.jobRate ? ' + factory.reliability.jobRate' : ''}`,
    },
    meanTimeToInterruption: {
      label: 'Mean time to an interruption',
      unit: 'min',
      formula: '1 / interruptionRate',
    },
    recoveryTime: {
      label: 'From a failure to training again',
      unit: 'min',
      formula: 'operations.recoveryTime',
    },
  } satisfies Figures;
}

/** Rates of what costs more than a restart. */
function ratesOf({ reliability }: Factory): Figures {
  const silent = shareOf(reliability.causes, isSilent);
  const hangs = shareOf(reliability.causes, isHang);
  return {
    ...(silent
      ? {
          corruptionRate: {
            label: 'Silent corruptions that are found',
            unit: '1/day',
            formula: `${NODE_FAILURES} * ${silent}`,
          },
        }
      : {}),
    detection: {
      label: 'From a failure to its detection, mean over all failures',
      unit: 's',
      formula: hangs
        ? `operations.detectTime + (operations.hangTime - operations.detectTime) * ${NODE_FAILURES} * ${hangs} / interruptionRate`
        : 'operations.detectTime',
    },
  };
}

/** Whether a spare replaces every node that is in repair. */
function shortageOf({ reliability: { causes }, resilience }: Factory): Figures {
  const ofNode = shareOf(causes, ({ repair }) => repair === 'node');
  const ofLink = shareOf(causes, ({ repair }) => repair === 'network');
  const times = [
    ...(ofNode ? [`operations.nodeRepairTime * ${ofNode}`] : []),
    ...(ofLink ? [`operations.linkRepairTime * ${ofLink}`] : []),
  ];
  if (times.length === 0) return {};
  const spares = resilience.spares ? 'min(spareNodes, resilience.spares)' : 'spareNodes';
  return {
    nodesInRepair: {
      label: 'Nodes in repair at a time',
      unit: '1',
      formula: `${NODE_FAILURES} * (${times.join(' + ')}) * exp(hazards.repairSigma ^ 2 / 2)`,
    },
    enoughNodes: {
      label: 'Chance that there are enough nodes',
      unit: '%',
      formula: `poisson(${resilience.recovery === 'repair' ? '0' : spares}, nodesInRepair)`,
      reason:
        resilience.recovery === 'repair'
          ? 'Only the repaired node itself takes its place.'
          : 'Repairs overlap like telephone calls: their number is Poisson-distributed, whatever the law of repair times.',
    },
  };
}

/** The share of failures that need another node, to which warm standbys give it sooner. */
function restartOf({ reliability, resilience }: Factory): Figures {
  const rest = '(max(operations.recoveryTime, operations.detectTime) - operations.detectTime)';
  const moved = shareOf(reliability.causes, needsRepair) ?? '0';
  const isWarm = resilience.warmStandbys.value > 0;
  const median = isWarm
    ? `(${rest} - min(scheduling, ${rest}) * (1 - ${moved} / standbySpeedUp))`
    : rest;
  return {
    restart: {
      label: 'Restarting, once a failure is detected',
      unit: 's',
      formula: `${median} * exp(hazards.restartSigma ^ 2 / 2)`,
    },
  };
}
