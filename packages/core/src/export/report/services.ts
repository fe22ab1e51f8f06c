import { showQuantity } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { type Section, section, table } from './parts.ts';

/** Who answers people on the fleet; undefined without services. */
export function servicesSection({ services }: Factory): Section | undefined {
  const all = Object.entries(services);
  if (all.length === 0) return undefined;
  return section(
    'services',
    'Services',
    table(
      'Services on the fleet',
      [
        { title: 'Service' },
        { title: 'GPUs', isNumber: true },
        { title: 'Replicas', isNumber: true },
        { title: 'GPUs of a replica', isNumber: true },
        { title: 'Priority', isNumber: true },
        { title: 'Starts', isNumber: true },
      ],
      all.map(([name, { gpus, gpusPerReplica, priority, start }]) => [
        name,
        showQuantity(gpus.value, '1'),
        showQuantity(gpus.value / gpusPerReplica.value, '1'),
        showQuantity(gpusPerReplica.value, '1'),
        showQuantity(priority.value, '1'),
        start ? showQuantity(start.value, 'date') : 'when the factory is ready',
      ]),
    ),
  );
}
