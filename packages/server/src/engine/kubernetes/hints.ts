import { z } from 'zod';
import type { JobSight } from '../cluster/scheduler.ts';
import type { Connection } from './connection.ts';
import { type Pod, readList } from './objects.ts';

/** Events that no waiting ends; a volume that cannot be mounted yet may be later. */
const STUCK = new Set(['FailedCreate', 'FailedMount', 'FailedAttachVolume']);

/** ms for which an answer counts. */
export const FRESH = 5_000;

const readEvent = z.object({ reason: z.string().default(''), message: z.string().default('') });

/** Why a job has no pods, or pods have no containers: that stands in events alone. */
export class Hints {
  readonly #connection: Connection;
  readonly #path: string;
  /** By uid: when it was asked, and what it said. */
  readonly #known = new Map<string, { readonly at: number; readonly why: string | undefined }>();

  constructor(connection: Connection, namespace: string) {
    this.#connection = connection;
    this.#path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`;
  }

  /** Why this does not begin, as far as it was asked; undefined if it may yet. */
  about(uid: string): string | undefined {
    return this.#known.get(uid)?.why;
  }

  /** Asks again about what was not asked lately; true if an answer is another than before. */
  async ask(uids: readonly string[]): Promise<boolean> {
    const due = uids.filter(
      (uid) => performance.now() - (this.#known.get(uid)?.at ?? -FRESH) >= FRESH,
    );
    const news = await Promise.all(
      due.map(async (uid) => {
        const before = this.about(uid);
        const why = await this.#askOne(uid);
        this.#known.set(uid, { at: performance.now(), why });
        return why !== before;
      }),
    );
    return news.includes(true);
  }

  async #askOne(uid: string): Promise<string | undefined> {
    const query = { fieldSelector: `involvedObject.uid=${uid}` };
    const answer = await this.#connection.ask({ method: 'GET', path: this.#path, query });
    // Without the right to read events there is no hint, and the job simply waits.
    const items = answer.ok ? (readList.safeParse(answer.value).data?.items ?? []) : [];
    const events = items.flatMap((item) => readEvent.safeParse(item).data ?? []);
    const found = events.findLast(({ reason }) => STUCK.has(reason));
    return found && `${found.reason}: ${found.message}`;
  }
}

/** The uid whose events would explain why a job waits; undefined if it says so itself. */
export function doubtOf(sight: JobSight, pods: readonly Pod[]): string | undefined {
  if (sight.state !== 'waiting' || sight.why?.startsWith('Suspended')) return undefined;
  if (pods.length === 0) return sight.job.since;
  const pod = pods.find(({ status }) => {
    const reason = status.containerStatuses[0]?.state.waiting?.reason;
    return reason === 'ContainerCreating';
  });
  return pod?.metadata.uid;
}
