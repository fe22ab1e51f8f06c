import { NODE_STATES } from '@gigafactory/core/api';
import { Button } from '../../ui/Button.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useMedia } from '../../ui/useMedia.ts';
import { countDomains, DOMAIN_WORDS, domainOfNode, GROUPINGS, type Grouping } from '../domains.ts';
import type { Moment } from '../playback/useMoment.ts';
import styles from './FleetMap.module.css';
import { ZOOMS } from './fit.ts';
import { NodeField } from './NodeField.tsx';
import { STATE_WORDS } from './states.ts';

interface Props {
  readonly grouping: Grouping;
  /** px of a GPU. */
  readonly zoom: number;
  readonly chosen: number | undefined;
  /** The node that is pointed at, or else the chosen one. */
  readonly looked: number | undefined;
  readonly moment: Moment;
  /** What a dot is. */
  readonly dot: string;
  readonly onGrouping: (grouping: Grouping) => void;
  readonly onChoose: (node: number | undefined) => void;
  /** `undefined` fits the map to the page. */
  readonly onZoom: (zoom: number | undefined) => void;
}

const VIEWS = GROUPINGS.map((value) => ({ value, label: `By ${DOMAIN_WORDS[value]}` }));

/** How nodes are grouped, the node that is looked at in words, and the zoom. */
export function MapBar(props: Props) {
  const { grouping, chosen, looked, moment, dot, onGrouping, onChoose } = props;
  const isPhone = useMedia('(max-width: 639px)');
  const readout = (
    <p className={styles.readout} aria-live={looked === chosen ? 'polite' : 'off'}>
      {looked === undefined ? describeFleet(moment, grouping, dot) : describeNode(moment, looked)}
    </p>
  );
  const controls = (
    <>
      <Segments label="Group the map" value={grouping} options={VIEWS} onChange={onGrouping} />
      <NodeField nodes={moment.trace.nodes} chosen={chosen} onChoose={onChoose} />
    </>
  );
  const zoom = <Zoom zoom={props.zoom} onZoom={props.onZoom} />;
  if (!isPhone) {
    return (
      <div className={styles.bar}>
        {controls}
        {readout}
        {zoom}
      </div>
    );
  }
  return (
    <details className={styles.folded}>
      <summary>{readout}</summary>
      <div className={styles.bar}>
        {controls}
        {zoom}
      </div>
    </details>
  );
}

function Zoom({ zoom, onZoom }: Pick<Props, 'zoom' | 'onZoom'>) {
  const step = (by: 1 | -1): void => {
    const next = by === 1 ? ZOOMS.findLast((z) => z > zoom) : ZOOMS.find((z) => z < zoom);
    if (next) onZoom(next);
  };
  return (
    <div className={styles.zoom}>
      <Button look="quiet" aria-label="Zoom out" onClick={() => step(-1)}>
        −
      </Button>
      <Button
        look="quiet"
        onClick={() => onZoom(undefined)}
        aria-label={`${zoom}×, fit the map to the page`}
      >
        {zoom}×
      </Button>
      <Button look="quiet" aria-label="Zoom in" onClick={() => step(1)}>
        +
      </Button>
    </div>
  );
}

function describeFleet({ trace }: Moment, grouping: Grouping, dot: string): string {
  const count = countDomains(trace, grouping);
  const words = `${DOMAIN_WORDS[grouping]}${count === 1 ? '' : 's'}`;
  return `${count.toLocaleString('en')} ${words} of ${trace.domainSize[grouping].toLocaleString('en')} nodes; a row is a node, a dot a ${dot}`;
}

function describeNode({ trace, states }: Moment, node: number): string {
  const { index } = domainOfNode(trace, 'rack', node);
  const leaf = domainOfNode(trace, 'leaf', node).index;
  const state = STATE_WORDS[NODE_STATES[states[node] ?? 0] ?? 'spare'];
  return `Node ${node} · rack ${index} · leaf ${leaf} · ${state}`;
}
