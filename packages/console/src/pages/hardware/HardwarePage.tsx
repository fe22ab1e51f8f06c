import type { ReactNode } from 'react';
import { PlanInputs } from '../../explain/PlanInputs.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { FabricPanel } from './FabricPanel.tsx';
import { Hierarchy } from './Hierarchy.tsx';

const PARTS = [
  { part: 'gpu', kind: 'gpu', label: 'GPU' },
  { part: 'node', kind: 'node', label: 'Node' },
  { part: 'rack', kind: 'rack', label: 'Rack' },
  { part: 'switch', kind: 'switch', label: 'Switch' },
  { part: 'nodeOptic', kind: 'optic', label: 'Optic of nodes' },
  { part: 'switchOptic', kind: 'optic', label: 'Optic of switches' },
] as const;

const INPUTS = [
  { path: 'fleet.gpus', label: 'GPUs of the fleet' },
  { path: 'hardware.rack.nodesPerRack', label: 'Nodes per rack' },
];

/** What is built: the fleet, and the fabric that connects it. */
export function HardwarePage(): ReactNode {
  return (
    <>
      <PageHead title="Hardware" />
      <PlanInputs parts={PARTS} inputs={INPUTS} />
      <Panel title="Fleet" about="From the rack down to the GPU.">
        <Hierarchy />
      </Panel>
      <FabricPanel />
    </>
  );
}
