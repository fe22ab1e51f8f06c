import type { Problem, Result } from '@gigafactory/core/base';
import { failed, ok } from '@gigafactory/core/base';
import {
  PEOPLE_ROUTES,
  type PeopleUsage,
  type PersonFacts,
  type PersonStanding,
  peopleOrders,
} from '@gigafactory/core/people';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { stream } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { ABSOLUTE_MS, Attempts, type People } from '../people/index.ts';
import { type Door, refuseNobody, requires, type Visitor, whoIs } from './door.ts';
import { limitBody } from './guard.ts';
import { readOrder } from './read-order.ts';
import { refuse } from './refuse.ts';

/** What the gateway knows of people; absent where it cannot be asked yet. */
export interface PeopleBooks {
  readonly standing: (
    person: Pick<PersonFacts, 'id' | 'tier'>,
  ) => Promise<PersonStanding | undefined>;
  /** Since a day of UTC. */
  readonly usage: (since: string) => Promise<Result<PeopleUsage>>;
}

const DEVICE_S = 180 * 24 * 3600;

type Act = (c: Context, people: People, visitor: Visitor) => Response | Promise<Response>;

/** Signing in, one's own sessions, and what administrators do. The contract is that of people. */
export function peopleRoutes(door: Door, books: PeopleBooks, now: () => number = Date.now): Hono {
  const routes = new Hono();
  const attempts = new Attempts(now);
  addDoors(routes, door, attempts);
  addOwn(routes, door, books);
  addAdministration(routes, door, books, now);
  routes.all('*', (c) => refuse(c, 404, 'http.path', `There is nothing at ${c.req.path}.`));
  return routes;
}

/** Of people who are signed in. */
function addOwn(routes: Hono, door: Door, books: PeopleBooks): void {
  const { me, signOut, signOutEverywhere, password } = PEOPLE_ROUTES;
  const own = ownOf(door);
  routes.get(
    below(me),
    own(async (c, _, { person }) => {
      const standing = (await books.standing(person)) ?? null;
      return send(c, ok({ person, standing }));
    }),
  );
  routes.post(
    below(signOut),
    own((c, people, { person, session }) => {
      people.sessions.end(person.id, session);
      people.audit.note('signed out', person.id);
      forgetCookie(c, door);
      return send(c, ok({}));
    }),
  );
  routes.post(
    below(signOutEverywhere),
    own((c, people, { person }) => {
      people.sessions.endAll(person.id);
      people.audit.note('signed out', person.id, { detail: 'everywhere' });
      forgetCookie(c, door);
      return send(c, ok({}));
    }),
  );
  addSessions(routes, door);
  routes.post(
    below(password),
    limitBody,
    own(async (c, people, { person }) => {
      const order = await orderIn(c, peopleOrders.password);
      if (!order.ok) return send(c, order);
      if (people.isBusy) return refuseBusy(c);
      const changed = await people.changePassword(person, order.value);
      return changed.ok ? enter(c, door, people, changed.value) : send(c, changed);
    }),
  );
}

function addSessions(routes: Hono, door: Door): void {
  const { sessions, endSession } = PEOPLE_ROUTES;
  const own = ownOf(door);
  routes.get(
    below(sessions),
    own((c, people, { person, session }) =>
      send(c, ok({ sessions: people.sessions.list(person.id, session) })),
    ),
  );
  routes.post(
    below(endSession),
    limitBody,
    own(async (c, people, { person }) => {
      const order = await orderIn(c, peopleOrders.endSession);
      if (!order.ok) return send(c, order);
      if (people.sessions.end(person.id, order.value.session)) {
        people.audit.note('session ended', person.id);
      }
      return send(c, ok({}));
    }),
  );
}

/** What only a person has, not the token. */
function ownOf(door: Door) {
  return (act: (c: Context, people: People, visitor: Signed) => Response | Promise<Response>) =>
    acting(door, (c, people, visitor) =>
      visitor.kind === 'person'
        ? act(c, people, visitor)
        : refuse(c, 403, 'people.local', 'The token of the state folder is nobody’s account.'),
    );
}

type Signed = Visitor & { readonly kind: 'person' };

/** What lets people in. */
function addDoors(routes: Hono, door: Door, attempts: Attempts): void {
  const { signIn, accept } = PEOPLE_ROUTES;
  const open =
    (act: (c: Context, people: People) => Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      const people = door.people();
      if (!people)
        return refuse(c, 404, 'people.none', 'Nobody signs in here: there are no accounts.');
      if (people.isBusy) return refuseBusy(c);
      return act(c, people);
    };
  routes.post(
    below(signIn),
    limitBody,
    open(async (c, people) => {
      const order = await orderIn(c, peopleOrders.signIn);
      return order.ok ? signInTo(c, { door, people, attempts }, order.value) : send(c, order);
    }),
  );
  routes.post(
    below(accept),
    limitBody,
    open(async (c, people) => {
      const order = await orderIn(c, peopleOrders.accept);
      if (!order.ok) return send(c, order);
      const accepted = await people.accept(order.value.invitation, order.value.password);
      return accepted.ok ? enter(c, door, people, accepted.value) : send(c, accepted);
    }),
  );
}

interface SigningIn {
  readonly door: Door;
  readonly people: People;
  readonly attempts: Attempts;
}

async function signInTo(
  c: Context,
  { door, people, attempts }: SigningIn,
  { name, password }: z.output<typeof peopleOrders.signIn>,
): Promise<Response> {
  const key = attemptOf(c, door, people, name);
  const wait = attempts.wait(key);
  if (wait > 0) {
    c.header('retry-after', String(wait));
    return refuse(c, 429, 'people.wait', `Too many attempts: try again in ${wait} s.`);
  }
  // Counted before the answer is known: attempts side by side are no way around the wait.
  attempts.failed(key);
  const person = await people.check(name, password);
  if (!person) {
    // What was typed as a name may be a password: only a name that somebody has is written down.
    people.audit.note('sign-in failed', '', { about: people.named(name)?.id ?? '' });
    return refuse(c, 401, 'people.wrong', 'This name and password do not belong together.');
  }
  attempts.succeeded(key);
  people.audit.note('signed in', person.id);
  return enter(c, door, people, person);
}

/** Whose attempts are counted: those of a browser that this person has used before are its own. */
function attemptOf(c: Context, door: Door, people: People, name: string): string {
  const device = getCookie(c, door.cookie('device'));
  const person = people.named(name);
  const isKnown = device !== undefined && person && people.sessions.knowsDevice(person.id, device);
  return isKnown ? `device ${device}` : `name ${name.toLowerCase().slice(0, 100)}`;
}

/** A new session, and a cookie by which the browser is known again. */
function enter(c: Context, door: Door, people: People, person: PersonFacts): Response {
  const before = getCookie(c, door.cookie('session'));
  const old = before === undefined ? undefined : people.sessions.find(before);
  if (old) people.sessions.end(old.person, old.id);
  const { cookie, proof } = people.sessions.begin(person.id, c.req.header('user-agent') ?? '');
  const flags = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;
  setCookie(c, door.cookie('session'), cookie, { ...flags, maxAge: ABSOLUTE_MS / 1000 });
  const device = people.sessions.addDevice(person.id);
  setCookie(c, door.cookie('device'), device, { ...flags, maxAge: DEVICE_S });
  return send(c, ok({ proof }));
}

function forgetCookie(c: Context, door: Door): void {
  setCookie(c, door.cookie('session'), '', {
    ...{ httpOnly: true, sameSite: 'Strict', path: '/', maxAge: 0 },
  });
}

function addAdministration(routes: Hono, door: Door, books: PeopleBooks, now: () => number): void {
  const { list, add, change, reset, remove, audit, auditCsv, usage } = PEOPLE_ROUTES;
  for (const { path } of [list, add, change, reset, remove, audit, auditCsv, usage])
    routes.use(
      below({ path }),
      requires(door, () => 'admin'),
    );
  const order = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    carryOut: (people: People, given: z.output<Schema>, by: string) => Result<object>,
  ) =>
    routes.post(
      path,
      limitBody,
      acting(door, async (c, people, visitor) => {
        const given = await orderIn(c, schema);
        return send(c, given.ok ? carryOut(people, given.value, whoIs(visitor)) : given);
      }),
    );
  order(below(add), peopleOrders.add, (people, given, by) => people.add(given, by));
  order(below(change), peopleOrders.change, (people, given, by) =>
    wrapped(people.change(given, by)),
  );
  order(below(reset), peopleOrders.about, (people, { person }, by) => people.reset(person, by));
  order(below(remove), peopleOrders.about, (people, { person }, by) =>
    wrapped(people.remove(person, by)),
  );
  routes.get(
    below(list),
    acting(door, async (c, people) => send(c, ok(await listOf(people, books, now)))),
  );
  routes.get(
    below(audit),
    acting(door, (c, people) => {
      const before = Number(c.req.query('before') ?? Number.MAX_SAFE_INTEGER);
      if (!Number.isInteger(before))
        return refuse(c, 400, 'http.input', 'before: the number of a line.');
      return send(c, ok(people.audit.read({ kind: c.req.query('kind') ?? '', before })));
    }),
  );
  routes.get(
    below(auditCsv),
    acting(door, (c, people) => {
      c.header('content-type', 'text/csv; charset=utf-8');
      c.header('cache-control', 'no-store');
      return stream(c, async (out) => {
        for (const line of people.audit.csv()) await out.write(line);
      });
    }),
  );
  routes.get(
    below(usage),
    acting(door, async (c) => {
      const since = c.req.query('since') ?? new Date(now()).toISOString().slice(0, 8).concat('01');
      if (!/^\d{4}-\d\d-\d\d$/.test(since)) return refuse(c, 400, 'http.input', 'since: a day.');
      return send(c, await books.usage(since));
    }),
  );
}

/** People with what they have used today, and spent this month. */
async function listOf(people: People, books: PeopleBooks, now: () => number) {
  const usage = await books.usage(new Date(now()).toISOString().slice(0, 8).concat('01'));
  const spent = new Map(usage.ok ? usage.value.people.map(({ of, cost }) => [of, cost]) : []);
  const listed = people.list().map(async (person) => ({
    ...person,
    sessions: people.sessions.list(person.id, '').length,
    standing: (await books.standing(person)) ?? null,
    spent: spent.get(person.name) ?? 0,
  }));
  return { people: await Promise.all(listed) };
}

/** Of who may; who is nobody is refused. */
function acting(door: Door, act: Act) {
  return async (c: Context): Promise<Response> => {
    const people = door.people();
    const visitor = door.visitor(c);
    if (!visitor) return refuseNobody(c, door);
    if (!people) return refuse(c, 404, 'people.none', NONE);
    return act(c, people, visitor);
  };
}

const NONE = 'There are no accounts: "gigafactory people add NAME --role admin" makes the first.';

function wrapped(result: Result<PersonFacts>): Result<object> {
  return result.ok ? ok({ person: result.value }) : result;
}

function refuseBusy(c: Context): Response {
  c.header('retry-after', '5');
  return refuse(c, 503, 'people.busy', 'Too many people sign in at this moment: try again.');
}

/** A form of another page can send text, and no JSON without asking first. */
async function orderIn<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<Result<z.output<Schema>>> {
  const isJson = (c.req.header('content-type') ?? '').startsWith('application/json');
  if (isJson) return readOrder(await c.req.text(), schema);
  return failed({ code: 'http.type', message: 'Send application/json.' });
}

/** The routes are mounted below `/people`. */
function below({ path }: { readonly path: string }): string {
  return path.slice('/people'.length);
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  'people.unknown': 404,
  'people.exists': 409,
  'people.last-admin': 409,
  'people.wrong': 403,
  'http.json': 400,
  'http.input': 400,
  'http.type': 415,
};

function send<Value extends object>(c: Context, result: Result<Value>): Response {
  const headers = { 'cache-control': 'no-store' };
  if (result.ok) return c.json(result.value, 200, headers);
  const { problems }: { readonly problems: readonly Problem[] } = result;
  return c.json({ ok: false, problems }, STATUS[problems[0]?.code ?? ''] ?? 422, headers);
}
