import { setImmediate as turn } from 'node:timers/promises';
import type { Lessons } from './data/index.ts';
import { Company, type Group, type Identity, Lobby, PeerLost } from './exchange/index.ts';
import type { Job, Launch, Orders } from './launch/index.ts';
import { GradientTree } from './train/index.ts';
import { type Report, Training } from './training.ts';

/** How a run ended: at its last step, or because the rank was told to leave. */
export type Outcome = 'done' | 'left';

/** Most nodes of the tree that a rank sends in one message: two for each power of two of micro-batches. */
const MOST_SUMS = 64;

/** Trains until the job's last step, or until told to leave; on `lessons`, or else on the texts that ship. */
export async function trainJob(
  job: Job,
  launch: Launch,
  orders: Orders,
  report: Report,
  lessons?: Lessons,
): Promise<Outcome> {
  const training = await Training.prepare(job, launch, report, lessons);
  if (launch.joins) report({ note: 'ready to join' });
  const identity = {
    rank: launch.rank,
    attempt: launch.attempt,
    secret: launch.secret,
    subject: training.digest,
    mostNumberBytes: 4 * MOST_SUMS * (training.engine.layout.size + 1),
  };
  const company = new Company(orders, identity, await openLobby(identity, launch));
  try {
    return await new Rank(training, launch, orders, company, report).train();
  } finally {
    company.close();
    training.engine.dispose();
  }
}

async function openLobby(identity: Identity, launch: Launch): Promise<Lobby | undefined> {
  const address = launch.peers[launch.rank];
  return address ? Lobby.open(identity, address) : undefined;
}

class Rank {
  readonly #training: Training;
  readonly #launch: Launch;
  readonly #orders: Orders;
  readonly #company: Company;
  readonly #report: Report;
  /** What is known of the current step's gradient; it outlives a change of members. */
  #work = { step: -1, tree: new GradientTree(0) };
  #started = false;
  #savedStep: number;

  constructor(
    training: Training,
    launch: Launch,
    orders: Orders,
    company: Company,
    report: Report,
  ) {
    this.#training = training;
    this.#launch = launch;
    this.#orders = orders;
    this.#company = company;
    this.#report = report;
    this.#savedStep = launch.resume ? (training.state?.step ?? -1) : 0;
  }

  async train(): Promise<Outcome> {
    for (;;) {
      const group = await this.#company.enter();
      if (!group) break;
      try {
        await this.#trainIn(group);
        return 'done';
      } catch (error) {
        this.#survive(error);
      }
    }
    if (this.#training.state) await this.#save();
    return 'left';
  }

  async #trainIn(group: Group): Promise<void> {
    const training = this.#training;
    const { steps, globalBatch, sequence } = training.job;
    training.adopt(await group.agree(training.state, training.engine.layout.size));
    const state = training.state!;
    if (!this.#started) this.#report({ start: state.step });
    this.#started = true;
    const { generation } = group.membership;
    if (generation > 0) this.#report({ members: generation });
    while (state.step < steps) {
      const total = await this.#gradient(group, state.step);
      const loss = training.apply(total);
      const { step } = state;
      this.#report({ step, loss, tokens: step * globalBatch * sequence });
      const due = step % this.#launch.checkpointEvery === 0 && step < steps;
      if (due && group.coordinates) await this.#save();
    }
    await group.finish(() => this.#save());
  }

  /** The sum over the whole step: this rank's share is computed, the rest comes from the group. */
  async #gradient(group: Group, step: number): Promise<Float32Array> {
    const { count } = this.#training;
    if (this.#work.step !== step) this.#work = { step, tree: new GradientTree(count) };
    const { tree } = this.#work;
    const share = group.share(count);
    tree.keepWithin(share);
    for (const index of tree.missing(share)) {
      // Signals and messages are heard between micro-batches.
      await turn();
      this.#company.check();
      tree.add({ first: index, last: index + 1 }, this.#training.gradient(step, index));
    }
    await turn();
    this.#company.check();
    return group.reduce(step, tree, count);
  }

  /** A lost peer is no end where the engine can say who is left; and none that was told to leave, as this one will be. */
  #survive(error: unknown): void {
    if (!(error instanceof PeerLost)) throw error;
    if (!this.#orders.isLed && !this.#orders.leaves) {
      if (!error.leaves) throw error;
      this.#orders.leave();
    }
    this.#company.leaveGroup();
  }

  async #save(): Promise<void> {
    const { step } = this.#training.state!;
    if (step === this.#savedStep) return;
    const path = await this.#training.save(this.#launch.checkpoints);
    this.#savedStep = step;
    this.#report({ checkpoint: path, step });
  }
}
