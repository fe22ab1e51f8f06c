import { randomBytes } from 'node:crypto';
import { failed, ok, type Result } from '@gigafactory/core/base';
import type { AddOrder, ChangeOrder, PersonFacts } from '@gigafactory/core/people';
import type { Database } from '../journal/sqlite/library.ts';
import { AuditLog } from './audit.ts';
import { hashOf, newSecret, type PasswordCost, Passwords } from './secrets.ts';
import { Sessions } from './sessions.ts';

/** How long an invitation holds, ms. */
const INVITATION_MS = 7 * 24 * 3_600_000;

export interface PeopleParts {
  readonly database: Database;
  /** ms since 1970. */
  readonly now: () => number;
  readonly cost?: PasswordCost | undefined;
}

/** An invitation, whose secret is told once. */
export interface Invitation {
  readonly person: PersonFacts;
  readonly invitation: string;
  /** RFC 3339. */
  readonly until: string;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly role: PersonFacts['role'];
  readonly tier: PersonFacts['tier'];
  readonly password: string | null;
  readonly disabled: number;
  readonly made: string;
  readonly seen: string | null;
}

/** The accounts of a state folder, their sessions and the audit. `by` is always the id of who orders it, or `LOCAL`. */
export class People {
  readonly sessions: Sessions;
  readonly audit: AuditLog;
  readonly #database: Database;
  readonly #passwords: Passwords;
  readonly #now: () => number;
  readonly #sql;

  constructor({ database, now, cost }: PeopleParts) {
    this.#database = database;
    this.#now = now;
    this.#passwords = new Passwords(cost);
    this.sessions = new Sessions(database, now);
    this.audit = new AuditLog(database, now);
    this.#sql = statementsOf(database);
  }

  /** Whether there is any account: from then on pages ask to sign in. */
  get hasAny(): boolean {
    return this.#sql.any.get() !== undefined;
  }

  /** Whether more passwords wait to be checked than should. */
  get isBusy(): boolean {
    return this.#passwords.isBusy;
  }

  list(): readonly PersonFacts[] {
    return (this.#sql.list.all() as Row[]).map(toFacts);
  }

  find(id: string): PersonFacts | undefined {
    const row = this.#sql.find.get(id) as Row | undefined;
    return row && toFacts(row);
  }

  /** By the name, in capitals or not. */
  named(name: string): PersonFacts | undefined {
    const row = this.#sql.named.get(name) as Row | undefined;
    return row && toFacts(row);
  }

  /** Makes an account, which is signed in to once its invitation was accepted. Code: `people.exists`. */
  add({ name, role, tier }: Required<AddOrder>, by: string): Result<Invitation> {
    if (this.named(name)) {
      return failed({ code: 'people.exists', message: `There is somebody named ${name}.` });
    }
    const id = `person_${randomBytes(12).toString('hex')}`;
    this.#sql.add.run(id, name, role, tier, new Date(this.#now()).toISOString());
    this.audit.note('person added', by, { about: id, detail: `${role}, ${tier}` });
    return this.#invite(id, by);
  }

  /** Changes role or tier, or disables; ends all sessions of who is disabled. Codes: `people.unknown`, `people.last-admin`. */
  change({ person: id, role, tier, disabled }: ChangeOrder, by: string): Result<PersonFacts> {
    const before = this.find(id);
    if (!before) return unknown();
    const isLess = (role !== undefined && role !== 'admin') || disabled === true;
    if (isLess && by !== 'local' && this.#isLastAdmin(before)) return lastAdmin();
    this.#sql.change.run(
      role ?? before.role,
      tier ?? before.tier,
      Number(disabled ?? before.state === 'disabled'),
      id,
    );
    if (disabled) this.sessions.endAll(id);
    const after = this.find(id)!;
    const detail = (['role', 'tier', 'state'] as const)
      .filter((key) => before[key] !== after[key])
      .map((key) => `${key}: ${before[key]} → ${after[key]}`)
      .join(', ');
    if (detail !== '') this.audit.note('person changed', by, { about: id, detail });
    return ok(after);
  }

  /** Takes the password away, ends all sessions and invites again. Code: `people.unknown`. */
  reset(id: string, by: string): Result<Invitation> {
    if (!this.find(id)) return unknown();
    this.#sql.setPassword.run(null, id);
    this.sessions.endAll(id);
    return this.#invite(id, by);
  }

  /**
   * Removes an account; what it leaves to be removed elsewhere is named by `removed` until `forget`. Codes: `people.unknown`,
   * `people.last-admin`.
   */
  remove(id: string, by: string): Result<PersonFacts> {
    const person = this.find(id);
    if (!person) return unknown();
    if (by !== 'local' && this.#isLastAdmin(person)) return lastAdmin();
    this.#together(() => {
      this.sessions.endAll(id);
      for (const statement of this.#sql.removes) statement.run(id);
      this.audit.note('person removed', by, { about: id });
    });
    this.#empty();
    return ok(person);
  }

  /** People who are removed, and whose chats may still be there. */
  removed(): readonly string[] {
    return (this.#sql.removed.all() as { readonly person: string }[]).map(({ person }) => person);
  }

  /** Their chats are gone too. */
  forget(id: string): void {
    this.#sql.forget.run(id);
    this.audit.note('chats deleted', 'local', { about: id, detail: 'with the person' });
  }

  /** Takes an invitation, which holds once. Codes: `people.invitation`, `people.password`. */
  async accept(invitation: string, password: string): Promise<Result<PersonFacts>> {
    const found = this.#invitedBy(invitation);
    if (!found || found.state === 'disabled') return noInvitation();
    if (password.toLowerCase().includes(found.name.toLowerCase())) return weak();
    const hash = await this.#passwords.hash(password);
    // Of two who take it at once one is late.
    if (this.#sql.take.run(hashOf(invitation)).changes === 0) return noInvitation();
    this.#sql.setPassword.run(hash, found.id);
    this.sessions.endAll(found.id);
    this.audit.note('invitation accepted', found.id);
    return ok(this.find(found.id)!);
  }

  /** Who has this name and password; undefined takes as long. */
  async check(name: string, password: string): Promise<PersonFacts | undefined> {
    const row = this.#sql.named.get(name) as Row | undefined;
    const mayEnter = row !== undefined && row.disabled === 0 && row.password !== null;
    const isRight = await this.#passwords.verify(
      password,
      mayEnter ? (row.password ?? undefined) : undefined,
    );
    return isRight && row ? this.find(row.id) : undefined;
  }

  /** Another password; all sessions end. Codes: `people.wrong`, `people.password`. */
  async changePassword(
    { id, name }: PersonFacts,
    order: { readonly current: string; readonly next: string },
  ): Promise<Result<PersonFacts>> {
    if (!(await this.check(name, order.current))) {
      return failed({ code: 'people.wrong', message: 'That is not the password of now.' });
    }
    if (order.next.toLowerCase().includes(name.toLowerCase())) return weak();
    this.#sql.setPassword.run(await this.#passwords.hash(order.next), id);
    this.sessions.endAll(id);
    this.audit.note('password changed', id);
    return ok(this.find(id)!);
  }

  close(): void {
    this.#empty();
    this.#database.close();
  }

  #invite(id: string, by: string): Result<Invitation> {
    const invitation = newSecret();
    const until = this.#now() + INVITATION_MS;
    this.#sql.invite.run(hashOf(invitation), id, until);
    this.audit.note('invitation made', by, { about: id });
    return ok({ person: this.find(id)!, invitation, until: new Date(until).toISOString() });
  }

  #invitedBy(invitation: string): PersonFacts | undefined {
    const row = this.#sql.invitation.get(hashOf(invitation), this.#now());
    return row === undefined ? undefined : this.find((row as { person: string }).person);
  }

  #isLastAdmin({ id, role, state }: PersonFacts): boolean {
    if (role !== 'admin' || state !== 'active') return false;
    return !this.list().some(
      (each) => each.id !== id && each.role === 'admin' && each.state === 'active',
    );
  }

  #together(act: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      act();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** No copy of what was overwritten stays in the log of the database. */
  #empty(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

function toFacts({ id, name, role, tier, password, disabled, made, seen }: Row): PersonFacts {
  const open = password === null ? 'invited' : 'active';
  return { id, name, role, tier, state: disabled ? 'disabled' : open, made, seen };
}

function unknown(): Result<never> {
  return failed({ code: 'people.unknown', message: 'There is no such person.' });
}

function lastAdmin(): Result<never> {
  const message = 'This is the only administrator: make another one first.';
  return failed({ code: 'people.last-admin', message });
}

function noInvitation(): Result<never> {
  const message =
    'This invitation does not hold: it was used, is older than a week, or a newer one was made. Ask the administrator for another.';
  return failed({ code: 'people.invitation', message });
}

function weak(): Result<never> {
  return failed({ code: 'people.password', message: 'A password must not contain the name.' });
}

function statementsOf(database: Database) {
  const sql = (text: string) => database.prepare(text);
  return {
    any: sql('SELECT 1 FROM people LIMIT 1'),
    list: sql('SELECT * FROM people ORDER BY name'),
    find: sql('SELECT * FROM people WHERE id = ?'),
    named: sql('SELECT * FROM people WHERE name = ?'),
    add: sql('INSERT INTO people (id, name, role, tier, made) VALUES (?, ?, ?, ?, ?)'),
    change: sql('UPDATE people SET role = ?, tier = ?, disabled = ? WHERE id = ?'),
    setPassword: sql('UPDATE people SET password = ? WHERE id = ?'),
    invite: sql('INSERT OR REPLACE INTO invitations (hash, person, until) VALUES (?, ?, ?)'),
    invitation: sql('SELECT person FROM invitations WHERE hash = ? AND until > ?'),
    take: sql('DELETE FROM invitations WHERE hash = ?'),
    removes: [
      sql('DELETE FROM people WHERE id = ?'),
      sql('DELETE FROM invitations WHERE person = ?'),
      sql('DELETE FROM devices WHERE person = ?'),
      sql('INSERT OR IGNORE INTO removed VALUES (?)'),
    ],
    removed: sql('SELECT person FROM removed'),
    forget: sql('DELETE FROM removed WHERE person = ?'),
  };
}
