import { DAY_S, HOUR_S } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import { Change } from '../../explain/Change.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { Words } from '../../explain/glossary/Words.tsx';
import { usePlan } from '../../state/plan.tsx';
import styles from './Headline.module.css';

/** The figures people ask for first, as the dials of an instrument. */
export function Headline(): ReactNode {
  const { fleet, fabric, money, dates, reliability } = usePlan();
  return (
    <section
      className={styles.headline}
      aria-label="Headline figures"
      data-columns={columnsFor(5 + (money ? 2 : 0) + (dates ? 1 : 0))}
    >
      <Dial name="GPUs" path="fleet.gpus">
        <Figure path="fleet.nodes" /> of {fleet.gpusPerNode}, <Figure path="fleet.racks" />
      </Dial>
      <Dial name="Facility power" path="power.facility">
        IT <Figure path="power.it" />, <Words stops>PUE</Words> <Figure path="power.pue" />
      </Dial>
      {money ? (
        <Dial name="CapEx" path="money.capex.total">
          <Figure path="money.capexPerGpu" />
        </Dial>
      ) : null}
      {dates ? (
        <Dial name="Ready" path="dates.ready">
          {Object.keys(dates.tasks).length > 0 ? (
            <>
              started <Figure path="dates.start" />
            </>
          ) : (
            'the file has no tasks'
          )}
        </Dial>
      ) : null}
      {money ? (
        <Dial name="Cost" path="money.perGpuHour">
          OpEx <Figure path="money.opex.total" /> a year
        </Dial>
      ) : null}
      <Dial name="Peak, dense bf16" path="fleet.peakFlops">
        <Figure path="fleet.memory" /> of GPU memory
      </Dial>
      <Dial name="Fabric, one direction" path="fabric.bisectionBandwidth">
        <Figure path="fabric.switches" /> in <Figure path="fabric.tiers" />{' '}
        {fabric.tiers === 1 ? 'tier' : 'tiers'}
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

/** A number of columns that leaves no dial alone in its row. */
function columnsFor(dials: number): number {
  if (dials === 6) return 3;
  return dials < 6 ? dials : 4;
}

/** For a time in s that may be minutes or weeks. */
function readableUnit(seconds: number): string {
  if (seconds < 2 * HOUR_S) return 'min';
  return seconds < 3 * DAY_S ? 'h' : 'd';
}

interface DialProps {
  readonly name: string;
  readonly path: string;
  /** Unit to show instead of the figure's own. */
  readonly unit?: string;
  readonly children: ReactNode;
}

function Dial({ name, path, children, ...unit }: DialProps): ReactNode {
  return (
    <div className={styles.dial}>
      <h2 className={styles.name}>
        <Words stops>{name}</Words>
      </h2>
      <p className={styles.value}>
        <Figure path={path} size="l" {...unit} />
      </p>
      <Change path={path} {...unit} />
      <p className={styles.more}>{children}</p>
    </div>
  );
}
