import { andThen, mapValue, type Result } from '../../base/index.ts';
import { type DiagramText, readDiagram } from '../../diagram/index.ts';
import type { Plan } from '../../plan/index.ts';
import { type FactoryText, planText } from '../factory-text.ts';
import { clusterIn, type DrawnCluster } from './cluster.ts';

/** One number of a fabric, as it is drawn and as it is planned. */
interface DrawnRow {
  readonly what: string;
  /** Null if the diagram does not show it. */
  readonly drawn: number | null;
  readonly planned: number;
  /** What is not shown does not differ. */
  readonly differs: boolean;
}

/** A drawn fabric beside the plan's. */
export interface DrawnComparison {
  readonly rows: readonly DrawnRow[];
  /** Nodes of the diagram that are no part of a fabric. */
  readonly others: number;
}

/** What differs between the fabric that a diagram shows and that of the plan of a file. */
export function compareDrawn(
  input: FactoryText & { readonly diagram: DiagramText },
): Result<DrawnComparison> {
  const { diagram, ...factory } = input;
  return andThen(readDiagram(diagram), (read) =>
    mapValue(planText(factory), ({ plan }) => {
      const cluster = clusterIn(read);
      const known = Object.values(cluster.counts).reduce((sum, count) => sum + count, 0);
      return { rows: rowsOf(cluster, plan), others: read.nodes.length - known };
    }),
  );
}

function rowsOf(
  { counts, links, gpus, perPair, oversubscription }: DrawnCluster,
  plan: Plan,
): DrawnRow[] {
  const { fabric, fleet } = plan;
  const pairs = fabric.leafSwitches * fabric.spineSwitches;
  const planned = pairs > 0 ? fabric.links.leafSpine / pairs : 0;
  return [
    row('GPUs', gpus, fleet.gpus),
    row('Nodes', shown(counts.node), fleet.nodes),
    row('Leaves', shown(counts.leaf), fabric.leafSwitches),
    row('Spines', shown(counts.spine), fabric.spineSwitches),
    row('Cores', shown(counts.core), fabric.coreSwitches),
    row('Links between nodes and leaves', shown(links.nodeLeaf), fabric.links.nodeLeaf),
    row('Links between leaves and spines', shown(links.leafSpine), fabric.links.leafSpine),
    row('Links between spines and cores', shown(links.spineCore), fabric.links.spineCore),
    ...(fabric.tiers === 2
      ? [
          row('Least links between a leaf and a spine', perPair?.[0], planned),
          row('Most links between a leaf and a spine', perPair?.[1], planned),
        ]
      : []),
    row('Links down over links up, of a leaf', oversubscription, fabric.oversubscription),
  ];
}

/** None of a kind means that the diagram does not show that kind. */
function shown(count: number): number | undefined {
  return count === 0 ? undefined : count;
}

function row(what: string, drawn: number | undefined, planned: number): DrawnRow {
  return { what, drawn: drawn ?? null, planned, differs: drawn !== undefined && drawn !== planned };
}
