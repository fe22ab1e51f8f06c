import type { Plan } from '../../api/types.ts';

/** One part of a whole. */
export interface Part {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly token: string;
  /** Of the figure in the plan; absent where the part is only a difference of two figures. */
  readonly path?: string;
  /** What is in it. */
  readonly about?: string;
}

export function powerParts({ power }: Plan): readonly Part[] {
  return [
    part('power.nodes', 'Nodes', power.nodes, '--series-1'),
    part('power.network', 'Fabric', power.network, '--series-2', 'switches and optics'),
    part('power.otherIt', 'Other IT', power.otherIt, '--series-3', 'storage, management'),
    {
      key: 'overhead',
      label: 'Cooling and losses',
      value: power.facility - power.it,
      token: '--series-8',
      about: 'facility less IT: the part of the PUE above 1',
    },
  ];
}

export function capexParts({ money: { capex } }: Plan): readonly Part[] {
  return [
    part('money.capex.nodes', 'Nodes', capex.nodes, '--series-1'),
    part('money.capex.switches', 'Switches', capex.switches, '--series-2'),
    part('money.capex.links', 'Links', capex.links, '--series-5', 'optics and cables'),
    part('money.capex.storage', 'Storage', capex.storage, '--series-3'),
    part('money.capex.construction', 'Construction', capex.construction, '--series-8'),
  ];
}

export function opexParts({ money: { opex } }: Plan): readonly Part[] {
  return [
    part('money.opex.electricity', 'Electricity', opex.electricity, '--series-2'),
    part('money.opex.maintenance', 'Maintenance', opex.maintenance, '--series-1'),
  ];
}

function part(path: string, label: string, value: number, token: string, about?: string): Part {
  return { key: path, path, label, value, token, ...(about ? { about } : {}) };
}

/** `12.3 %` of the whole; `< 0.1 %` rather than a zero that is none. */
export function showShare(value: number, whole: number): string {
  if (whole <= 0 || value === 0) return '0 %';
  const percent = (100 * value) / whole;
  return percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}
