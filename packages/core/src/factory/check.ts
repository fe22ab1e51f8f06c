import {
  type Fix,
  multiplesNear,
  nearestName,
  nearestNames,
  type Problem,
  showQuantity,
} from '../base/index.ts';
import { MODELS } from '../facts/index.ts';
import { checkKit } from './check-kit.ts';
import { checkEngine, checkProgram } from './check-program.ts';
import { checkService } from './check-service.ts';
import { checkTasks } from './check-tasks.ts';
import { countFixes } from './count-fixes.ts';
import { cut } from './cursor.ts';
import type { Draft } from './draft.ts';
import type { Factory, FactoryRequirement, FactoryRun } from './factory.ts';
import { isModelFile, modelFileProblem } from './models.ts';

/**
 * Finds values that are each valid but not in combination. It also takes the readable part of a faulty file,
 * and says nothing about the rest.
 */
export function checkFactory(factory: Draft<Factory>): Problem[] {
  return [
    ...checkFleet(factory),
    ...checkSwitch(factory),
    ...checkKit(factory.hardware ?? {}),
    ...checkDetection(factory),
    ...checkEngine(factory),
    ...Object.entries(factory.runs ?? {}).flatMap(([name, run]) =>
      run ? [...checkRun(factory, name, run), ...checkProgram(factory, name, run)] : [],
    ),
    ...Object.entries(factory.services ?? {}).flatMap(([name, service]) =>
      service ? checkService(factory, name, service) : [],
    ),
    ...checkTasks(factory.schedule?.tasks ?? {}),
    ...(factory.requirements ?? []).flatMap((requirement, index) =>
      requirement ? checkBounds(requirement, index) : [],
    ),
  ];
}

function checkFleet({ fleet, hardware }: Draft<Factory>): Problem[] {
  const perNode = hardware?.node?.gpusPerNode?.value;
  const gpus = fleet?.gpus?.value;
  if (!perNode || !gpus || gpus % perNode === 0) return [];
  const message = `${gpus} GPUs do not fill nodes of ${perNode}; take a multiple.`;
  return [
    {
      code: 'fleet.nodes',
      path: 'fleet.gpus',
      message,
      expected: `a multiple of ${perNode}`,
      fixes: countFixes('fleet.gpus', gpus, perNode),
    },
  ];
}

/** In a Clos of switches half of each switch's ports go down and half up. */
function checkSwitch({ hardware }: Draft<Factory>): Problem[] {
  const ports = hardware?.switch?.ports?.value;
  if (ports === undefined || ports % 2 === 0) return [];
  const message = `Half of the ports of a switch lead upwards, and ${ports} has no half; take an even number.`;
  return [
    {
      code: 'switch.ports',
      path: 'hardware.switch.ports',
      message,
      expected: 'an even number',
      fixes: countFixes('hardware.switch.ports', ports, 2),
    },
  ];
}

/** Detection is a part of the recovery, and some work is left after it. */
function checkDetection({ operations }: Draft<Factory>): Problem[] {
  const { detectTime, recoveryTime } = operations ?? {};
  if (!detectTime || !recoveryTime || detectTime.value < recoveryTime.value) return [];
  const detect = showQuantity(detectTime.value, 's');
  const whole = showQuantity(recoveryTime.value, 's');
  const message = `A crash is noticed after ${detect}, but training is to resume ${whole} after the crash, detection and restart together; lower detectTime or raise recoveryTime.`;
  // If the default is too long, the problem is located at the value given.
  const path = detectTime.at ? 'operations.detectTime' : 'operations.recoveryTime';
  return [{ code: 'operations.detection', path, message, expected: `less than ${whole}` }];
}

function checkRun(factory: Draft<Factory>, name: string, run: Draft<FactoryRun>): Problem[] {
  const at = `runs.${name}`;
  const faults = [
    checkModel(factory, run),
    checkGpus(factory, name, run),
    checkNodes(factory, run),
    checkLength(run),
    checkPrecision(factory, run),
    checkStrategy(run),
  ];
  return faults
    .filter((fault) => fault !== undefined)
    .map(({ path, fixes, ...fault }) => ({
      ...fault,
      path: path ? `${at}.${path}` : at,
      ...(fixes ? { fixes: fixes.map((fix) => belowRun(at, fix)) } : {}),
    }));
}

/** A fix whose paths begin at the run, or at the top of the file. */
function belowRun(at: string, { label, edits }: Fix): Fix {
  const whole = Object.entries(edits).map(([path, value]) => [
    path.startsWith('fleet.') ? path : `${at}.${path}`,
    value,
  ]);
  return { label, edits: Object.fromEntries(whole) };
}

function checkModel({ models }: Draft<Factory>, { model }: Draft<FactoryRun>): Problem | undefined {
  if (!models || model === undefined || Object.hasOwn(models, model)) return undefined;
  if (isModelFile(model)) return { ...modelFileProblem(model), path: 'model' };
  const names = Object.keys(models);
  const known = [...names, ...Object.keys(MODELS)];
  const nearest = nearestName(model, known);
  const likely = nearestNames(model, known).slice(0, 4);
  const own =
    names.length > 0 ? `the file has ${names.join(', ')}` : 'the file has none of its own';
  return {
    code: 'model.unknown',
    path: 'model',
    message: `There is no model "${cut(model)}"; ${own}, and "gigafactory catalogue model" lists those of the catalogue.`,
    ...(nearest === undefined ? {} : { nearest }),
    ...(likely.length > 0
      ? { fixes: likely.map((each) => ({ label: `Train “${each}”`, edits: { model: each } })) }
      : {}),
  };
}

function checkGpus(
  { fleet, hardware }: Draft<Factory>,
  name: string,
  { gpus }: Draft<FactoryRun>,
): Problem | undefined {
  if (!gpus || !fleet?.gpus || gpus.value <= fleet.gpus.value) return undefined;
  const message = `The run takes ${gpus.value} GPUs of a fleet of ${fleet.gpus.value}; lower it, or raise fleet.gpus.`;
  const perNode = hardware?.node?.gpusPerNode?.value ?? 1;
  const wanted = Math.ceil(gpus.value / perNode) * perNode;
  const fitting = fittingGpus(
    gpus.value,
    Math.floor(fleet.gpus.value / perNode) * perNode,
    perNode,
  );
  return {
    ...{ code: 'run.gpus', path: 'gpus', message, expected: `at most ${fleet.gpus.value}` },
    ...(fitting === 0 ? {} : { edits: { [`runs.${name}.gpus`]: String(fitting) } }),
    fixes: [
      ...(fitting === 0
        ? []
        : [{ label: `Set the run to ${shown(fitting)} GPUs`, edits: { gpus: `${fitting}` } }]),
      {
        label: `Raise the fleet to ${shown(wanted)} GPUs`,
        edits: { 'fleet.gpus': `${wanted}` },
      },
    ],
  };
}

function shown(count: number): string {
  return showQuantity(count, '1');
}

/** A run of a thousand times the fleet was not meant for it: its halves and thirds say nothing. */
const MOST_PARTS = 1000;

/**
 * GPUs in whole nodes, at most `most` of them. A half or a third of the run's can be split as they were, with fewer
 * replicas, so they are preferred where they use half of the fleet.
 */
function fittingGpus(gpus: number, most: number, perNode: number): number {
  const least = Math.max(2, Math.ceil(gpus / most));
  for (let parts = least; parts <= Math.min((2 * gpus) / most, MOST_PARTS); parts++) {
    if (gpus % (parts * perNode) === 0) return gpus / parts;
  }
  return most;
}

function checkNodes(
  { hardware, fleet }: Draft<Factory>,
  { gpus }: Draft<FactoryRun>,
): Problem | undefined {
  const perNode = hardware?.node?.gpusPerNode?.value;
  // A run that takes the whole fleet gives no number of GPUs that could be wrong.
  if (!gpus?.at || !perNode || gpus.value % perNode === 0) return undefined;
  const message = `A run takes whole nodes: a multiple of ${perNode} GPUs, not ${gpus.value}; take ${multiplesNear(gpus.value, perNode).join(' or ')}.`;
  return {
    code: 'run.nodes',
    path: 'gpus',
    message,
    expected: `a multiple of ${perNode}`,
    fixes: countFixes('gpus', gpus.value, perNode, fleet?.gpus?.value),
  };
}

function checkLength(run: Draft<FactoryRun>): Problem | undefined {
  // A key missing from the draft was in the file but could not be read.
  if (!('tokens' in run && 'compute' in run)) return undefined;
  if ((run.tokens === undefined) !== (run.compute === undefined)) return undefined;
  return {
    code: 'run.length',
    message:
      'Give exactly one of tokens and compute: how much to train on, such as tokens: 15T, or what to spend, such as compute: 3e24 FLOP.',
    fixes: run.tokens
      ? [
          { label: 'Remove compute', edits: { compute: '' } },
          { label: 'Remove tokens', edits: { tokens: '' } },
        ]
      : [{ label: 'Train on 15T tokens', edits: { tokens: '15T tokens' } }],
  };
}

function checkPrecision(
  { hardware }: Draft<Factory>,
  { precision }: Draft<FactoryRun>,
): Problem | undefined {
  if (!precision || precision === 'bf16' || !hardware?.gpu || hardware.gpu.fp8) return undefined;
  const message = `${hardware.gpu.label} has no ${precision}; take bf16.`;
  const fixes = [{ label: 'Take bf16', edits: { precision: 'bf16' } }];
  return { code: 'run.precision', path: 'precision', message, expected: 'bf16', fixes };
}

function checkStrategy({ gpus, strategy }: Draft<FactoryRun>): Problem | undefined {
  const { tp, pp, cp } = strategy ?? {};
  const pinned = Object.entries({ TP: tp, PP: pp, CP: cp }).filter(([, size]) => size);
  const product = pinned.reduce((all, [, size]) => all * size!.value, 1);
  if (!gpus || gpus.value % product === 0) return undefined;
  const split = pinned.map(([axis, size]) => `${axis} ${size!.value}`).join(' x ');
  const message = `${split} = ${product} does not divide ${gpus.value} GPUs; take numbers whose product does, or ${multiplesNear(gpus.value, product).join(' or ')} GPUs.`;
  return {
    code: 'strategy.divide',
    path: 'strategy',
    message,
    expected: `a divisor of ${gpus.value}`,
    fixes: [
      {
        label: 'Let the search choose these',
        edits: Object.fromEntries(pinned.map(([axis]) => [`strategy.${axis.toLowerCase()}`, ''])),
      },
    ],
  };
}

function checkBounds(requirement: Draft<FactoryRequirement>, index: number): Problem[] {
  if (!('atLeast' in requirement && 'atMost' in requirement)) return [];
  if ((requirement.atLeast === undefined) !== (requirement.atMost === undefined)) return [];
  const what = requirement.claim === undefined ? 'A requirement' : `"${requirement.claim}"`;
  return [
    {
      code: 'requirement.bounds',
      path: `requirements.${index}`,
      message: `${what} needs exactly one of atLeast and atMost.`,
      expected: 'atLeast or atMost',
      ...(requirement.atLeast
        ? {
            fixes: [
              { label: 'Keep atMost', edits: { [`requirements.${index}.atLeast`]: '' } },
              { label: 'Keep atLeast', edits: { [`requirements.${index}.atMost`]: '' } },
            ],
          }
        : {}),
    },
  ];
}
