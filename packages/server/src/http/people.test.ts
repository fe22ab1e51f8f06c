import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PEOPLE_ROUTES } from '@gigafactory/core/people';
import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../document/document.fixture.ts';
import { openStateFolder, type StateFolder } from '../operate/state-folder.ts';
import { openPeople } from '../people/index.ts';
import { createApp } from './app.ts';
import { toFile } from './console-files.ts';
import { CHEAP, invite, siteOf } from './door.fixture.ts';

const PASSWORD = 'correct horse battery';
const SECRET = 'SECRET-PART-OF-THE-FILE';
const HOST = '127.0.0.1:4600';

let folder: StateFolder;
let site: ReturnType<typeof siteOf>;
let app: Hono;

beforeEach(async () => {
  const opened = openStateFolder(mkdtempSync(join(tmpdir(), 'gigafactory-people-')));
  if (!opened.ok) throw new Error(opened.problems[0]?.message);
  folder = opened.value;
  site = siteOf(folder);
  app = createApp({
    operations: { check: { kind: 'question', summary: '', input: {}, output: {} } },
    run: async () => ({ ok: true, value: {} }) as never,
    console: new Map([['/index.html', toFile('<head></head>', 'index.html')]]),
    file: await documentOf('a.yaml', `# ${SECRET}\n`),
    site,
  });
});
afterEach(() => {
  site.accounts.close();
  rmSync(folder.home, { recursive: true });
});

interface Browser {
  readonly cookies: Map<string, string>;
  proof: string | undefined;
}

const browser = (): Browser => ({ cookies: new Map(), proof: undefined });

interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As a browser sends it, which keeps the cookies that it is given. */
async function send(by: Browser, path: string, sent: Sent = {}): Promise<Response> {
  const { body, method = body === undefined ? 'GET' : 'POST', headers = {} } = sent;
  const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await app.request(`http://${HOST}${path}`, {
    method,
    headers: {
      ...{ host: HOST, 'content-type': 'application/json', cookie },
      ...(by.proof === undefined ? {} : { authorization: `Bearer ${by.proof}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  for (const set of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
    if (value === '') by.cookies.delete(name);
    else by.cookies.set(name, value);
  }
  return response;
}

const people = (by: Browser, path: string, body?: unknown) =>
  send(by, `/control/people/${path}`, body === undefined ? {} : { body });

async function codeOf(response: Response): Promise<string> {
  return (await response.json()).problems[0].code;
}

async function join_(
  name: string,
  role: 'member' | 'operator' | 'admin' = 'member',
): Promise<Browser & { readonly id: string }> {
  const { id, invitation } = invite(folder.home, name, role);
  const by = browser();
  const accepted = await people(by, 'accept', { invitation, password: PASSWORD });
  by.proof = (await accepted.json()).proof;
  return Object.assign(by, { id });
}

async function signIn(by: Browser, name: string, password = PASSWORD): Promise<Response> {
  const response = await people(by, 'sign-in', { name, password });
  if (response.ok) by.proof = (await response.clone().json()).proof;
  return response;
}

const statusOf = async (by: Browser, path: string, sent: Sent = {}) =>
  (await send(by, path, sent)).status;
const local = (): Browser => ({ cookies: new Map(), proof: folder.token });

/** Everything below the state folder. */
function bytesIn(home: string): string {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

describe('a machine without accounts', () => {
  it('is as it was: the page has the file, and the token opens the rest', async () => {
    expect(await (await send(browser(), '/')).text()).toContain(SECRET);
    expect(await statusOf(browser(), '/api/check', { body: {} })).toBe(200);
    expect(await statusOf(local(), '/control/state')).toBe(200);
    expect(await codeOf(await send(browser(), '/control/state'))).toBe('control.token');
    expect(await codeOf(await people(browser(), 'sign-in', { name: 'a', password: 'b' }))).toBe(
      'people.none',
    );
    expect(readdirSync(folder.home)).not.toContain('people.db');
  });
});

describe('once there is an account', () => {
  it('nothing of the file is told to who is not signed in', async () => {
    invite(folder.home, 'ada', 'admin');
    expect(await (await send(browser(), '/')).text()).not.toContain(SECRET);
    const closed: [string, Sent][] = [
      ...[['/file', {}] as [string, Sent], ['/file/changes', {}] as [string, Sent]],
      ['/file', { method: 'PUT', body: {} }],
      ['/api/check', { body: {} }],
      ['/control/state', {}],
    ];
    for (const [path, sent] of closed) {
      const response = await send(browser(), path, sent);
      expect([path, response.status, await codeOf(response)]).toEqual([
        ...[path, 401, 'people.signed-out'],
      ]);
    }
  });

  it('the token of the folder stays the door of this machine', async () => {
    invite(folder.home, 'ada', 'admin');
    expect(await statusOf(local(), '/file')).toBe(200);
    expect(await statusOf(local(), '/control/people/list')).toBe(200);
    expect(await codeOf(await people(local(), 'me'))).toBe('people.local');
  });

  it('each role may do what is its own, on every route', async () => {
    const by = {
      member: await join_('mia'),
      operator: await join_('olga', 'operator'),
      admin: await join_('ada', 'admin'),
    };
    const least: [string, Sent, 'member' | 'operator' | 'admin'][] = [
      ['/file', {}, 'member'],
      ['/api/check', { body: {} }, 'member'],
      ['/control/state', {}, 'member'],
      ['/control/models', {}, 'member'],
      ['/file', { method: 'PUT', body: {} }, 'operator'],
      ['/control/runs/r/stop', { body: {} }, 'operator'],
      ['/control/runs/r/drain', { body: {} }, 'operator'],
      ['/control/models/promote', { body: {} }, 'operator'],
      ['/control/models/back', { body: {} }, 'operator'],
      ['/control/services/s/scale', { body: {} }, 'operator'],
      ...Object.values(PEOPLE_ROUTES)
        .filter(({ needs }) => needs === 'admin')
        .map(({ method, path }): [string, Sent, 'admin'] => [
          `/control${path}`,
          method === 'GET' ? {} : { body: {} },
          'admin',
        ]),
    ];
    const order = ['member', 'operator', 'admin'] as const;
    for (const [path, sent, role] of least) {
      for (const who of order) {
        const response = await send(by[who], path, sent);
        const isRefused = response.status === 403 && (await codeOf(response)) === 'people.role';
        expect([path, who, isRefused]).toEqual([
          ...[path, who, order.indexOf(who) < order.indexOf(role)],
        ]);
      }
    }
  });
});

describe('a session', () => {
  it('is a cookie that no script reads and no other site sends, and needs its proof too', async () => {
    const { invitation } = invite(folder.home, 'ada');
    const by = browser();
    const response = await people(by, 'accept', { invitation, password: PASSWORD });
    const set = response.headers.getSetCookie();
    expect(set).toHaveLength(2);
    for (const cookie of set) expect(cookie).toMatch(/; Path=\/.*; HttpOnly; SameSite=Strict/);
    const { proof } = await response.json();
    expect(await statusOf(by, '/file')).toBe(401);
    const other: Browser = { cookies: new Map(), proof };
    expect(await statusOf(other, '/file')).toBe(401);
    by.proof = proof;
    expect(await statusOf(by, '/file')).toBe(200);
    by.proof = 'x'.repeat(43);
    expect(await statusOf(by, '/file')).toBe(401);
  });

  it('changes nothing by its cookie alone, nor from another site, on any route', async () => {
    const ada = await join_('ada', 'admin');
    const orders = Object.values(PEOPLE_ROUTES).filter(({ method }) => method === 'POST');
    const paths = [...orders.map(({ path }) => `/control${path}`), '/api/check', '/file'];
    for (const path of [...paths, '/control/runs/r/stop', '/control/models/promote']) {
      const method = path === '/file' ? 'PUT' : 'POST';
      const body = {};
      const foreign = [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'http://127.0.0.1:5000' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { host: 'evil.example' },
      ];
      for (const headers of foreign)
        expect([path, await statusOf(ada, path, { method, body, headers })]).toEqual([path, 403]);
      const cookieOnly: Browser = { cookies: ada.cookies, proof: undefined };
      const isDoor = path.endsWith('/sign-in') || path.endsWith('/accept');
      if (!isDoor)
        expect([path, await statusOf(cookieOnly, path, { method, body })]).toEqual([path, 401]);
    }
  });

  it('is begun by no form: only JSON is read', async () => {
    await join_('ada');
    const headers = { 'content-type': 'text/plain' };
    const body = { name: 'ada', password: PASSWORD };
    expect(await statusOf(browser(), '/control/people/sign-in', { body, headers })).toBe(415);
  });

  it('is a new one with every sign-in, and the one before ends', async () => {
    const by = await join_('ada');
    const before = { cookies: new Map(by.cookies), proof: by.proof };
    expect((await signIn(by, 'ada')).status).toBe(200);
    expect(by.cookies).not.toEqual(before.cookies);
    expect(await statusOf(before, '/file')).toBe(401);
    // One that an attacker has put into the browser becomes no session.
    const fixed = browser();
    fixed.cookies.set([...by.cookies.keys()][0]!, 'chosen');
    await signIn(fixed, 'ADA');
    expect([...fixed.cookies.values()]).not.toContain('chosen');
    expect(await statusOf(fixed, '/file')).toBe(200);
  });

  it.each([
    ['signed out', (by: Browser) => people(by, 'sign-out', {})],
    ['signed out everywhere', (by: Browser) => people(by, 'sign-out-everywhere', {})],
    [
      'given another password',
      (by: Browser) => people(by, 'password', { current: PASSWORD, next: 'another long password' }),
    ],
  ])('ends when its person is %s', async (_, act) => {
    const by = await join_('ada');
    const before = { cookies: new Map(by.cookies), proof: by.proof };
    expect((await act(by)).status).toBe(200);
    expect(await statusOf(before, '/file')).toBe(401);
  });

  it.each(['disable', 'remove', 'reset'])('ends when an administrator does: %s', async (what) => {
    const ada = await join_('ada', 'admin');
    const mia = await join_('mia');
    const order = { person: mia.id };
    if (what === 'disable') await people(ada, 'change', { ...order, disabled: true });
    else await people(ada, what, order);
    expect(await statusOf(mia, '/file')).toBe(401);
    expect((await signIn(mia, 'mia')).status).toBe(401);
  });

  it('loses a role at once, and others are listed and ended one by one', async () => {
    const ada = await join_('ada', 'admin');
    const olga = await join_('olga', 'operator');
    await people(ada, 'change', { person: olga.id, role: 'member' });
    expect(await codeOf(await send(olga, '/file', { method: 'PUT', body: {} }))).toBe(
      'people.role',
    );
    const second = browser();
    await signIn(second, 'olga');
    const { sessions } = await (await people(olga, 'sessions')).json();
    expect(sessions.map(({ isThis }: { isThis: boolean }) => isThis).sort()).toEqual([false, true]);
    const { id } = sessions.find(({ isThis }: { isThis: boolean }) => !isThis);
    // Another person cannot end it, by its id either.
    await people(ada, 'sessions/end', { session: id });
    expect(await statusOf(second, '/file')).toBe(200);
    await people(olga, 'sessions/end', { session: id });
    expect(await statusOf(second, '/file')).toBe(401);
  });
});

describe('whoever guesses', () => {
  it('is told the same of a name that nobody has', async () => {
    await join_('ada');
    const answers = [];
    for (const name of ['ada', 'nobody'])
      answers.push(await (await people(browser(), 'sign-in', { name, password: 'wrong' })).json());
    expect(answers[0]).toEqual(answers[1]);
  });

  it('waits, while a browser that the person has used does not', async () => {
    const known = await join_('ada');
    const stranger = browser();
    const tries = Array.from({ length: 6 }, () => signIn(stranger, 'ada', 'wrong'));
    const statuses = (await Promise.all(tries)).map(({ status }) => status).sort();
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const refused = await signIn(stranger, 'ada');
    expect([refused.status, Number(refused.headers.get('retry-after')) <= 60]).toEqual([429, true]);
    expect((await signIn(known, 'ada')).status).toBe(200);
  });

  it('takes an invitation once, and none that is not there', async () => {
    const { invitation } = invite(folder.home, 'ada');
    const password = PASSWORD;
    const both = await Promise.all(
      [1, 2].map(() => people(browser(), 'accept', { invitation, password })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    const guessed = await people(browser(), 'accept', { invitation: 'x'.repeat(43), password });
    expect(await codeOf(guessed)).toBe('people.invitation');
  });

  it.each([
    ['short', 'http.input'],
    ['x'.repeat(201), 'http.input'],
    ['ada ada ada ada', 'people.password'],
  ])('cannot choose the password %s', async (password, code) => {
    const { invitation } = invite(folder.home, 'ada');
    expect(await codeOf(await people(browser(), 'accept', { invitation, password }))).toBe(code);
  });
});

describe('an administrator', () => {
  it('invites, changes and is told so in the audit, which holds no secret and cannot be changed', async () => {
    const ada = await join_('ada', 'admin');
    const added = await (await people(ada, 'add', { name: 'mia' })).json();
    expect(added.person).toMatchObject({
      name: 'mia',
      role: 'member',
      tier: 'free',
      state: 'invited',
    });
    expect(await codeOf(await people(ada, 'add', { name: 'MIA' }))).toBe('people.exists');
    await people(ada, 'change', { person: added.person.id, tier: 'premium' });
    await signIn(browser(), 'mia', 'MY-PASSWORD-AS-A-NAME');
    await signIn(browser(), 'MY-PASSWORD-AS-A-NAME', 'x');
    const { entries } = await (await people(ada, 'audit')).json();
    expect(entries[2]).toMatchObject({
      ...{ kind: 'person changed', who: 'ada', about: 'mia', detail: 'tier: free → premium' },
    });
    expect(JSON.stringify(entries)).not.toContain('MY-PASSWORD');
    const csv = await (await people(ada, 'audit.csv')).text();
    expect(csv.split('\n')[0]).toBe('number,at,kind,who,about,detail');
    const opened = openPeople(folder, { cost: CHEAP });
    if (!opened.ok) throw new Error('cannot be opened');
    opened.value.close();
  });

  it('cannot leave nobody to administer', async () => {
    const ada = await join_('ada', 'admin');
    for (const change of [{ role: 'member' }, { disabled: true }])
      expect(await codeOf(await people(ada, 'change', { person: ada.id, ...change }))).toBe(
        'people.last-admin',
      );
    expect(await codeOf(await people(ada, 'remove', { person: ada.id }))).toBe('people.last-admin');
  });

  it('removes a person, of whom no byte is left but an id', async () => {
    const ada = await join_('ada', 'admin');
    const mia = await join_('zanzibar-quokka');
    await people(mia, 'sign-out', {});
    expect(bytesIn(folder.home)).toContain('zanzibar-quokka');
    expect((await people(ada, 'remove', { person: mia.id })).status).toBe(200);
    expect(bytesIn(folder.home)).not.toContain('zanzibar-quokka');
    const { entries } = await (await people(ada, 'audit')).json();
    expect(entries[0].about).toBe(`removed (${mia.id})`);
  });
});

describe('the file of people', () => {
  it('is for its owner only, and has no secret in it', async () => {
    const { invitation } = invite(folder.home, 'ada');
    const by = browser();
    const { proof } = await (await people(by, 'accept', { invitation, password: PASSWORD })).json();
    for (const name of readdirSync(folder.home).filter((each) => each.startsWith('people.db')))
      expect([name, statSync(join(folder.home, name)).mode & 0o077]).toEqual([name, 0]);
    const left = bytesIn(folder.home);
    for (const secret of [PASSWORD, invitation, proof, ...by.cookies.values()])
      expect(left).not.toContain(secret);
  });

  it('lets nobody in where it cannot be read', async () => {
    await join_('ada');
    site.accounts.close();
    rmSync(join(folder.home, 'people.db'));
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(folder.home, 'people.db'), 'no database, but a text\n'.repeat(99));
    for (const path of ['/', '/file', '/control/state'])
      expect([path, await statusOf(browser(), path)]).toEqual([path, 500]);
  });
});

describe('texts that are made to be slow to read', () => {
  it.each(['a'.repeat(50_000), ' '.repeat(50_000), `${'a '.repeat(25_000)}!`])(
    'are refused as names',
    async (name) => {
      const ada = await join_('ada', 'admin');
      expect((await people(ada, 'add', { name })).status).toBe(400);
      expect((await people(browser(), 'sign-in', { name, password: 'x' })).status).toBe(400);
    },
  );
});
