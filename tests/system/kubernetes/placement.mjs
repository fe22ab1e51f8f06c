import { isOver, setCondition } from './job-controller.mjs';
import { meets } from './selectors.mjs';

/**
 * The scheduler of pods: affinity, taints, what is left of a node. It fails a pod in words as the real one does.
 *
 * @typedef {import('./store.mjs').Store} Store
 * @typedef {import('./store.mjs').Thing} Thing
 */

/** @param {Store} store @param {Thing} pod */
export function placePod(store, pod) {
  if (pod.spec.nodeName || isOver(pod) || pod.metadata.deletionTimestamp) return;
  const nodes = store.all('nodes');
  /** @type {Map<string, number>} */
  const reasons = new Map();
  for (const node of nodes) {
    const why = whyNot(store, pod, node);
    if (why === undefined) {
      store.edit('pods', pod, (copy) => {
        copy.spec.nodeName = node.metadata.name;
        setCondition(copy, 'PodScheduled', 'True');
      });
      return;
    }
    reasons.set(why, (reasons.get(why) ?? 0) + 1);
  }
  const list = [...reasons].map(([why, count]) => `${count} ${why}`).join(', ');
  const message = `0/${nodes.length} nodes are available: ${list}.`;
  store.edit('pods', pod, (copy) =>
    setCondition(copy, 'PodScheduled', 'False', { reason: 'Unschedulable', message }),
  );
}

/** @param {Store} store @param {Thing} pod @param {Thing} node @returns {string | undefined} */
function whyNot(store, pod, node) {
  const tolerations = pod.spec.tolerations ?? [];
  const labels = node.metadata.labels ?? {};
  if (
    !meets(
      labels,
      Object.entries(pod.spec.nodeSelector ?? {}).map(([key, value]) => ({
        key,
        operator: 'In',
        values: [String(value)],
      })),
    )
  )
    return "node(s) didn't match Pod's node affinity/selector";
  const terms =
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms;
  const name = { 'metadata.name': node.metadata.name };
  const fits = (/** @type {any} */ term) =>
    meets(labels, term.matchExpressions ?? []) && meets(name, term.matchFields ?? []);
  if (terms && !terms.some(fits)) return "node(s) didn't match Pod's node affinity/selector";
  if (
    node.spec.unschedulable &&
    !tolerates(tolerations, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })
  )
    return 'node(s) were unschedulable';
  for (const taint of node.spec.taints ?? []) {
    if (taint.effect === 'PreferNoSchedule' || tolerates(tolerations, taint)) continue;
    return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
  }
  const here = store
    .all('pods')
    .filter((other) => other.spec.nodeName === node.metadata.name && !isOver(other));
  for (const resource of ['nvidia.com/gpu', 'amd.com/gpu']) {
    const wanted = gpusOf(pod, resource);
    const used = here.reduce((sum, other) => sum + gpusOf(other, resource), 0);
    if (wanted > 0 && used + wanted > Number(node.status.allocatable?.[resource] ?? 0))
      return `Insufficient ${resource}`;
  }
  const apart =
    pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const isNear = (/** @type {any} */ term) =>
    here.some((other) =>
      meets(
        other.metadata.labels ?? {},
        Object.entries(term.labelSelector.matchLabels).map(([key, value]) => ({
          key,
          operator: 'In',
          values: [String(value)],
        })),
      ),
    );
  return apart.some(isNear) ? "node(s) didn't match pod anti-affinity rules" : undefined;
}

/** @param {readonly any[]} tolerations @param {{ key: string, value?: string, effect: string }} taint */
export function tolerates(tolerations, taint) {
  return tolerations.some(
    ({ key, operator = 'Equal', value, effect }) =>
      (key === undefined || key === taint.key) &&
      (effect === undefined || effect === taint.effect) &&
      (operator === 'Exists' || value === taint.value),
  );
}

/** @param {Thing} pod @param {string} resource */
const gpusOf = (pod, resource) =>
  pod.spec.containers.reduce(
    (/** @type {number} */ sum, /** @type {any} */ { resources }) =>
      sum + Number(resources?.limits?.[resource] ?? 0),
    0,
  );
