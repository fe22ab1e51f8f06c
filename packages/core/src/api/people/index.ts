import { z } from 'zod';
import { time } from '../control-orders.ts';

/**
 * The contract of people: accounts that an administrator makes, their sessions, and what the administrator sees. The routes
 * stand below `/control`. Times are RFC 3339 in UTC, money in US dollars.
 */

/** From the least to the most that they may do. */
export const ROLES = ['member', 'operator', 'admin'] as const;
export const PERSON_TIERS = ['free', 'premium'] as const;

/** Characters of a password. */
export const PASSWORD = { least: 12, most: 200 } as const;

const id = z.string().regex(/^person_[0-9a-f]{24}$/, 'the id of a person');
const role = z.enum(ROLES);
const tier = z.enum(PERSON_TIERS);
/** As the names of keys. */
const name = z
  .string()
  .trim()
  .regex(/^[\w.@-](?:[\w.@ -]{0,78}[\w.@-])?$/, '1 to 80 letters, digits, spaces and . _ @ -');
const password = z
  .string()
  .min(PASSWORD.least, `${PASSWORD.least} characters at least`)
  .max(PASSWORD.most, `${PASSWORD.most} characters at most`);
const secret = z.string().min(1).max(PASSWORD.most);

const person = z.strictObject({
  id,
  name,
  role,
  tier,
  /** Invited: has no password yet. */
  state: z.enum(['invited', 'active', 'disabled']),
  made: time,
  seen: time.nullable().describe('When a page was last used'),
});

const allowance = z.strictObject({ used: z.number(), most: z.number() });
const standing = z.strictObject({
  questions: allowance.describe('Of today, a day of UTC'),
  tokens: allowance,
  features: z.array(z.string()).readonly(),
});

const session = z.strictObject({
  id: z.string(),
  made: time,
  seen: time,
  browser: z.string().describe('As it names itself, shortened'),
  isThis: z.boolean(),
});

const auditEntry = z.strictObject({
  number: z.int(),
  at: time,
  kind: z.string(),
  who: z.string().describe('Who did it: a name, or who has the token of the state folder'),
  about: z.string().describe('Whom it is about; empty: nobody else'),
  detail: z.string(),
});

const usageSums = z.object({
  of: z.string(),
  requests: z.number(),
  failed: z.number(),
  input: z.number(),
  output: z.number(),
  cost: z.number(),
});

const upstreamFacts = z.strictObject({
  name: z.string(),
  receives: z
    .string()
    .describe('Who receives what it is asked; empty: nobody outside of this site'),
  models: z.array(z.strictObject({ id: z.string(), price: z.string() }).readonly()).readonly(),
  health: z
    .enum(['well', 'failing'])
    .describe('Failing: its last requests failed in a row, and it is left alone for a while'),
});

export const peopleOrders = {
  signIn: z.strictObject({ name: z.string().max(200), password: z.string().max(1000) }),
  accept: z.strictObject({ invitation: secret, password }),
  password: z.strictObject({ current: z.string().max(1000), next: password }),
  endSession: z.strictObject({ session: z.string().max(100) }),
  add: z.strictObject({ name, role: role.default('member'), tier: tier.default('free') }),
  change: z.strictObject({
    person: id,
    role: role.optional(),
    tier: tier.optional(),
    disabled: z.boolean().optional(),
  }),
  about: z.strictObject({ person: id }),
} as const;

const me = z.strictObject({ person, standing: standing.nullable() });
const peopleList = z.strictObject({
  people: z.array(
    person.extend({ sessions: z.int(), standing: standing.nullable(), spent: z.number() }),
  ),
});
const invited = z.strictObject({
  person,
  invitation: z.string().describe('Told once; only its hash is kept'),
  until: time,
});
const audit = z.strictObject({ entries: z.array(auditEntry), more: z.boolean() });
const peopleUsage = z.strictObject({
  since: z.string().describe('Day of UTC'),
  models: z.array(usageSums.readonly()).readonly(),
  upstreams: z.array(usageSums.readonly()).readonly(),
  people: z.array(usageSums.readonly()).readonly(),
  reach: z.array(upstreamFacts.readonly()).readonly(),
});
const signedIn = z.strictObject({
  proof: z.string().describe('Goes with every request of the page, beside the cookie'),
});

export type Role = z.infer<typeof role>;
export type PersonTier = z.infer<typeof tier>;
export type PersonFacts = z.infer<typeof person>;
export type PersonSession = z.infer<typeof session>;
export type PersonStanding = z.infer<typeof standing>;
export type Me = z.infer<typeof me>;
export type ListedPerson = z.infer<typeof peopleList>['people'][number];
export type PeopleList = z.infer<typeof peopleList>;
export type Invited = z.infer<typeof invited>;
export type AuditEntry = z.infer<typeof auditEntry>;
export type Audit = z.infer<typeof audit>;
export type PeopleUsage = z.infer<typeof peopleUsage>;
export type UsageSum = z.infer<typeof usageSums>;
export type UpstreamFacts = z.infer<typeof upstreamFacts>;
export type SignedIn = z.infer<typeof signedIn>;
export type ChangeOrder = z.infer<typeof peopleOrders.change>;
export type AddOrder = z.infer<typeof peopleOrders.add>;

/** The routes of people below `/control`. What `needs` a person needs a session; `admin` one of an administrator, or the token. */
export const PEOPLE_ROUTES = {
  signIn: { method: 'POST', path: '/people/sign-in', needs: 'nothing' },
  accept: { method: 'POST', path: '/people/accept', needs: 'nothing' },
  me: { method: 'GET', path: '/people/me', needs: 'person' },
  signOut: { method: 'POST', path: '/people/sign-out', needs: 'person' },
  signOutEverywhere: { method: 'POST', path: '/people/sign-out-everywhere', needs: 'person' },
  sessions: { method: 'GET', path: '/people/sessions', needs: 'person' },
  endSession: { method: 'POST', path: '/people/sessions/end', needs: 'person' },
  password: { method: 'POST', path: '/people/password', needs: 'person' },
  list: { method: 'GET', path: '/people/list', needs: 'admin' },
  add: { method: 'POST', path: '/people/add', needs: 'admin' },
  change: { method: 'POST', path: '/people/change', needs: 'admin' },
  reset: { method: 'POST', path: '/people/reset', needs: 'admin' },
  remove: { method: 'POST', path: '/people/remove', needs: 'admin' },
  /** `?kind=`, `?before=NUMBER`. */
  audit: { method: 'GET', path: '/people/audit', needs: 'admin' },
  auditCsv: { method: 'GET', path: '/people/audit.csv', needs: 'admin' },
  usage: { method: 'GET', path: '/people/usage', needs: 'admin' },
} as const;
