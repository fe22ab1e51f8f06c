import { andThen, failed, mapValue, type Result } from '../../base/index.ts';
import { type DiagramText, readDiagram } from '../../diagram/index.ts';
import { beginFactory } from '../begin.ts';
import { clusterIn, type DrawnCluster } from './cluster.ts';

/** A factory file that begins from a diagram. */
export interface DraftedFactory {
  readonly text: string;
  /** What the diagram says, a sentence each. */
  readonly said: readonly string[];
  /** What it does not say, and the file has all the same. */
  readonly assumed: readonly string[];
}

/** GPUs of a node that does not say how many it has. */
const USUAL_GPUS = 8;

/** Drafts a factory file from the cluster that a diagram shows. Problems: `diagram.cluster` if it shows none. */
export function draftFactory(diagram: DiagramText): Result<DraftedFactory> {
  return andThen(readDiagram(diagram), (read) => {
    const cluster = clusterIn(read);
    const gpus = cluster.gpus ?? cluster.counts.node * USUAL_GPUS;
    if (gpus === 0) {
      const message =
        'The diagram shows no node, server or GPU by its label, so no factory can begin from it; label them, as in "Node 1" or "8 GPUs".';
      return failed({ code: 'diagram.cluster', message });
    }
    const given = {
      gpus: String(gpus),
      ...(cluster.gpu === undefined ? {} : { gpu: cluster.gpu }),
    };
    return mapValue(beginFactory(given), ({ text, wanted }) => {
      const said = saidBy(cluster);
      const assumed = assumedBeside(cluster, wanted);
      const comments = [
        '# Drafted from a diagram. It says:',
        ...said.map((line) => `# - ${line}`),
        '# It does not say, and is assumed:',
        ...assumed.map((line) => `# - ${line}`),
      ];
      return { text: `${comments.join('\n')}\n${text}`, said, assumed };
    });
  });
}

function saidBy({ counts, gpus, gpu, links }: DrawnCluster): string[] {
  const parts: readonly (readonly [number, string])[] = [
    [counts.node, 'nodes'],
    [counts.leaf, 'leaves'],
    [counts.spine, 'spines'],
    [counts.core, 'cores'],
    [links.nodeLeaf, 'links between nodes and leaves'],
    [links.leafSpine, 'links between leaves and spines'],
  ];
  return [
    ...(gpus === undefined ? [] : [`${gpus} GPUs`]),
    ...(gpu === undefined ? [] : [`The GPU is ${gpu}`]),
    ...parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`),
  ];
}

function assumedBeside(
  { gpus, gpu, counts }: DrawnCluster,
  wanted: { readonly gpu: string; readonly model: string; readonly tokens: string },
): string[] {
  return [
    ...(gpus === undefined ? [`${USUAL_GPUS} GPUs in each of the ${counts.node} nodes`] : []),
    ...(gpu === undefined ? [`The GPU, ${wanted.gpu}`] : []),
    `What is trained: ${wanted.model} on ${wanted.tokens} tokens`,
    'The fabric: the plan sizes its own, and "gigafactory diagram FILE --compare FACTORY" shows where the two differ',
  ];
}
