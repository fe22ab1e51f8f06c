import type { ReactNode } from 'react';
import { PageHead } from '../../ui/PageHead.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { FabricPanel } from './FabricPanel.tsx';
import { Hierarchy } from './Hierarchy.tsx';

/** What is built: the fleet, and the fabric that connects it. */
export function HardwarePage(): ReactNode {
  return (
    <>
      <PageHead title="Hardware" />
      <Panel title="Fleet" about="From the rack down to the GPU.">
        <Hierarchy />
      </Panel>
      <FabricPanel />
    </>
  );
}
