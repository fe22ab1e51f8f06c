import type { Plan } from '../../api/types.ts';
import { type Part, partAt } from '../../explain/parts.ts';

/** Where the facility's power goes. */
export function powerParts({ power }: Plan): readonly Part[] {
  return [
    partAt('power.nodes', { label: 'Nodes', value: power.nodes, token: '--series-1' }),
    partAt('power.network', {
      label: 'Fabric',
      value: power.network,
      token: '--series-2',
      about: 'switches and optics',
    }),
    partAt('power.otherIt', {
      label: 'Other IT',
      value: power.otherIt,
      token: '--series-3',
      about: 'storage, management',
    }),
    {
      key: 'overhead',
      label: 'Cooling and losses',
      value: power.facility - power.it,
      token: '--series-8',
      about: 'facility less IT: the part of the PUE above 1',
    },
  ];
}
