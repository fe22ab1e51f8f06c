import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StartOrder } from '../gang/cluster.ts';
import { newFolder, removeFolders } from '../gang/engine.fixture.ts';
import { Mailbox } from './mailbox.ts';

afterEach(removeFolders);

const PART = '0-7';

/** Shells of sites; those that are not here are not tried. */
const SHELLS = [['/bin/sh'], ['/bin/bash', '--posix'], ['/bin/busybox', 'sh']].filter(([path]) =>
  existsSync(path!),
);

/** A mailbox with one rank that runs this text of a shell. */
async function mailboxWith(
  text: string,
  environment: Record<string, string> = {},
  program: Partial<StartOrder['program']> = {},
) {
  const folder = newFolder();
  const job = join(folder, 'job.json');
  writeFileSync(job, '{}');
  const mailbox = new Mailbox(folder, 'a', 1);
  const token = await mailbox.open(job);
  const order: StartOrder = {
    ...{ run: 'a', attempt: 1, epoch: 1, command: 7 },
    ...{ environment, secrets: {}, hearsMembers: false, limits: {}, seats: [] },
    program: {
      argv: ['/bin/sh', '-c', text, "it's $0"],
      environment: {},
      cwd: folder,
      progress: 'lines',
      ...program,
    },
  };
  await mailbox.prepare(PART, order, [{ node: 'n0', index: 1, rank: 5, replica: 2, place: 0 }]);
  return { mailbox, token };
}

type Box = Awaited<ReturnType<typeof mailboxWith>>;

function start(shell: readonly string[], { mailbox, token }: Box, seat = '1') {
  const [path, ...flags] = shell;
  const args = [mailbox.path, PART, token, '0.05', 'no', 'no'];
  return spawnSync(path!, [...flags, mailbox.script, ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      SECRET: 'swordfish',
      GIGAFACTORY_SEAT_NODE: 'n0',
      GIGAFACTORY_SEAT_INDEX: seat,
    },
  });
}

function endIn({ mailbox }: Box): string {
  return readFileSync(join(mailbox.path, 'ends', '5.7'), 'utf8');
}

describe.each(SHELLS)('the script of a rank under %s', (...shell) => {
  it('starts nothing where the folder is another', async () => {
    const box = await mailboxWith('exit 0');
    const { status, stderr } = start(shell, { ...box, token: 'another' });
    expect([status, stderr]).toEqual([
      78,
      `gigafactory: ${box.mailbox.path} on n0 is not the folder that the control plane sees\n`,
    ]);
    expect(existsSync(join(box.mailbox.path, 'ends', '5.7'))).toBe(false);
  });

  it('starts nothing where no rank has its seat, or it is to end', async () => {
    const box = await mailboxWith('exit 0');
    expect(start(shell, box, '0').status).toBe(78);
    await box.mailbox.order(PART, 'end');
    expect(start(shell, box).status).toBe(79);
  });

  it('starts a rank once', async () => {
    const box = await mailboxWith('exit 0');
    expect(start(shell, box).status).toBe(0);
    expect(start(shell, box).status).toBe(79);
    expect(endIn(box)).toBe('0\n');
  });

  it('gives it its place, what all are told and secrets, and writes down what it prints', async () => {
    const text = 'echo "$0 $RANK $LOCAL_RANK $GIGAFACTORY_REPLICA $ODD $SECRET"; echo oh >&2';
    const box = await mailboxWith(text, { ODD: 'a \'b\'\n"c" $d' });
    expect(start(shell, box)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const { out, err } = box.mailbox.printsOf(5, 7);
    expect(readFileSync(out, 'utf8')).toBe("it's $0 5 1 2 a 'b'\n\"c\" $d swordfish\n");
    expect(readFileSync(err, 'utf8')).toBe('oh\n');
  });

  it.each([
    ['exit 3', 3, 3],
    ['kill -9 $$', 137, 137],
    // Left without having been told to.
    ['exit 75', 75, 75],
  ])('writes down how "%s" ended', async (text, end, status) => {
    const box = await mailboxWith(text);
    expect([start(shell, box).status, endIn(box)]).toEqual([status, `${end}\n`]);
  });

  it('says what is missing where the program, or its folder, is not there', async () => {
    const nowhere = await mailboxWith('exit 0', {}, { cwd: '/none/such' });
    expect([start(shell, nowhere).status, endIn(nowhere)]).toEqual([126, '126\n']);
    expect(await nowhere.mailbox.lastComplaint(5, 7)).toBe('there is no folder /none/such on n0');
    const none = await mailboxWith('', {}, { argv: ['/none/such'] });
    expect([start(shell, none).status, endIn(none)]).toEqual([127, '127\n']);
    expect(await none.mailbox.lastComplaint(5, 7)).toMatch(/\/none\/such/);
  });

  it('tells it to save, and then has ended well', async () => {
    const text = "trap 'exit 75' TERM; echo save >>$ORDERS; while :; do sleep 0.05; done";
    const box = await mailboxWith(text);
    const orders = join(box.mailbox.path, `${PART}.orders`);
    appendFileSync(join(box.mailbox.path, `${PART}.environment`), `export ORDERS=${orders}\n`);
    expect([start(shell, box).status, endIn(box)]).toEqual([0, '75\n']);
  });

  it('says what it has computed when it is asked, and no more often', async () => {
    const text = 'for i in 1 2 3 4 5 6 7 8 9; do sleep 0.1; done; cat "$USES"';
    const box = await mailboxWith(text, { USES: '' });
    const uses = join(box.mailbox.path, 'uses', '5.7');
    appendFileSync(join(box.mailbox.path, `${PART}.environment`), `export USES=${uses}\n`);
    const first = await box.mailbox.askUse(PART);
    expect(await box.mailbox.useOf(5, 7, first)).toBeUndefined();
    const question = await box.mailbox.askUse(PART);
    expect(start(shell, box).status).toBe(0);
    const use = await box.mailbox.useOf(5, 7, question);
    expect(use).toEqual({ cpuTime: expect.any(Number), isStopped: false });
    expect(await box.mailbox.useOf(5, 7, first)).toBeUndefined();
    const { out } = box.mailbox.printsOf(5, 7);
    expect(readFileSync(out, 'utf8')).toMatch(/^2 \d+ no\n$/);
  });
});
