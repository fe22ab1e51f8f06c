import { DAY_S, HOUR_S } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import { Figure } from '../../explain/Figure.tsx';
import { usePlan } from '../../state/plan.tsx';
import styles from './Headline.module.css';

/** The figures that one asks for first, as the dials of an instrument. */
export function Headline(): ReactNode {
  const { fleet, dates, reliability } = usePlan();
  return (
    <section className={styles.headline} aria-label="Headline figures">
      <Dial name="GPUs" path="fleet.gpus">
        <Figure path="fleet.nodes" /> of {fleet.gpusPerNode}, <Figure path="fleet.racks" />
      </Dial>
      <Dial name="Facility power" path="power.facility">
        IT <Figure path="power.it" />, PUE <Figure path="power.pue" />
      </Dial>
      <Dial name="CapEx" path="money.capex.total">
        <Figure path="money.capexPerGpu" />
      </Dial>
      <Dial name="Ready" path="dates.ready">
        {Object.keys(dates.tasks).length > 0 ? (
          <>
            started <Figure path="dates.start" />
          </>
        ) : (
          'the file has no tasks'
        )}
      </Dial>
      <Dial name="Cost" path="money.perGpuHour">
        OpEx <Figure path="money.opex.total" /> a year
      </Dial>
      <Dial name="Peak, dense bf16" path="fleet.peakFlops">
        <Figure path="fleet.memory" /> of GPU memory
      </Dial>
      <Dial name="Fabric, one direction" path="fabric.bisectionBandwidth">
        <Figure path="fabric.switches" /> in <Figure path="fabric.tiers" /> tiers
      </Dial>
      <Dial
        name="A node fails every"
        path="reliability.meanTimeToFailure"
        unit={readableUnit(reliability.meanTimeToFailure)}
      >
        each one <Figure path="reliability.nodeFailureRate" />
      </Dial>
    </section>
  );
}

/** For a time in s that may be minutes or weeks. */
function readableUnit(seconds: number): string {
  if (seconds < 2 * HOUR_S) return 'min';
  return seconds < 3 * DAY_S ? 'h' : 'd';
}

interface DialProps {
  readonly name: string;
  readonly path: string;
  /** Instead of the figure's own. */
  readonly unit?: string;
  readonly children: ReactNode;
}

function Dial({ name, path, children, ...unit }: DialProps): ReactNode {
  return (
    <div className={styles.dial}>
      <h2 className={styles.name}>{name}</h2>
      <p className={styles.value}>
        <Figure path={path} size="l" {...unit} />
      </p>
      <p className={styles.more}>{children}</p>
    </div>
  );
}
