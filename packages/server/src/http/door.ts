import { createHash } from 'node:crypto';
import { type PersonFacts, ROLES, type Role } from '@gigafactory/core/people';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { StateFolder } from '../operate/state-folder.ts';
import { LOCAL, type People, type PeopleOf } from '../people/index.ts';
import { bearerOf, hasToken } from './guard.ts';
import { refuse } from './refuse.ts';

/** Who asks, and may: whoever has the token of the state folder, or a person who is signed in. */
export type Visitor =
  | { readonly kind: 'local' }
  | { readonly kind: 'person'; readonly person: PersonFacts; readonly session: string };

/** Who is behind a request: the token of the state folder, or the session of a person. */
export class Door {
  readonly #folder: Pick<StateFolder, 'home' | 'token'>;
  readonly #people: PeopleOf;

  constructor(folder: Pick<StateFolder, 'home' | 'token'>, people: PeopleOf) {
    this.#folder = folder;
    this.#people = people;
  }

  /** Undefined while there is no account. @throws Error with why the accounts cannot be read: then nobody may sign in */
  people(): People | undefined {
    const people = this.#people.get();
    if (people.ok) return people.value;
    throw new Error(people.problems.map(({ message }) => message).join(' '));
  }

  /** Browsers send cookies to every port of this machine: those of other state folders have other names. */
  cookie(kind: 'session' | 'device'): string {
    const of = createHash('sha256').update(this.#folder.home).digest('hex').slice(0, 8);
    return `gigafactory_${kind}_${of}`;
  }

  /**
   * Who asks; undefined: nobody that may. A session is a cookie, which no script can read, and a proof in a header, which no
   * other page can send and which a server on another port of this machine is not sent.
   */
  visitor(c: Context): Visitor | undefined {
    if (hasToken(c, this.#folder.token)) return { kind: 'local' };
    const proof = bearerOf(c);
    return proof === undefined ? undefined : this.#personOf(c, proof);
  }

  /** Whether a browser has a session, by its cookie alone: enough to be told that something changed, and not what. */
  hasSession(c: Context): boolean {
    return this.#personOf(c) !== undefined;
  }

  #personOf(c: Context, proof?: string): Visitor | undefined {
    const cookie = getCookie(c, this.cookie('session'));
    const people = this.people();
    if (cookie === undefined || !people) return undefined;
    const found = people.sessions.find(cookie, proof);
    const person = found && people.find(found.person);
    if (person?.state !== 'active') return undefined;
    return { kind: 'person', person, session: found!.id };
  }
}

/** Whether a visitor may do what needs a role; who has the token may do everything. */
export function mayDo(visitor: Visitor, least: Role): boolean {
  if (visitor.kind === 'local') return true;
  return ROLES.indexOf(visitor.person.role) >= ROLES.indexOf(least);
}

/** Whose chats a visitor sees, and the name in the books: empty of who has the token. */
export function ownerOf(visitor: Visitor): string {
  return visitor.kind === 'local' ? '' : visitor.person.id;
}

/** As the audit names a visitor. */
export function whoIs(visitor: Visitor): string {
  return visitor.kind === 'local' ? LOCAL : visitor.person.id;
}

/** Lets in who may do what needs a role. Codes: `control.token`, `people.signed-out`, `people.role`. */
export function requires(door: Door, least: (c: Context) => Role): MiddlewareHandler {
  return async (c, next) => {
    const visitor = door.visitor(c);
    if (!visitor) return refuseNobody(c, door);
    const role = least(c);
    if (mayDo(visitor, role)) return next();
    return refuse(c, 403, 'people.role', `This needs the role ${role}; an administrator gives it.`);
  };
}

/** Where there are people, lets in who is signed in; where there are none, everybody on this machine. */
export function requiresPerson(door: Door | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (!door?.people() || door.visitor(c)) return next();
    return refuseNobody(c, door);
  };
}

/** Refuses who is nobody, and says what to do about it. */
export function refuseNobody(c: Context, door: Door): Response {
  if (door.people()) {
    return refuse(c, 401, 'people.signed-out', 'You are signed out: sign in again.');
  }
  const message = 'This page has no token: open it by the link that "gigafactory up" printed.';
  return refuse(c, 401, 'control.token', message);
}
