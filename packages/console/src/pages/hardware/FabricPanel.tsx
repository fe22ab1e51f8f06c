import type { ReactNode } from 'react';
import { Change } from '../../explain/Change.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { usePlan } from '../../state/plan.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './FabricPanel.module.css';
import { FabricPicture } from './FabricPicture.tsx';
import { aboutFabric } from './tiers.ts';

const ONE_TIER = 'Leaves alone connect all GPUs: no spine is needed.';
const ABOUT = {
  strict: 'Every leaf of a rail goes to every spine: equal paths between any two GPUs.',
  minimal: 'The fewest switches that carry the full bandwidth.',
} as const;

/** The GPU fabric: its picture and its figures. */
export function FabricPanel(): ReactNode {
  const { fabric } = usePlan();
  const hasSpine = fabric.topology.tiers.length > 1;
  return (
    <Panel
      title="Fabric"
      about={`${aboutFabric(fabric)} ${hasSpine ? ABOUT[fabric.spread] : ONE_TIER}`}
      aside={
        <>
          <Figure path="fabric.switches" size="m" /> <Change path="fabric.switches" />
        </>
      }
    >
      <FabricPicture />
      <dl className={styles.figures}>
        <Line term="Ports of a switch">
          <Figure path="fabric.switchPorts" />
        </Line>
        <Line term="Endpoints">
          <Figure path="fabric.endpoints" /> of at most <Figure path="fabric.endpointLimit" />
        </Line>
        <Line term="Links">
          <Figure path="fabric.links.total" /> <Change path="fabric.links.total" />
        </Line>
        <Line term="Bisection, one direction">
          <Figure path="fabric.bisectionBandwidth" /> <Change path="fabric.bisectionBandwidth" />
        </Line>
      </dl>
    </Panel>
  );
}

interface LineProps {
  readonly term: string;
  readonly children: ReactNode;
}

function Line({ term, children }: LineProps): ReactNode {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
