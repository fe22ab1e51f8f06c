import { showQuantity } from '@gigafactory/core/base';
import type { TwinResult } from '../../../api/types.ts';
import { StackedBar } from '../../../charts/StackedBar.tsx';
import styles from '../TwinPage.module.css';

const share = (value: number): string => showQuantity(value, '%', { digits: 3 });

/** How the time of the fleet's nodes was divided. */
export function FleetShares({ fleet }: Pick<TwinResult, 'fleet'>) {
  return (
    <section className={styles.shares}>
      <h3>
        Node time of the fleet: {share(fleet.held)} held by runs, {share(fleet.spare)} spare,{' '}
        {share(fleet.out)} out of service
      </h3>
      <StackedBar
        label="Node time of the fleet"
        whole={1}
        parts={[
          { key: 'held', label: 'Held by runs', value: fleet.held, token: '--series-1' },
          { key: 'spare', label: 'Spare', value: fleet.spare, token: '--line-strong' },
          { key: 'out', label: 'Out of service', value: fleet.out, token: '--series-4' },
        ]}
        show={share}
      />
    </section>
  );
}
