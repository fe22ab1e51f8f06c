import type { ReactNode } from 'react';
import { Figure } from '../../explain/Figure.tsx';
import { usePlan } from '../../state/plan.tsx';
import styles from './Headline.module.css';

/** The figures that one asks for first, as the dials of an instrument. */
export function Headline(): ReactNode {
  const { fleet } = usePlan();
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
        started <Figure path="dates.start" />
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
      <Dial name="A node fails every" path="reliability.meanTimeToFailure">
        each one <Figure path="reliability.nodeFailureRate" />
      </Dial>
    </section>
  );
}

interface DialProps {
  readonly name: string;
  readonly path: string;
  readonly children: ReactNode;
}

function Dial({ name, path, children }: DialProps): ReactNode {
  return (
    <div className={styles.dial}>
      <h2 className={styles.name}>{name}</h2>
      <p className={styles.value}>
        <Figure path={path} size="l" />
      </p>
      <p className={styles.more}>{children}</p>
    </div>
  );
}
