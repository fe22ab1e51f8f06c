import { describe, expect, it } from 'vitest';
import { NODES } from '../facts/index.ts';
import { networkSpeed } from './network.ts';

describe('networkSpeed', () => {
  it.each([
    ['8x400Gb/s NDR InfiniBand per node (1 NIC/GPU)', 8, 400],
    ['NVLink3; 4x100Gb/s Omni-Path per node (Jean Zay)', 8, 50],
    ['A100 80GB; 4x100Gb RoCE per node', 8, 50],
    ['NVLink4; InfiniBand 8x50 GB/s per node', 8, 400],
    ['1600 Gbps RoCE per node', 8, 200],
    ['NVLink4; RoCE 400Gb/s per GPU, 3-layer Clos', 8, 400],
    ['DGX H100 (NVLink4; NDR400 per GPU on DGX reference)', 8, 400],
    ['NVLINK Gen5 1800 GB/s; 4x ConnectX-8 IB XDR 800 Gb/s', 4, 800],
    ['NVSWITCH Gen3; 8x ConnectX-7 IB NDR 400Gb/s + 200Gb/s Ethernet NIC', 8, 400],
    ['Storage: 2x ConnectX-7 IB NDR 200Gb/s, Compute: 8x ConnectX-7 IB NDR 400Gb/s', 8, 400],
    ['Management: 1x Bluefield-2 100Gb/Sec, Compute: 8x ConnectX-7 IB NDR 400Gb/Sec', 8, 400],
  ])('reads "%s"', (words, gpusPerNode, gigabits) => {
    const { perGpu, assumed } = networkSpeed(words, 'h100-sxm', gpusPerNode, NODES);
    expect(perGpu).toBe((gigabits * 1e9) / 8);
    expect(assumed).toBeUndefined();
  });

  it.each([
    ['', 'h100-sxm', 400, 'DGX H100'],
    ['not stated', 'a100-sxm-80gb', 200, 'DGX A100'],
    ['NVLINK Gen4 900 GB/s + NVSWITCH Gen3', 'h100-sxm', 400, 'DGX H100'],
    ['18x 5th Gen NVLink, 14.4 TB/s aggregated bandwidth', 'b200-sxm', 400, 'DGX B200'],
  ])('takes the reference node for "%s", and says so', (words, gpu, gigabits, node) => {
    const { perGpu, assumed } = networkSpeed(words, gpu, 8, NODES);
    expect(perGpu).toBe((gigabits * 1e9) / 8);
    expect(assumed).toContain(node);
  });
});
