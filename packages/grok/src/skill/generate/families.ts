import type { RandomStream } from '@gigafactory/core/base';
import { codeOf } from '../see/codes.ts';
import { pick } from './chance.ts';
import type { Draft } from './edits.ts';

/** Figures that are parts of one: what people call each part where the whole was asked before. */
interface Family {
  readonly wholes: readonly string[];
  readonly parts: Readonly<Record<string, readonly string[]>>;
}

const FAMILIES: readonly Family[] = [
  {
    wholes: ['power.facility', 'power.it', 'power.training'],
    parts: {
      'power.nodes': [
        'the servers',
        'servers',
        'the nodes',
        'the machines',
        'hosts',
        'the GPUs and their servers',
      ],
      'power.network': [
        'the network',
        'network',
        'switches',
        'the switches',
        'the fabric',
        'optics and switches',
      ],
      'power.otherIt': [
        'storage',
        'the rest of the IT',
        'management and storage',
        'support systems',
      ],
      'power.it': ['the IT', 'IT', 'the computers', 'compute'],
      'power.perGpu': ['each GPU', 'one GPU', 'every card', 'per GPU'],
      'power.pue': ['the PUE', 'the overhead', 'cooling as a ratio'],
    },
  },
  {
    wholes: ['money.capex.total', 'money.capexPerGpu'],
    parts: {
      'money.capex.nodes': [
        'the servers',
        'servers',
        'the nodes',
        'nodes',
        'the machines',
        'the hosts',
        'compute',
      ],
      'money.capex.switches': ['switches', 'the switches', 'switching'],
      'money.capex.links': ['cables', 'the cables', 'optics', 'cabling', 'transceivers', 'fibre'],
      'money.capex.storage': ['storage', 'the storage', 'disks', 'the filesystem'],
      'money.capex.construction': [
        'the building',
        'buildings',
        'construction',
        'the halls',
        'the facility',
      ],
      'money.capexPerGpu': ['per GPU', 'each GPU', 'one card'],
    },
  },
  {
    wholes: ['money.opex.total', 'money.perGpuHour'],
    parts: {
      'money.opex.electricity': ['electricity', 'power', 'the power bill', 'energy', 'the utility'],
      'money.opex.maintenance': [
        'maintenance',
        'repairs',
        'upkeep',
        'servicing',
        'support contracts',
      ],
      'money.annualCapex': ['depreciation', 'the hardware', 'write downs', 'capital'],
    },
  },
  {
    wholes: ['training.Run.stepTime', 'training.Run.step.gemm', 'training.Run.mfu'],
    parts: {
      'training.Run.step.gemm': ['matrix products', 'matmuls', 'the math', 'GEMMs'],
      'training.Run.step.attention': ['attention', 'the attention kernels'],
      'training.Run.step.bubble': ['the bubble', 'bubble', 'idle time', 'the pipeline bubble'],
      'training.Run.step.dataParallel': [
        'gradient sync',
        'data parallel',
        'gradients',
        'the all-reduce',
      ],
      'training.Run.step.tensorParallel': ['tensor parallel', 'TP', 'tensor parallel traffic'],
      'training.Run.step.expertParallel': ['the experts', 'all-to-all', 'expert traffic'],
      'training.Run.step.pipelineSend': ['pipeline sends', 'sends between stages'],
      'training.Run.step.optimizer': ['the optimizer', 'Adam', 'the update'],
      'training.Run.step.recompute': ['recompute', 'recomputation'],
      'training.Run.step.host': ['the host', 'the CPU', 'launches'],
      'training.Run.step.overhead': ['overhead', 'the software'],
    },
  },
  {
    wholes: [
      'training.Run.memory.total',
      'training.Run.memory.weights',
      'training.Run.memory.capacity',
    ],
    parts: {
      'training.Run.memory.weights': ['weights', 'the weights', 'parameters'],
      'training.Run.memory.gradients': ['gradients', 'the gradients'],
      'training.Run.memory.optimizer': ['the optimizer', 'optimizer state', 'Adam', 'moments'],
      'training.Run.memory.activations': ['activations', 'the activations', 'intermediate results'],
      'training.Run.memory.logits': ['logits', 'the logits', 'the output layer'],
      'training.Run.memory.reserve': ['the reserve', 'headroom', 'what is kept free'],
    },
  },
  {
    wholes: ['training.Run.strategy.tp', 'training.Run.strategy.pp', 'training.Run.strategy.dp'],
    parts: {
      'training.Run.strategy.tp': ['tensor parallel', 'TP', 'tensor'],
      'training.Run.strategy.pp': ['pipeline', 'PP', 'pipeline parallel', 'stages'],
      'training.Run.strategy.dp': ['data parallel', 'DP', 'data'],
      'training.Run.strategy.ep': ['expert parallel', 'EP', 'experts'],
      'training.Run.strategy.cp': ['context parallel', 'CP', 'context'],
      'training.Run.strategy.microBatch': ['the micro-batch', 'micro-batch'],
    },
  },
  {
    wholes: ['training.Run.parameters'],
    parts: {
      'training.Run.activeParameters': [
        'the active ones',
        'those in use',
        'the ones a token uses',
        'active',
        'what is active',
        'those that fire',
      ],
    },
  },
  {
    wholes: ['fabric.switches', 'fabric.leafSwitches', 'fabric.links.total'],
    parts: {
      'fabric.leafSwitches': ['leaves', 'the leaves', 'at the bottom'],
      'fabric.spineSwitches': ['spines', 'the spines', 'in the middle'],
      'fabric.coreSwitches': ['cores', 'the core', 'at the top'],
      'fabric.links.leafSpine': ['leaf to spine', 'between leaf and spine'],
      'fabric.links.nodeLeaf': ['node to leaf', 'from nodes to leaves'],
    },
  },
  {
    wholes: ['training.Run.start', 'training.Run.duration', 'dates.ready'],
    parts: {
      'training.Run.end': ['the end', 'the finish', 'when it ends', 'done'],
      'training.Run.start': ['the start', 'when it starts'],
      'training.Run.idealDuration': ['without failures', 'if nothing breaks', 'the ideal'],
      'training.Run.interruptions': ['interruptions', 'crashes', 'how many crashes'],
    },
  },
];

const OF_THAT = [
  'of that, how much is {p}',
  'of which {p}',
  'how much of that is {p}',
  'how much of it is {p}',
  'how much of this goes to {p}',
  'how much does {p} account for',
  'and how much is {p}',
  'and {p}',
  'and {p} alone',
  'and for {p}',
  'only {p}',
  'just {p}',
  'ok but just {p}',
  'ok, and {p}',
  'what about {p}',
  'how about {p}',
  'and what about {p}',
  '{p}',
  '{p} only',
  'now {p}',
  'what part is {p}',
  'what share is {p}',
  'and the part of {p}',
  'so what is {p}',
  'break out {p}',
];

/** A question about a part, or another part, of what was asked before. */
export function draftPart(stream: RandomStream): Draft & { readonly before: string } {
  const { wholes, parts } = pick(stream, FAMILIES);
  const patterns = Object.keys(parts);
  const pattern = pick(stream, patterns);
  const before = pick(stream, [...wholes, ...wholes, pick(stream, patterns)]);
  return {
    text: pick(stream, OF_THAT).replace('{p}', pick(stream, parts[pattern]!)),
    call: `{"explain":"${codeOf(pattern)}"}`,
    before: `explain ${codeOf(before)}`,
  };
}
