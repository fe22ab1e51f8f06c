import type { Recorder } from '../../base/index.ts';
import { bandwidthNote, bandwidthWithin } from '../fabric/topology.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { collectiveTime } from './communication.ts';

/**
 * Sending tokens to their experts and back, one layer one way, s, less the part that computing hides.
 *
 * `perExpert`: an all-to-all with a copy of each token for each of its experts, none of it hidden.
 * `deduplicated`: a token travels once to each node and, within it, once to each GPU that has any of its
 * experts (DeepEP; DeepSeek-V3, section 3.2.2), and part of that overlaps with computing.
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
  const bytes = job.constants.activationBytes * copies * job.model.hidden * s.etp;
  const among = (kind: 'allGather' | 'reduceScatter', name: string) =>
    collectiveTime(
      job,
      { kind, bytes, gpus: s.etp, inner: 1 },
      scope?.within(name, { copies: rec!.id('copies') }),
      GATHER,
    );
  const gather = among('allGather', 'gather');
  const scatter = among('reduceScatter', 'scatter');
  const share = deduplicated ? job.constants.exposedExpert : 1;
  const time = share * (2 * send + gather + scatter);
  scope?.derive('time', {
    label: 'Tokens to their experts and back, one layer one way',
    unit: 'ms',
    value: time,
    formula: `${deduplicated ? 'constants.exposedExpert * ' : ''}(2 * send.time + gather.time + scatter.time)`,
  });
  return time;
}

function copiedTime(job: TrainingJob, s: Strategy, copies: number, rec?: Recorder): number {
  const bytes = job.constants.activationBytes * copies * job.model.hidden;
  const scope = rec?.within('exchange.send', { copies: rec.id('copies') });
  return collectiveTime(
    job,
    { kind: 'allToAll', bytes, gpus: s.ep, inner: s.etp },
    scope,
    EXCHANGE,
  );
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
  const nic = bandwidthWithin(hardware.network, s.ep * s.etp);
  const between =
    ((nodes - 1) / nodes) *
    ((bytes * toNodes) / (nic * network.efficiency) + network.baseLatency + network.hopLatency);
  const fit = kernels.collectives.allToAll;
  const inside =
    ((local - 1) / local) *
    ((bytes * toGpus * (1 + fit.smallDomain / local)) / fit.bandwidth + fit.latency);
  const time = Math.max(between, inside);
  if (rec) {
    const scope = rec.within('exchange.send', {
      nic: bandwidthNote(hardware.network, s.ep * s.etp),
    });
    noteDeduplicated({ local, toNodes, toGpus, bytes, between, inside, time }, scope);
  }
  return time;
}

/**
 * How many distinct ones of `places` a token visits that makes `choices` random choices. The power is
 * multiplied out, because `**` is not specified to the last bit and the steps of a twin depend on the result.
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

function noteDeduplicated(d: Deduplicated, scope: Recorder): void {
  for (const [name, label, unit, formula] of DEDUPLICATED) {
    scope.derive(name, { label, unit, value: d[name], formula });
  }
}

const NODES = 'strategy.ep / local';

/** Notes of a deduplicated exchange, in order. */
const DEDUPLICATED: readonly (readonly [
  name: keyof Deduplicated,
  label: string,
  unit: string,
  formula: string,
])[] = [
  [
    'local',
    'Expert ranks in one NVLink domain',
    '1',
    'max(1, min(strategy.ep, floor(hardware.nvlinkDomain / strategy.etp)))',
  ],
  [
    'toNodes',
    'Nodes that a token goes to',
    '1',
    `${NODES} * (1 - (1 - local / strategy.ep) ^ model.topK)`,
  ],
  [
    'toGpus',
    'GPUs that a token goes to',
    '1',
    'strategy.ep * (1 - (1 - 1 / strategy.ep) ^ model.topK)',
  ],
  [
    'bytes',
    'Tokens of one GPU',
    'MB',
    'constants.activationBytes * microBatchTokens / strategy.tp * model.hidden',
  ],
  [
    'between',
    'Between nodes',
    'ms',
    `(${NODES} - 1) / (${NODES}) * (bytes * toNodes / (nic * kernels.network.efficiency)` +
      ' + kernels.network.baseLatency + kernels.network.hopLatency)',
  ],
  [
    'inside',
    'Inside nodes',
    'ms',
    '(local - 1) / local * (bytes * toGpus * (1 + kernels.collectives.allToAll.smallDomain / local)' +
      ' / kernels.collectives.allToAll.bandwidth + kernels.collectives.allToAll.latency)',
  ],
  ['time', 'Tokens to or from their experts', 'ms', 'max(between, inside)'],
];

const COPIES = 'constants.activationBytes * copies * model.hidden';
const EXCHANGE = {
  label: 'Tokens to or from their experts',
  bytes: COPIES,
  gpus: 'strategy.ep',
  inner: 'strategy.etp',
};
const GATHER = {
  label: 'Tokens among the GPUs of a split expert',
  bytes: `${COPIES} * strategy.etp`,
  gpus: 'strategy.etp',
  inner: '1',
};
