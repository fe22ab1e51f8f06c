import type { NodeId } from '@gigafactory/core/protocol';
import type { ClusterHost, ClusterNode } from '../gang/cluster.ts';
import type { NodeStatus } from '../gang/telemetry.ts';
import type { NodeSight, Scheduler } from './scheduler.ts';

/** What is written down of nodes: what was ordered, which no scheduler knows. */
export interface SavedNodes {
  readonly blamed: readonly NodeId[];
  readonly inRepair: readonly NodeId[];
}

/** How often a scheduler is asked to give a node back at the end, and ms between. */
const RELEASE_TRIES = 5;
const RELEASE_PAUSE_MS = 2000;

/** A node of the scheduler, as it was last seen and as it was ordered to be. */
class SiteNode implements ClusterNode {
  readonly id: NodeId;
  readonly name: string;
  sight: NodeSight | undefined;
  isDown = false;
  /** A rank said that its hardware is bad. */
  isBlamed = false;
  /** It was ordered to take no new ranks. */
  isKept = false;
  /** The scheduler was seen to keep jobs from it in our name. */
  isDrainSeen = false;
  /** Its repair was ordered, and is not done. */
  isInRepair = false;
  /** Counts the orders about it: only the newest is confirmed. */
  orders = 0;
  /** Its last failure. */
  cause: string | undefined;
  readonly #reason: string;

  /** `reason` begins the reasons of all drains of this engine. */
  constructor(id: NodeId, name: string, reason: string) {
    this.id = id;
    this.name = name;
    this.#reason = reason;
  }

  get isBroken(): boolean {
    return this.isDown || this.isBlamed;
  }

  get isCordoned(): boolean {
    return this.isKept || this.isDrainedByOthers;
  }

  /** What runs on a node that the scheduler does not hear of is not known. */
  get isOff(): boolean {
    return false;
  }

  /** By people, or for other runs of ours: it is closed to this engine as well. */
  get isDrainedByOthers(): boolean {
    return this.sight?.drain !== undefined && !this.isOwn(this.sight.drain);
  }

  /** Whether this engine drained it. */
  isOwn({ isOurs, why }: NonNullable<NodeSight['drain']>): boolean {
    return isOurs && why.startsWith(this.#reason);
  }

  /** It is up, and nobody else keeps it from us. */
  get isWell(): boolean {
    return this.sight?.state === 'up' && !this.isDrainedByOthers;
  }

  status(): NodeStatus {
    const { id: node, name, isCordoned } = this;
    return { node, name, agent: undefined, state: this.#state(), isCordoned };
  }

  #state(): NodeStatus['state'] {
    if (this.isBroken) return 'broken';
    return this.sight?.state === 'up' ? 'up' : 'silent';
  }
}

/** The nodes of an engine whose ranks a scheduler starts. */
export class SiteNodes {
  readonly all: readonly SiteNode[];
  readonly #byName: ReadonlyMap<string, SiteNode>;
  readonly #host: ClusterHost;
  readonly #scheduler: Scheduler;
  /** Begins the reason of each drain: for which runs. */
  readonly #reason: string;

  constructor(
    names: readonly string[],
    { host, scheduler, runs }: { host: ClusterHost; scheduler: Scheduler; runs: string },
  ) {
    this.#reason = `gigafactory: ${runs}: `;
    this.all = names.map((name, id) => new SiteNode(id, name, this.#reason));
    this.#byName = new Map(this.all.map((node) => [node.name, node]));
    this.#host = host;
    this.#scheduler = scheduler;
  }

  idOf(name: string): NodeId | undefined {
    return this.#byName.get(name)?.id;
  }

  get saved(): SavedNodes {
    const idsOf = (is: (node: SiteNode) => boolean) => this.all.filter(is).map(({ id }) => id);
    return {
      blamed: idsOf(({ isBlamed }) => isBlamed),
      inRepair: idsOf(({ isInRepair }) => isInRepair),
    };
  }

  /** `broken` and `kept`: nodes that an earlier engine had reported as broken, and was ordered to keep. */
  restore(broken: readonly NodeId[], kept: readonly NodeId[], saved: Partial<SavedNodes>): void {
    for (const node of this.all) {
      node.isBlamed = saved.blamed?.includes(node.id) ?? false;
      node.isDown = broken.includes(node.id) && !node.isBlamed;
      node.isKept = kept.includes(node.id);
      node.isInRepair = saved.inRepair?.includes(node.id) ?? false;
    }
  }

  /** Takes in what the scheduler says of all nodes now. */
  apply(sights: readonly NodeSight[]): void {
    const seen = new Map(sights.map((sight) => [sight.name, sight]));
    for (const node of this.all) {
      const missing = { name: node.name, state: 'unknown' } as const;
      this.#see(node, seen.get(node.name) ?? missing);
    }
  }

  /** Whether this would change what is known of nodes. */
  isNews(sights: readonly NodeSight[]): boolean {
    return sights.some((sight) => {
      const node = this.#byName.get(sight.name);
      return node !== undefined && JSON.stringify(node.sight) !== JSON.stringify(sight);
    });
  }

  blame(id: NodeId): void {
    this.all[id]!.isBlamed = true;
  }

  /**
   * Keeps a node from new ranks; false if the scheduler does not answer, or a later order overtook this. Where
   * the site does not let us drain, it is kept by not being chosen.
   */
  async cordon(id: NodeId): Promise<boolean> {
    const node = this.all[id]!;
    const order = ++node.orders;
    node.isKept = true;
    if (node.sight?.drain) return true;
    const reason = `${this.#reason}${node.cause ?? 'ordered'}`;
    const result = await this.#scheduler.cordon(node.name, reason);
    if (node.orders !== order) return false;
    return result.ok || result.problems.every(isRefusal);
  }

  async uncordon(id: NodeId): Promise<boolean> {
    const node = this.all[id]!;
    if (node.isBroken) return false;
    const order = ++node.orders;
    // From here on, that our drain is gone is no news of a person.
    node.isDrainSeen = false;
    const result = await this.#scheduler.uncordon(node.name);
    if (node.orders !== order || node.isBroken) return false;
    if (!result.ok && !result.problems.every(isRefusal)) return false;
    node.isKept = false;
    node.cause = undefined;
    return !node.isDrainedByOthers;
  }

  /**
   * Gives back what this engine drained, once nobody is left to do it: all but nodes whose hardware a rank called bad, which
   * are the site's to look at. A scheduler that does not answer is asked a few times.
   */
  async release(): Promise<void> {
    const kept = this.all.filter(({ isKept, isBlamed }) => isKept && !isBlamed);
    await Promise.all(kept.map((node) => this.#giveBack(node)));
  }

  async #giveBack({ name }: SiteNode): Promise<void> {
    for (let tries = 0; tries < RELEASE_TRIES; tries++) {
      if ((await this.#scheduler.uncordon(name)).ok) return;
      await new Promise((resolve) => setTimeout(resolve, RELEASE_PAUSE_MS));
    }
  }

  /** A site repairs its nodes itself: this asks for it by a drain, and sees whether it is done. */
  async repair(id: NodeId): Promise<boolean> {
    const node = this.all[id]!;
    if (node.isBroken && !node.isKept) await this.cordon(id);
    node.isInRepair = true;
    return this.#isRepaired(node);
  }

  #isRepaired(node: SiteNode): boolean {
    if (!node.isInRepair || !node.isWell) return false;
    node.isInRepair = false;
    node.isBlamed = false;
    node.isDown = false;
    return true;
  }

  #see(node: SiteNode, sight: NodeSight): void {
    const before = node.status();
    const wasTaken = node.isDown || node.isDrainedByOthers;
    const { drain: oldDrain } = node.sight ?? {};
    node.sight = sight;
    if (sight.state === 'down' && !node.isDown) this.#fail(node, sight.why ?? 'node is down');
    const { drain } = sight;
    const wasOthers = oldDrain !== undefined && !node.isOwn(oldDrain);
    if (node.isDrainedByOthers && !wasOthers) this.#host.drainDue([node.id], drain!.why);
    const isResumed = node.isDrainSeen && node.isKept && !drain;
    if (drain && node.isOwn(drain)) node.isDrainSeen = true;
    else if (!drain) node.isDrainSeen = false;
    if (node.isInRepair && !isResumed) {
      if (this.#isRepaired(node)) this.#host.nodeRepaired(node.id);
    } else if (node.isWell && (isResumed || (wasTaken && !drain))) this.#restore(node);
    const after = node.status();
    if (before.state !== after.state || before.isCordoned !== after.isCordoned) {
      this.#host.nodeChanged(node.id);
    }
  }

  #fail(node: SiteNode, cause: string): void {
    node.isDown = true;
    node.cause = cause;
    this.#host.nodeFailed(node.id, cause);
  }

  /** Somebody at the site gave it back. */
  #restore(node: SiteNode): void {
    node.orders++;
    node.isDown = false;
    node.isBlamed = false;
    node.isInRepair = false;
    node.isKept = false;
    node.cause = undefined;
    this.#host.nodeRestored(node.id);
  }
}

/** The site does not let us: no answer that comes later will be another. */
function isRefusal({ code }: { readonly code: string }): boolean {
  return /permission|forbidden/.test(code);
}
