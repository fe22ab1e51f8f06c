import type { Known, Source } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

export type GpuFamily = 'ampere' | 'hopper' | 'blackwell';

export interface GpuSpec {
  readonly label: string;
  readonly family: GpuFamily;
  /** Dense, without sparsity. FLOP/s */
  readonly bf16: Known;
  /** Dense; absent where the GPU has no FP8. FLOP/s */
  readonly fp8?: Known;
  /** As the driver reports it, where someone printed that: data sheets round to fewer. B */
  readonly memory: Known;
  /** B/s */
  readonly memoryBandwidth: Known;
  /** Per direction: data sheets print the sum of both. B/s */
  readonly nvlinkBandwidth: Known;
  /** W */
  readonly tdp: Known;
  /** Absent where it is not published. */
  readonly streamingMultiprocessors?: Known;
  /** Of one GPU without a node, where it was ever quoted. USD */
  readonly price?: Known;
}

const epoch = { provenance: 'datasheet', source: cite('epochHardware') } as const;
const b300 = { provenance: 'datasheet', source: cite('b300Comparison') } as const;
const grandTeton = {
  provenance: 'paper',
  source: cite('torchtitan', 'section 3, set-up'),
} as const;
const msrp = { provenance: 'quote', source: cite('huggingFaceHardware') } as const;

/** Data sheets print both directions together; a collective moves bytes along one. */
function nvlink(perDirection: string, printed: string): Known {
  return fact(perDirection, { ...epoch, reason: `half of the ${printed} printed for both ways` });
}

/** The total of `nvidia-smi`, in MiB there: of 80 GiB a driver keeps 0.4, of 80 GB it has 5.5 more. */
function driverMemory(
  gigabytes: string,
  mebibytes: string,
  printed: Known,
  cited: Source = cite('driverMemory'),
): Known {
  return fact(gigabytes, {
    provenance: 'measured',
    source: { ...cited, locator: `${mebibytes} MiB` },
    alternatives: [printed],
  });
}

const H100_SMS = fact('132', {
  provenance: 'datasheet',
  source: cite('h100WhitePaper', 'SXM5 specifications'),
});
const A100_SMS = fact('108', {
  provenance: 'datasheet',
  source: cite('a100WhitePaper', 'A100 specifications'),
});
const SAME_DIE = 'same GH100 die and tensor throughput as the H100 SXM; not printed separately';
const B200_SMS = fact('148', { provenance: 'measured', source: cite('b200DeviceQuery') });

const HOPPER: Readonly<Record<string, GpuSpec>> = {
  'h100-sxm': {
    label: 'NVIDIA H100 SXM5 80 GB',
    family: 'hopper',
    bf16: fact('989.4 TFLOP/s', epoch),
    fp8: fact('1978.9 TFLOP/s', epoch),
    memory: driverMemory('85.52 GB', '81,559', fact('80 GB', epoch)),
    memoryBandwidth: fact('3.35 TB/s', epoch),
    nvlinkBandwidth: nvlink('450 GB/s', '900 GB/s'),
    tdp: fact('700 W', epoch),
    streamingMultiprocessors: H100_SMS,
    price: fact('33600 USD', {
      provenance: 'quote',
      source: cite('epochHardware', 'release price'),
      range: ['30000 USD', '33600 USD'],
      alternatives: [fact('30000 USD', msrp)],
    }),
  },
  'h200-sxm': {
    label: 'NVIDIA H200 SXM 141 GB',
    family: 'hopper',
    bf16: fact('989.5 TFLOP/s', epoch),
    fp8: fact('1979 TFLOP/s', epoch),
    memory: fact('141 GB', { provenance: 'datasheet', source: cite('dgxH100Guide') }),
    memoryBandwidth: fact('4.8 TB/s', epoch),
    nvlinkBandwidth: fact('450 GB/s', {
      provenance: 'datasheet',
      source: cite('dgxH100Guide'),
      reason: 'half of the 900 GB/s printed for both ways',
    }),
    tdp: fact('700 W', epoch),
    streamingMultiprocessors: assumed('132', SAME_DIE),
    price: fact('32000 USD', msrp),
  },
  'h100-96gb-500w': {
    label: 'NVIDIA H100 96 GB HBM2e, 500 W (Grand Teton)',
    family: 'hopper',
    bf16: fact('989.4 TFLOP/s', epoch),
    fp8: fact('1978.9 TFLOP/s', epoch),
    memory: fact('96 GB', grandTeton),
    memoryBandwidth: fact('2.4 TB/s', grandTeton),
    nvlinkBandwidth: nvlink('450 GB/s', '900 GB/s'),
    tdp: fact('500 W', grandTeton),
    streamingMultiprocessors: assumed('132', SAME_DIE),
  },
  'h800-sxm': {
    label: 'NVIDIA H800 SXM5 80 GB',
    family: 'hopper',
    bf16: fact('989 TFLOP/s', epoch),
    fp8: fact('1979 TFLOP/s', epoch),
    memory: assumed(
      '85.52 GB',
      'the memory of the H100, of which the data sheet prints the same 80 GB',
      {
        alternatives: [fact('80 GB', epoch)],
      },
    ),
    memoryBandwidth: fact('3.36 TB/s', epoch),
    nvlinkBandwidth: nvlink('200 GB/s', '400 GB/s'),
    tdp: fact('700 W', epoch),
    streamingMultiprocessors: assumed('132', SAME_DIE),
  },
};

const AMPERE: Readonly<Record<string, GpuSpec>> = {
  'a100-sxm-80gb': {
    label: 'NVIDIA A100 SXM4 80 GB',
    family: 'ampere',
    bf16: fact('312 TFLOP/s', epoch),
    memory: driverMemory('85.9 GB', '81,920', fact('80 GB', epoch)),
    memoryBandwidth: fact('2.039 TB/s', epoch),
    nvlinkBandwidth: nvlink('300 GB/s', '600 GB/s'),
    tdp: fact('400 W', epoch),
    streamingMultiprocessors: A100_SMS,
  },
  'a100-sxm-40gb': {
    label: 'NVIDIA A100 SXM4 40 GB',
    family: 'ampere',
    bf16: fact('312 TFLOP/s', { provenance: 'datasheet', source: cite('a100Datasheet') }),
    memory: driverMemory(
      '42.95 GB',
      '40,960',
      fact('40 GB', { provenance: 'datasheet', source: cite('a100Datasheet') }),
    ),
    memoryBandwidth: fact('1.555 TB/s', { provenance: 'datasheet', source: cite('a100Datasheet') }),
    nvlinkBandwidth: nvlink('300 GB/s', '600 GB/s'),
    tdp: fact('400 W', { provenance: 'datasheet', source: cite('a100Datasheet') }),
    streamingMultiprocessors: A100_SMS,
    price: fact('15000 USD', {
      provenance: 'quote',
      source: cite('epochHardware', 'release price'),
    }),
  },
};

const BLACKWELL: Readonly<Record<string, GpuSpec>> = {
  'b200-sxm': {
    label: 'NVIDIA B200 SXM 180 GB',
    family: 'blackwell',
    bf16: fact('2250 TFLOP/s', epoch),
    fp8: fact('4500 TFLOP/s', epoch),
    memory: driverMemory('192.27 GB', '183,359', fact('180 GB', epoch), cite('b200DriverMemory')),
    memoryBandwidth: fact('7.7 TB/s', {
      ...epoch,
      alternatives: [
        fact('8 TB/s', {
          provenance: 'datasheet',
          source: cite('dgxB200Page'),
          reason: 'rounded',
        }),
      ],
    }),
    nvlinkBandwidth: nvlink('900 GB/s', '1,800 GB/s'),
    tdp: fact('1000 W', epoch),
    streamingMultiprocessors: B200_SMS,
  },
  gb200: {
    label: 'NVIDIA GB200, one GPU',
    family: 'blackwell',
    bf16: fact('2500 TFLOP/s', epoch),
    fp8: fact('5000 TFLOP/s', epoch),
    memory: fact('186 GB', epoch),
    memoryBandwidth: fact('8 TB/s', epoch),
    nvlinkBandwidth: nvlink('900 GB/s', '1,800 GB/s'),
    tdp: fact('1200 W', epoch),
  },
  'b300-sxm': {
    label: 'NVIDIA B300 SXM 288 GB',
    family: 'blackwell',
    bf16: fact('2250 TFLOP/s', b300),
    fp8: fact('4500 TFLOP/s', b300),
    memory: fact('288 GB', b300),
    memoryBandwidth: fact('8 TB/s', b300),
    nvlinkBandwidth: fact('900 GB/s', {
      ...b300,
      reason: 'half of the 1,800 GB/s printed for both ways',
    }),
    tdp: fact('1100 W', b300),
  },
  gb300: {
    label: 'NVIDIA GB300, one GPU',
    family: 'blackwell',
    bf16: fact('2500 TFLOP/s', epoch),
    fp8: fact('5000 TFLOP/s', epoch),
    memory: fact('288 GB', epoch),
    memoryBandwidth: fact('8 TB/s', epoch),
    nvlinkBandwidth: nvlink('900 GB/s', '1,800 GB/s'),
    tdp: fact('1400 W', epoch),
  },
};

export const GPUS: Readonly<Record<string, GpuSpec>> = { ...HOPPER, ...AMPERE, ...BLACKWELL };
