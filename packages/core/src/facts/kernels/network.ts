import type { NetworkFit } from './types.ts';

const TUNING = {
  title: 'NVIDIA/nccl b647562, src/graph/tuning.cc',
  url: 'https://github.com/NVIDIA/nccl/blob/b6475625fbcaa2c3c0e50eed2fa1255d7514d4a2/src/graph/tuning.cc',
};

/** Collectives between nodes: not in the measured tables, so from NCCL's authors. */
export const NETWORK_FIT: NetworkFit = {
  efficiency: {
    value: 0.94,
    unit: '1',
    provenance: 'paper',
    source: {
      title: 'NVIDIA/nccl-tests issue 290, a maintainer on H100 nodes',
      locator: '46 to 48 GB/s per 400 Gb/s NIC',
      url: 'https://github.com/NVIDIA/nccl-tests/issues/290',
    },
    asOf: '2025-03-03',
    range: [0.8, 0.96],
    alternatives: [
      {
        value: 0.8,
        unit: '1',
        provenance: 'measured',
        source: {
          title: 'NVIDIA/nccl issue 1221',
          locator: 'all-reduce on 4 nodes of 8 x 400 Gb/s RoCE: 320 GB/s bus bandwidth',
          url: 'https://github.com/NVIDIA/nccl/issues/1221',
        },
        asOf: '2024-03-13',
      },
      {
        value: 0.96,
        unit: '1',
        provenance: 'measured',
        source: {
          title: 'NVIDIA/nccl issue 812, a maintainer on DGX A100',
          locator: '192 GB/s all-reduce bus bandwidth over 8 x 200 Gb/s',
          url: 'https://github.com/NVIDIA/nccl/issues/812',
        },
        asOf: '2023-03-31',
      },
    ],
  },
  baseLatency: {
    value: 8.4e-6,
    unit: 'us',
    provenance: 'paper',
    source: { ...TUNING, locator: 'baseLat, ring, simple protocol' },
  },
  hopLatency: {
    value: 14e-6,
    unit: 'us',
    provenance: 'paper',
    source: { ...TUNING, locator: 'hwLat, network, ring, simple protocol; 2.7 us with LL' },
    range: [2.7e-6, 14e-6],
  },
};
