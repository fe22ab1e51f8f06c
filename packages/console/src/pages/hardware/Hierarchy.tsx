import { Fragment, type ReactNode } from 'react';
import type { Plan } from '../../api/types.ts';
import { Change } from '../../explain/Change.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { usePlan } from '../../state/plan.tsx';
import { Chip } from '../../ui/Chip.tsx';
import styles from './Hierarchy.module.css';

interface Level {
  readonly name: string;
  /** Of how many there are in all. */
  readonly path: string;
  /** How many there are in one of the previous level. */
  readonly each?: ReactNode;
}

/** Racks > nodes > GPUs, each with how many there are in the one before. */
export function Hierarchy(): ReactNode {
  const { fleet, training } = usePlan();
  const levels: readonly Level[] = [
    { name: 'Racks', path: 'fleet.racks', each: 'one is drawn' },
    {
      name: 'Nodes',
      path: 'fleet.nodes',
      each: (
        <>
          <Figure path="fleet.nodesPerRack" unit="1" /> per rack
        </>
      ),
    },
    {
      name: 'GPUs',
      path: 'fleet.gpus',
      each: (
        <>
          <Figure path="fleet.gpusPerNode" unit="1" /> per node <Kernels training={training} />
        </>
      ),
    },
  ];
  return (
    <div className={styles.hierarchy}>
      <RackPicture nodes={fleet.nodesPerRack} gpus={fleet.gpusPerNode} />
      <ol className={styles.levels}>
        {levels.map((level) => (
          <li key={level.name}>
            <h3>{level.name}</h3>
            <p className={styles.total}>
              <Figure path={level.path} size="l" />
            </p>
            <Change path={level.path} />
            <p className={styles.each}>{level.each}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}

const STANDINGS = [
  ['scaled', 'warn', 'kernels scaled, not measured'],
  ['sibling', 'neutral', 'kernels of a sibling'],
  ['measured', 'good', 'kernels measured'],
] as const;

/** What the kernels of the GPU rest on, for the run that is least certain; nothing if there are no runs. */
function Kernels({ training }: Pick<Plan, 'training'>): ReactNode {
  const runs = Object.values(training);
  for (const [standing, tone, text] of STANDINGS) {
    const run = runs.find(({ kernels }) => kernels === standing);
    if (run) {
      return (
        <span data-tip={run.warnings.join('\n')}>
          <Chip tone={tone}>{text}</Chip>
        </span>
      );
    }
  }
  return null;
}

interface RackPictureProps {
  readonly nodes: number;
  readonly gpus: number;
}

const NODE = { width: 92, height: 12, gap: 3 };
const MOST_NODES = 18;

/** One rack: its nodes, and in each the GPUs. */
function RackPicture({ nodes, gpus }: RackPictureProps): ReactNode {
  const shown = Math.min(nodes, MOST_NODES);
  const height = shown * (NODE.height + NODE.gap) + NODE.gap + 6;
  const cell = (NODE.width - 6) / gpus;
  return (
    <svg
      className={styles.rack}
      viewBox={`0 0 ${NODE.width + 8} ${height}`}
      width={NODE.width + 8}
      height={height}
      role="img"
      aria-label={`A rack of ${nodes} nodes with ${gpus} GPUs each`}
    >
      <rect className={styles.frame} x="0.5" y="0.5" width={NODE.width + 7} height={height - 1} />
      {Array.from({ length: shown }, (_, node) => {
        const y = NODE.gap + 3 + node * (NODE.height + NODE.gap);
        return (
          <Fragment key={y}>
            <rect className={styles.node} x="4" y={y} width={NODE.width} height={NODE.height} />
            {Array.from({ length: gpus }, (_, gpu) => 7 + gpu * cell).map((x) => (
              <rect
                key={x}
                className={styles.gpu}
                x={x + 0.75}
                y={y + 3}
                width={Math.max(cell - 1.5, 0.5)}
                height={NODE.height - 6}
              />
            ))}
          </Fragment>
        );
      })}
    </svg>
  );
}
