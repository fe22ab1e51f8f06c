import { useMemo, useState } from 'react';
import type { TwinTrace } from '../../api/types.ts';
import { showElapsed } from '../../charts/elapsed.ts';
import { useWidth } from '../../charts/useSize.ts';
import { type DomainKind, domainOfNode, type Grouping, rangeOfDomain } from '../domains.ts';
import type { Moment } from '../playback/useMoment.ts';
import { FleetLegend } from './FleetLegend.tsx';
import styles from './FleetMap.module.css';
import { FleetSheet } from './FleetSheet.tsx';
import { type FittedFleet, fitFleet } from './fit.ts';
import { MapBar } from './MapBar.tsx';

/** A life that a map shows, with a name if there are two. */
interface ShownLife {
  readonly name: string;
  readonly moment: Moment;
}

interface Props {
  /** One, or two to compare; all of the same fleet. */
  readonly lives: readonly ShownLife[];
  readonly grouping: Grouping;
  readonly onGrouping: (grouping: Grouping) => void;
  readonly chosen: number | undefined;
  readonly onChoose: (node: number | undefined) => void;
  /** What a press breaks: nothing, a node, or the domain of this kind around it. */
  readonly aim: 'node' | DomainKind | undefined;
  readonly onBreak: (node: number) => void;
  /** What a dot is: a GPU, unless the nodes of a real run have none. */
  readonly dot?: string;
}

/** Height that the whole fleet is fitted into, px. */
const FIT_HEIGHT = 620;

/** Every GPU of the fleet, one texel each, grouped as the user chooses. */
export function FleetMap(props: Props) {
  const { lives, grouping, onGrouping, chosen, onChoose, aim, onBreak, dot = 'GPU' } = props;
  const { trace } = lives[0]!.moment;
  const [frame, width] = useWidth<HTMLDivElement>();
  const fitting = useFitting(trace, grouping, width);
  const [zoom = fitting.zoom, setZoom] = useState<number>();
  const [pointed, setPointed] = useState<{ life: number; node: number | undefined }>();
  const aimed = pointed?.node ?? chosen;
  const [pressed, setPressed] = useState<number>();
  const aimedAt = useRange(trace, aim, aimed);
  // What was just broken is no longer about to break, though the pointer rests on it.
  const isDone = aimedAt && pressed !== undefined && isWithin(aimedAt, pressed);
  const range = isDone ? undefined : aimedAt;
  const breakIt = (node: number): void => {
    setPressed(node);
    onBreak(node);
  };
  const point = (life: number, node: number | undefined): void => {
    setPointed({ life, node });
    if (node === undefined) setPressed(undefined);
  };
  return (
    <div className={styles.map} data-aiming={aim !== undefined || undefined}>
      <MapBar
        {...{ grouping, zoom, chosen, onChoose, dot }}
        looked={aimed}
        moment={(lives[pointed?.life ?? 0] ?? lives[0]!).moment}
        onGrouping={onGrouping}
        onZoom={setZoom}
      />
      <div className={styles.sheets} data-two={lives.length > 1 || undefined}>
        {lives.map(({ name, moment }, life) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the first map stays when a second one joins it.
          <figure key={life} className={styles.figure} data-picture={pictureName(name, moment)}>
            {lives.length > 1 && (
              <figcaption>
                {name}
                {life > 0 && <small>{differenceWords(lives[0]!.moment, moment)}</small>}
              </figcaption>
            )}
            <FleetLegend moment={moment} />
            <div ref={life === 0 ? frame : undefined} className={styles.frame}>
              {/* Before the first layout there is no width to lay racks out in. */}
              {width > 0 && (
                <FleetSheet
                  {...{ name, moment, grouping, zoom, chosen, range, onChoose }}
                  layout={fitting.layout}
                  onPress={aim === undefined ? onChoose : breakIt}
                  onPoint={(node) => point(life, node)}
                />
              )}
            </div>
          </figure>
        ))}
      </div>
    </div>
  );
}

/** What an image of it is called: the fleet is as it was left by the event before. */
function pictureName(name: string, { trace, done }: Moment): string {
  const at = showElapsed(trace.events[done - 1]?.time ?? 0);
  return `Map of the fleet at ${at}${name ? `, ${name}` : ''}`;
}

function isWithin([from, before]: readonly [number, number], node: number): boolean {
  return node >= from && node < before;
}

function useFitting(trace: TwinTrace, grouping: Grouping, width: number): FittedFleet {
  return useMemo(() => {
    const { nodes, gpusPerNode, domainSize } = trace;
    const groupSize = domainSize[grouping];
    const shape = { nodes, gpusPerNode, nodesPerRack: domainSize.rack, groupSize };
    return fitFleet(shape, width, FIT_HEIGHT);
  }, [trace, grouping, width]);
}

/** The nodes that a press would break. */
function useRange(trace: TwinTrace, aim: Props['aim'], node: number | undefined) {
  return useMemo(() => {
    if (aim === undefined || node === undefined) return undefined;
    if (aim === 'node') return [node, node + 1] as const;
    return rangeOfDomain(trace, domainOfNode(trace, aim, node));
  }, [trace, aim, node]);
}

function differenceWords(a: Moment, b: Moment): string {
  let count = 0;
  for (let node = 0; node < a.states.length; node++) if (a.states[node] !== b.states[node]) count++;
  if (count === 0) return 'every node is as in the first';
  return `${count.toLocaleString('en')} ${count === 1 ? 'node is' : 'nodes are'} in another state`;
}
