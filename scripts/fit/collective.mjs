/**
 * NCCL collectives inside an NVLink domain, 16-bit elements (`message_size` counts elements).
 * Run `npx tsc -b packages/core` first. `node scripts/fit/collective.mjs DATA_FOLDER`
 */
import { nvlinkCollectiveTime } from '../../packages/core/dist/model/kernels/collective.js';
import * as emit from './emit.mjs';
import { logError, readRows, residualsOf, rounded, search, span } from './lib.mjs';

const FILES = {
  a100: 'a100_sxm-nccl-2.27.3.csv.gz',
  h100: 'h100_sxm-nccl-2.29.2.csv.gz',
  h200: 'h200_sxm-nccl-2.29.2.csv.gz',
  b200: 'b200_sxm-nccl-2.29.2.csv.gz',
  gb200: 'gb200-nccl-2.29.2.csv.gz',
};
const KINDS = {
  allReduce: ['all_reduce', 2],
  allGather: ['all_gather', 1],
  reduceScatter: ['reduce_scatter', 1],
  allToAll: ['alltoall', 1],
};
const LARGE = 8 * 2 ** 20;

function fitOne(rows, passes, bandwidth) {
  const predict = (constants) => {
    const fit = { passes, ...constants };
    return ({ bytes, gpus }) => nvlinkCollectiveTime(bytes, gpus, fit);
  };
  // Large buffers are most of training's traffic: they count twice.
  const weighed = [...rows, ...rows.filter((row) => row.bytes >= LARGE)];
  const loss = (c) => logError(weighed, predict(c));
  // Several starts: how the ramp splits between latency and fill has more than one valley.
  const fits = [3e4, 3e5, 3e6].map((fillBytes) =>
    search(
      {
        ...{ latency: 5e-6, latencyPerGpu: 5e-7, bandwidth, smallDomain: 0.5 },
        ...{ fill: 2e-5, fillBytes },
      },
      loss,
      { rounds: 8, steps: 600 },
    ),
  );
  const best = fits.reduce((a, b) => (loss(a) <= loss(b) ? a : b));
  const constants = rounded(best);
  return { fit: constants, predict: predict(constants) };
}

const BANDWIDTH = { a100: 2.3e11, h100: 3.8e11, h200: 3.8e11, b200: 8e11, gb200: 8e11 };
const facts = {};
const constants = [];
const table = [];
for (const [gpu, file] of Object.entries(FILES)) {
  const all = readRows(file).filter((row) => row.nccl_dtype === 'half');
  facts[gpu] = {};
  for (const [kind, [name, passes]] of Object.entries(KINDS)) {
    const rows = all
      .filter((row) => row.op_name === name)
      .map((r) => ({ bytes: 2 * r.message_size, gpus: r.num_gpus, time: r.latency / 1e3 }));
    const { fit, predict } = fitOne(rows, passes, BANDWIDTH[gpu]);
    const error = residualsOf(rows, predict);
    const from = (constant, unit) => emit.fitted(fit[constant], unit, file);
    facts[gpu][kind] = {
      passes: emit.chosen(passes, '1', passes === 2 ? 'Reduce, then gather.' : 'Once.'),
      latency: from('latency', 'us'),
      latencyPerGpu: from('latencyPerGpu', 'us'),
      bandwidth: from('bandwidth', 'GB/s'),
      smallDomain: from('smallDomain', '1'),
      fill: from('fill', 'us'),
      fillBytes: from('fillBytes', 'MB'),
      measured: {
        bytes: span(rows.map((row) => row.bytes)),
        gpus: span(rows.map((row) => row.gpus)),
      },
      error: rounded({ median: error.median, p90: error.p90 }),
    };
    const most = facts[gpu][kind].measured.gpus.most;
    constants.push([
      `${gpu} ${kind}`,
      (fit.latency * 1e6).toFixed(1),
      (fit.latencyPerGpu * 1e6).toFixed(2),
      (fit.bandwidth / 1e9).toFixed(0),
      (fit.bandwidth / (1 + fit.smallDomain / most) / 1e9).toFixed(0),
      (fit.fill * 1e6).toFixed(1),
      (fit.fillBytes / 1e6).toFixed(2),
    ]);
    const large = rows.filter((row) => row.bytes >= LARGE);
    table.push([`${gpu} ${kind}`, 'all', ...emit.residualCells(error)]);
    table.push([
      `${gpu} ${kind}`,
      'at least 8 MiB',
      ...emit.residualCells(residualsOf(large, predict)),
    ]);
  }
}

emit.writeFacts({
  script: 'collective.mjs',
  path: 'packages/core/src/facts/kernels/collective.ts',
  imports: [
    "import { chosen, fitted } from './fitted.ts';",
    "import type { CollectiveFit, CollectiveKind } from './types.ts';",
  ],
  name: 'COLLECTIVE_FITS',
  type: 'Readonly<Record<CollectiveKind, CollectiveFit>>',
  doc: 'NCCL collectives in an NVLink domain of 2 to 8 GPUs (GB200: 2 to 4): 2.29.2, on A100 2.27.3.',
  tree: facts,
});
emit.writeInRepository(
  'validation/kernels/collective.md',
  [
    '# Collectives in an NVLink domain',
    emit.markdownTable(
      [
        ...['GPU, collective', 'latency, us', 'per GPU, us', 'GB/s, large domain'],
        ...['GB/s, largest measured', 'fill, us', 'half of it at, MB'],
      ],
      constants,
    ),
    emit.markdownTable(['GPU, collective', 'buffers', ...emit.RESIDUAL_HEAD], table),
    '',
  ].join('\n\n'),
);
