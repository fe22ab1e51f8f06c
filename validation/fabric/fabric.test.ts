import { readFileSync } from 'node:fs';
import { type Spread, sizeFabric } from '@gigafactory/core/model';
import { describe, expect, it } from 'vitest';

interface Row {
  readonly nodes: number;
  readonly leaf: number;
  readonly spine: number;
  readonly core?: number;
  readonly nodeLeafCables?: number;
  /** With the cables of the fabric manager, in the place of a node that is left out. */
  readonly nodeLeafAndManagerCables?: number;
  readonly leafSpineCables: number;
  readonly spineCoreCables?: number;
}

interface Design {
  readonly switchPorts: number;
  readonly planes: number;
  readonly rows: readonly Row[];
}

const designs = JSON.parse(
  readFileSync(new URL('reference-designs.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Design>>;

const RAILS = 8;

function sizeOf(nodes: number, ports: number, spread: Spread, planes = 1) {
  const demand = { nodes, rails: RAILS, ports, spread, planes, cardBandwidth: 50e9 };
  return sizeFabric('clos', { ...demand, oversubscription: 1 })!.size;
}

/** What the table prints, and what we get for it. */
function compare(row: Row, { switchPorts, planes }: Design) {
  const managed = row.nodeLeafAndManagerCables !== undefined;
  const size = sizeOf(row.nodes + (managed ? 1 : 0), switchPorts, 'strict', planes);
  const cables = row.nodeLeafAndManagerCables ?? row.nodeLeafCables;
  return {
    printed: {
      leaf: row.leaf,
      spine: row.spine,
      core: row.core ?? 0,
      leafSpine: row.leafSpineCables,
      spineCore: row.spineCoreCables ?? 0,
      nodeLeaf: cables,
    },
    ours: {
      leaf: size.leafSwitches,
      spine: size.spineSwitches,
      core: size.coreSwitches,
      // A cable holds a link of each plane.
      leafSpine: size.links.leafSpine / planes,
      spineCore: size.links.spineCore / planes,
      // The ports of the node that is left out serve four cables of the fabric manager.
      nodeLeaf: size.links.nodeLeaf / planes - (managed ? 4 : 0),
    },
  };
}

describe.each([
  ['superpod-h100', 4],
  ['superpod-h100-large', 5],
  ['superpod-b300', 5],
  ['superpod-b300-xdr', 5],
] as const)('%s', (name, rows) => {
  const design = designs[name]!;

  it('is here in full', () => {
    expect(design.rows).toHaveLength(rows);
  });

  it.each(design.rows)('has switches and cables as printed at $nodes nodes', (row) => {
    const { printed, ours } = compare(row, design);
    expect(ours).toEqual(printed);
  });
});

describe('98,304 endpoints on switches of 128 ports', () => {
  it('needs 1,024 core switches spread evenly, 768 by ports alone', () => {
    const strict = sizeOf(12_288, 128, 'strict');
    const minimal = sizeOf(12_288, 128, 'minimal');
    expect([strict.leafSwitches, strict.spineSwitches, strict.coreSwitches]).toEqual([
      1536, 1536, 1024,
    ]);
    expect([minimal.leafSwitches, minimal.spineSwitches, minimal.coreSwitches]).toEqual([
      1536, 1536, 768,
    ]);
    expect(strict.links.total).toBe(3 * 98_304);
  });
});

describe('links to nodes', () => {
  it('number as SemiAnalysis counts for four pods of 24,576 GPUs', () => {
    const semianalysis = designs['semianalysis-100k'] as unknown as {
      readonly pods: number;
      readonly gpusPerPod: number;
      readonly nicLeafTransceivers: Readonly<Record<string, number>>;
    };
    const { pods, gpusPerPod, nicLeafTransceivers } = semianalysis;
    const { links } = sizeOf((pods * gpusPerPod) / RAILS, 128, 'strict');
    expect(links.nodeLeaf).toBe(nicLeafTransceivers['400G']);
    // A twin-port transceiver at the leaf serves two cards.
    expect(links.nodeLeaf / 2).toBe(nicLeafTransceivers['twin800G']);
  });
});
