import type { Source } from './mirror.ts';
import { type Node, readNode } from './objects.ts';
import { GPU_RESOURCES, type KubernetesOptions } from './options.ts';

/** Where nodes of the pool are listed. */
export function nodesOf({ nodes }: KubernetesOptions): Source<Node> {
  return {
    path: '/api/v1/nodes',
    query: nodes === undefined ? {} : { labelSelector: nodes },
    read: readNode,
  };
}

/** Which of these nodes a run may use, n2 before n10. */
export function poolOf(nodes: readonly Node[], { nodes: selector }: KubernetesOptions): Node[] {
  const sorted = nodes.toSorted((a, b) =>
    a.metadata.name.localeCompare(b.metadata.name, 'en', { numeric: true }),
  );
  if (selector !== undefined) return sorted;
  const withGpus = sorted.filter((node) => gpusOf(node) > 0);
  if (withGpus.length > 0) return withGpus;
  return sorted.filter(
    ({ metadata }) => !('node-role.kubernetes.io/control-plane' in metadata.labels),
  );
}

/** GPUs that pods may ask for on it, of any maker. */
export function gpusOf({ status }: Node): number {
  return Math.max(0, ...GPU_RESOURCES.map((each) => Number(status.allocatable[each] ?? 0)));
}
