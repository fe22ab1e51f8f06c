import type { MoneyPlan } from '../../api/types.ts';
import { type Part, partAt } from '../../explain/parts.ts';

/** What it costs to build. */
export function capexParts({ capex }: MoneyPlan): readonly Part[] {
  const part = (key: keyof typeof capex, label: string, token: string, about?: string) =>
    partAt(`money.capex.${key}`, { label, value: capex[key], token, ...(about ? { about } : {}) });
  return [
    part('nodes', 'Nodes', '--series-1', 'GPUs included'),
    part('switches', 'Switches', '--series-2'),
    part('links', 'Links', '--series-5', 'optics and cables'),
    part('storage', 'Storage', '--series-3'),
    part('construction', 'Construction', '--series-8'),
  ];
}

/** What it costs to run for a year. */
export function opexParts({ opex }: MoneyPlan): readonly Part[] {
  const part = (key: keyof typeof opex, label: string, token: string) =>
    partAt(`money.opex.${key}`, { label, value: opex[key], token });
  return [
    part('electricity', 'Electricity', '--series-2'),
    part('maintenance', 'Maintenance', '--series-1'),
  ];
}
