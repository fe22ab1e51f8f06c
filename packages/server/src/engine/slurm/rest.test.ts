import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { understandFailure } from './commands.ts';
import { recordedJson } from './recorded.fixture.ts';
import { SlurmRest } from './rest.ts';
import { gangSubmission } from './submission.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly token: unknown;
  readonly body: unknown;
}

/** A daemon that gives these answers: a recorded name, an object, or a status. */
async function daemon(answers: Readonly<Record<string, string | number | object>>) {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { method = '', url: path = '', headers } = request;
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    asked.push({ method, path, token: headers['x-slurm-user-token'], body });
    const found = answers[`${method} ${path}`] ?? 404;
    if (typeof found === 'number') response.writeHead(found).end('Authentication failure');
    else response.end(JSON.stringify(typeof found === 'string' ? recordedJson(found) : found));
  };
  const server = createServer((request, response) => void answer(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

function door(url: string, token: () => string | undefined = () => 'abc') {
  return new SlurmRest({ url, token, prefix: 'gf-', partition: 'gpu', patience: 5 });
}

const OPEN = { 'GET /openapi/v3': '24.11-openapi' };
const AT = '/slurm/v0.0.42';

describe('SlurmRest', () => {
  it('asks nothing without a token, and says how to make one', async () => {
    const { url, asked } = await daemon(OPEN);
    const answer = await door(url, () => undefined).jobs();
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'slurm.token' }] });
    expect(asked).toEqual([]);
  });

  it('says that a token has expired, and takes the next one', async () => {
    const { url, asked } = await daemon({ ...OPEN, [`GET ${AT}/jobs/`]: '24.11-token-expired' });
    let token = 'old';
    const rest = door(url, () => token);
    const answer = await rest.jobs();
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'slurm.token' }] });
    expect(answer.ok ? '' : answer.problems[0]?.message).toContain('scontrol token lifespan');
    token = 'new';
    await rest.jobs();
    expect(asked.at(-1)?.token).toBe('new');
  });

  it('says the same of a token that is none', async () => {
    const { url } = await daemon({ 'GET /openapi/v3': 401 });
    expect(await door(url).jobs()).toMatchObject({
      ok: false,
      problems: [{ code: 'slurm.token' }],
    });
  });

  it('takes a daemon that is gone, or has no controller, for silence', async () => {
    const gone = await door('http://127.0.0.1:1').jobs();
    expect(gone).toMatchObject({ ok: false, problems: [{ code: 'slurm.silent' }] });
    const errors = [{ error: 'Unable to contact slurm controller (connect failure)' }];
    const { url } = await daemon({ ...OPEN, [`GET ${AT}/jobs/`]: { errors } });
    expect(await door(url).jobs()).toMatchObject({
      ok: false,
      problems: [{ code: 'slurm.silent' }],
    });
  });

  // Strings of Slurm 24.11. After any of them a job may have been made: it must not count as refused.
  it.each([
    'Zero Bytes were transmitted or received',
    'Socket timed out on send/recv operation',
    'Message receive failure',
    'Message send failure',
    'Communication connection failure',
    'Communication shutdown failure',
    'Unexpected missing socket error',
    'Unable to contact slurm controller (receive failure)',
    'Slurm backup controller in standby mode',
  ])('takes "%s" for silence, as the commands do', async (error) => {
    const { url } = await daemon({ ...OPEN, [`GET ${AT}/jobs/`]: { errors: [{ error }] } });
    expect(await door(url).jobs()).toMatchObject({ problems: [{ code: 'slurm.silent' }] });
    expect(understandFailure('sbatch', `sbatch: error: ${error}`).code).toBe('slurm.silent');
  });

  it('does not take a ping for an answer of the controller', async () => {
    const { url } = await daemon({
      ...OPEN,
      [`GET ${AT}/ping/`]: { pings: [{ pinged: 'DOWN' }] },
      [`GET ${AT}/jobs/`]: '24.11-token-expired',
    });
    expect(await door(url).release()).toMatchObject({ problems: [{ code: 'slurm.token' }] });
  });

  it('refuses a daemon that offers no jobs', async () => {
    const { url } = await daemon({ 'GET /openapi/v3': { paths: {} } });
    expect(await door(url).jobs()).toMatchObject({ ok: false, problems: [{ code: 'slurm.rest' }] });
  });

  it('says which rights are missing', async () => {
    const errors = [{ error: 'Invalid user id', description: 'Failure to update node n0' }];
    const { url } = await daemon({
      ...OPEN,
      [`POST ${AT}/node/n0`]: { errors },
      [`POST ${AT}/node/gigafactory-no-such-node`]: { errors },
    });
    expect(await door(url).drain('n0', 'x')).toMatchObject({
      problems: [{ code: 'slurm.permission' }],
    });
    expect(await door(url).mayDrain()).toEqual({ ok: true, value: false });
  });

  it('knows a partition that there is not', async () => {
    const { url } = await daemon({ ...OPEN, [`GET ${AT}/partition/gpu`]: '24.11-no-partition' });
    expect(await door(url).partition()).toEqual({ ok: true, value: undefined });
  });

  it('asks for the document once, and reads jobs of its prefix and nodes of its partition', async () => {
    const { url, asked } = await daemon({
      ...OPEN,
      [`GET ${AT}/jobs/`]: '24.11-jobs-running',
      [`GET ${AT}/nodes/`]: '24.11-nodes-flags',
    });
    const rest = door(url);
    const jobs = await rest.jobs();
    expect(jobs.ok && jobs.value.length).toBeGreaterThan(5);
    expect(jobs.ok && jobs.value.every(({ name }) => name.startsWith('gf-'))).toBe(true);
    const nodes = await rest.nodes('n[0-1,7]');
    expect(nodes.ok && nodes.value.map(({ name }) => name)).toEqual(['n0', 'n1', 'n7']);
    expect(asked.map(({ path }) => path)).toEqual(['/openapi/v3', `${AT}/jobs/`, `${AT}/nodes/`]);
  });

  it('submits, cancels and drains', async () => {
    const { url, asked } = await daemon({
      ...OPEN,
      [`POST ${AT}/job/submit`]: { job_id: 77, errors: [] },
      [`DELETE ${AT}/job/77`]: { errors: [] },
      [`POST ${AT}/node/n0`]: { errors: [] },
    });
    const rest = door(url);
    const submission = gangSubmission(
      {
        name: 'gf-a',
        labels: {},
        nodes: ['n0'],
        tasksPerNode: 1,
        script: '/shared/rank.sh',
        arguments: [],
        secrets: {},
        gpusPerNode: 0,
        cwd: '/shared',
        output: '/shared/out',
      },
      { partition: 'gpu' },
    );
    expect(await rest.submit(submission)).toEqual({ ok: true, value: '77' });
    expect(await rest.cancel('77')).toEqual({ ok: true, value: undefined });
    expect(await rest.drain('n0', 'gigafactory: a')).toEqual({ ok: true, value: undefined });
    expect(await rest.undrain('n0')).toEqual({ ok: true, value: undefined });
    expect(asked.slice(-2).map(({ body }) => body)).toEqual([
      { state: ['DRAIN'], reason: 'gigafactory: a' },
      { state: ['UNDRAIN'] },
    ]);
  });
});
