import type { Membership, Orders } from '../launch/index.ts';
import { PeerLost } from './channel.ts';
import { Group } from './group.ts';
import type { Identity } from './handshake.ts';
import type { Lobby } from './lobby.ts';

/**
 * With whom this rank trains, now and next. A new membership comes together beside the training of the one before, so
 * that a rank that joins holds nobody up; once all its members are there, or one of the old group is out, the old group
 * closes, and whatever waits for it fails with `PeerLost`.
 */
export class Company {
  readonly #orders: Orders;
  readonly #identity: Identity;
  /** None for a rank that has no peers and never will. */
  readonly #lobby: Lobby | undefined;
  #group: Group | undefined;
  #next: Group | undefined;
  #forming: { readonly membership: Membership; readonly end: AbortController } | undefined;
  #failure: unknown;
  #wake: (() => void) | undefined;

  constructor(orders: Orders, identity: Identity, lobby: Lobby | undefined) {
    this.#orders = orders;
    this.#identity = identity;
    this.#lobby = lobby;
    orders.listen(() => this.#react());
    this.#react();
  }

  /** The next group once it has come together; undefined when this rank is told to leave. */
  async enter(): Promise<Group | undefined> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      if (this.#orders.leaves) return undefined;
      if (this.#next) {
        this.#group = this.#next;
        this.#next = undefined;
        return this.#group;
      }
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  /** Throws `PeerLost` once the group that was entered is over. */
  check(): void {
    if (!this.#group) throw new PeerLost('the group is over');
  }

  /** After `PeerLost`: calls the same members again if there are no new ones; the lost one may be out already. */
  leaveGroup(): void {
    this.#end();
    const { membership, leaves } = this.#orders;
    if (membership && !leaves && !this.#next && !this.#forming) this.#form(membership);
  }

  close(): void {
    this.#forming?.end.abort();
    this.#next?.close();
    this.#end();
    this.#lobby?.close();
  }

  #react(): void {
    const { membership, leaves } = this.#orders;
    if (leaves) {
      this.#forming?.end.abort();
      this.#group?.sayGoodbye();
      this.#end();
    } else if (membership && membership !== this.#newest()) {
      const { ranks } = membership;
      if (this.#group?.membership.ranks.some((rank) => !ranks.includes(rank))) this.#end();
      this.#form(membership);
    }
    this.#wake?.();
  }

  #newest(): Membership | undefined {
    return (this.#forming ?? this.#next ?? this.#group)?.membership;
  }

  #form(membership: Membership): void {
    this.#forming?.end.abort();
    this.#next?.close();
    this.#next = undefined;
    const end = new AbortController();
    this.#forming = { membership, end };
    const formed = this.#lobby
      ? Group.form(membership, this.#identity, this.#lobby, end.signal)
      : Promise.resolve(Group.alone(membership));
    formed.then(
      (group) => this.#settle(end, group),
      (error: unknown) => this.#settle(end, undefined, error),
    );
  }

  #settle(end: AbortController, group: Group | undefined, error?: unknown): void {
    if (end.signal.aborted) {
      group?.close();
      return;
    }
    this.#forming = undefined;
    this.#next = group;
    this.#failure = error;
    this.#end();
    this.#wake?.();
  }

  #end(): void {
    this.#group?.close();
    this.#group = undefined;
  }
}
