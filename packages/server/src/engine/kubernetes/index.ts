import type { Scheduler } from '../cluster/scheduler.ts';
import type { DoctorFinding } from '../finding.ts';
import { openAccess } from './access.ts';
import { Connection } from './connection.ts';
import { examine, type Needed } from './examine.ts';
import { KubernetesScheduler } from './kubernetes-scheduler.ts';
import type { KubernetesOptions } from './options.ts';

export type { KubernetesOptions } from './options.ts';

/** The scheduler of a cluster. Nothing is loaded or asked before the first call. */
export function openKubernetes(options: KubernetesOptions): Scheduler {
  return new KubernetesScheduler(options);
}

/** What `gigafactory doctor` says of a cluster. It starts nothing there. */
export function examineKubernetes(
  options: KubernetesOptions,
  needed: Needed,
): Promise<DoctorFinding[]> {
  return examine(new Connection(() => openAccess(options), options.patience), options, needed);
}
