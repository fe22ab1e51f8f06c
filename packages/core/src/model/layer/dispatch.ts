import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { collectiveTime } from './communication.ts';

/**
 * Tokens to their experts and back, one layer one way, s; what computing hides of it is taken off.
 *
 * `perExpert`: an all-to-all of a copy of each token for each of its experts, all of it waited for.
 * `deduplicated`: a token travels once to each node and, within it, once to each GPU with experts of
 * it (DeepEP; DeepSeek-V3, section 3.2.2), and part of it runs beside computing.
 */
export function exchangeTime(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  copies: number,
  rec?: Recorder,
): number {
  const deduplicated = job.stack.dispatch === 'deduplicated';
  const send = deduplicated
    ? deduplicatedTime(job, s, tokens / s.tp, rec)
    : copiedTime(job, s, copies, rec);
  const scope = rec?.within('exchange');
  const gathered = job.constants.activationBytes * copies * job.model.hidden * s.etp;
  const part = (name: string) => scope?.within(name, { copies: rec!.id('copies') });
  const gather = collectiveTime(job, 'allGather', gathered, s.etp, 1, part('gather'), GATHER);
  const scatter = collectiveTime(job, 'reduceScatter', gathered, s.etp, 1, part('scatter'), GATHER);
  const share = deduplicated ? job.constants.exposedExpert : 1;
  const time = share * (2 * send + gather + scatter);
  scope?.derive('time', {
    label: 'Tokens to their experts and back, one layer one way',
    unit: 'ms',
    value: time,
    formula: `${deduplicated ? 'share * ' : ''}(2 * send + gather + scatter)`,
    inputs: {
      send: 'send.time',
      gather: 'gather.time',
      scatter: 'scatter.time',
      ...(deduplicated ? { share: 'constants.exposedExpert' } : {}),
    },
  });
  return time;
}

function copiedTime(job: TrainingJob, s: Strategy, copies: number, rec?: Recorder): number {
  const bytes = job.constants.activationBytes * copies * job.model.hidden;
  const scope = rec?.within('exchange.send', { copies: rec.id('copies') });
  return collectiveTime(job, 'allToAll', bytes, s.ep, s.etp, scope, EXCHANGE);
}

/** The slower of the part between nodes and the part inside them, which run at the same time. */
function deduplicatedTime(job: TrainingJob, s: Strategy, tokens: number, rec?: Recorder): number {
  const { hardware, kernels, constants: c, model: m } = job;
  const local = Math.max(1, Math.min(s.ep, Math.floor(hardware.nvlinkDomain / s.etp)));
  const nodes = s.ep / local;
  const toNodes = distinct(nodes, m.topK);
  const toGpus = distinct(s.ep, m.topK);
  const bytes = c.activationBytes * tokens * m.hidden;
  const { network } = kernels;
  const between =
    ((nodes - 1) / nodes) *
    ((bytes * toNodes) / (hardware.networkBandwidth * network.efficiency) +
      network.baseLatency +
      network.hopLatency);
  const fit = kernels.collectives.allToAll;
  const inside =
    ((local - 1) / local) *
    ((bytes * toGpus * (1 + fit.smallDomain / local)) / fit.bandwidth + fit.latency);
  const time = Math.max(between, inside);
  if (rec) noteDeduplicated({ local, toNodes, toGpus, bytes, between, inside, time }, rec);
  return time;
}

/**
 * How many of `places` a token goes to that goes to `choices` of them at random. The power is multiplied
 * out: `**` is not specified to the bit, and a twin's steps are replayed with what it gives.
 */
function distinct(places: number, choices: number): number {
  const others = 1 - 1 / places;
  let missed = 1;
  for (let choice = 0; choice < choices; choice++) missed *= others;
  return places * (1 - missed);
}

interface Deduplicated {
  readonly local: number;
  readonly toNodes: number;
  readonly toGpus: number;
  readonly bytes: number;
  readonly between: number;
  readonly inside: number;
  readonly time: number;
}

function noteDeduplicated(d: Deduplicated, rec: Recorder): void {
  const scope = rec.within('exchange.send');
  for (const [name, label, unit, formula, inputs] of DEDUPLICATED) {
    scope.derive(name, { label, unit, value: d[name], formula, inputs });
  }
}

const GROUP = { ep: 'strategy.ep', local: 'local', topK: 'model.topK' };

/** Notes of a deduplicated exchange, in order. */
const DEDUPLICATED: readonly (readonly [
  name: keyof Deduplicated,
  label: string,
  unit: string,
  formula: string,
  inputs: Readonly<Record<string, string>>,
])[] = [
  [
    'local',
    'Expert ranks in one NVLink domain',
    '1',
    'max(1, min(ep, floor(domain / etp)))',
    { ep: 'strategy.ep', etp: 'strategy.etp', domain: 'hardware.nvlinkDomain' },
  ],
  [
    'toNodes',
    'Nodes that a token goes to',
    '1',
    'ep / local * (1 - (1 - local / ep) ^ topK)',
    GROUP,
  ],
  ['toGpus', 'GPUs that a token goes to', '1', 'ep * (1 - (1 - 1 / ep) ^ topK)', GROUP],
  [
    'bytes',
    'Tokens of one GPU',
    'MB',
    'bytes * tokens / tp * hidden',
    {
      bytes: 'constants.activationBytes',
      tokens: 'microBatchTokens',
      tp: 'strategy.tp',
      hidden: 'model.hidden',
    },
  ],
  [
    'between',
    'Between nodes',
    'ms',
    '(ep / local - 1) / (ep / local) * (bytes * toNodes / (nic * efficiency) + baseLatency + hopLatency)',
    {
      ep: 'strategy.ep',
      local: 'local',
      bytes: 'bytes',
      toNodes: 'toNodes',
      nic: 'hardware.networkBandwidth',
      efficiency: 'kernels.network.efficiency',
      baseLatency: 'kernels.network.baseLatency',
      hopLatency: 'kernels.network.hopLatency',
    },
  ],
  [
    'inside',
    'Inside nodes',
    'ms',
    '(local - 1) / local * (bytes * toGpus * (1 + smallDomain / local) / bandwidth + latency)',
    {
      local: 'local',
      bytes: 'bytes',
      toGpus: 'toGpus',
      smallDomain: 'kernels.collectives.allToAll.smallDomain',
      bandwidth: 'kernels.collectives.allToAll.bandwidth',
      latency: 'kernels.collectives.allToAll.latency',
    },
  ],
  [
    'time',
    'Tokens to or from their experts',
    'ms',
    'max(between, inside)',
    { between: 'between', inside: 'inside' },
  ],
];

const EXCHANGE = {
  label: 'Tokens to or from their experts',
  bytes: {
    formula: 'bytes * copies * hidden',
    inputs: { bytes: 'constants.activationBytes', copies: 'copies', hidden: 'model.hidden' },
  },
  gpus: { formula: 'ep', inputs: { ep: 'strategy.ep' } },
  inner: { formula: 'etp', inputs: { etp: 'strategy.etp' } },
};
const GATHER = {
  label: 'Tokens among the GPUs of a split expert',
  bytes: {
    formula: 'bytes * copies * hidden * etp',
    inputs: {
      bytes: 'constants.activationBytes',
      copies: 'copies',
      hidden: 'model.hidden',
      etp: 'strategy.etp',
    },
  },
  gpus: { formula: 'etp', inputs: { etp: 'strategy.etp' } },
  inner: { formula: '1', inputs: {} },
};
