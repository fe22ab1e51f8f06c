import { describe, expect, it } from 'vitest';
import type { JobSight } from '../cluster/index.ts';
import { readJobsJson, readNodesJson } from './read-json.ts';
import { readJobsText, readNodesText } from './read-text.ts';
import { recordedJson, recordedText } from './recorded.fixture.ts';
import type { JobRow, NodeRow } from './rows.ts';
import { isOurDrain, seeJob, seeNode } from './sights.ts';

/** s since 1970, soon after everything that was recorded. */
const NOW = 1_795_998_400;

const SNAPSHOTS = ['running', 'requeued', 'ending', 'ended', 'timeout'];

function see(snapshot: string, name: string): JobSight {
  const row = readJobsJson(recordedJson(`24.11-jobs-${snapshot}`))?.find(
    (job) => job.name === name,
  );
  if (!row) throw new Error(`No job ${name} in ${snapshot}`);
  return seeJob(row, NOW);
}

function seeOneNode(snapshot: string, name: string) {
  const rows = readNodesText(recordedText(`24.11-nodes-${snapshot}`));
  const row = rows.find((node) => node.name === name);
  if (!row) throw new Error(`No node ${name} in ${snapshot}`);
  return seeNode(row);
}

const ROW: JobRow = {
  id: '7',
  name: 'gf-a',
  states: ['RUNNING'],
  reason: 'None',
  submitted: NOW - 100,
  restarts: 0,
  nodes: 'n0',
};

describe('seeJob', () => {
  it.each(SNAPSHOTS)('sees the same in text and in JSON: %s', (snapshot) => {
    const text = readJobsText(recordedText(`24.11-jobs-${snapshot}`));
    const json = readJobsJson(recordedJson(`24.11-jobs-${snapshot}`)) ?? [];
    const compared = (rows: readonly JobRow[]) =>
      rows
        .map((row) => seeJob(row, NOW))
        // Text names one state of those that are true, and neither the node that failed nor an exit code beside a signal.
        .map(({ job, name, state, end }) => [job, name, state, state === 'ended' && end])
        .map((cells) => JSON.stringify(cells))
        .sort();
    expect(text.length).toBeGreaterThan(2);
    expect(compared(text)).toEqual(compared(json));
  });

  it.each([
    ['gf-closed', 'PartitionDown'],
    ['gf-held', 'JobHeldUser'],
    ['gf-launch', 'launch failed requeued held'],
  ])('takes a job that will not begin by itself for stuck: %s', (name, word) => {
    const sight = see('running', name);
    expect(sight.state).toBe('stuck');
    expect(sight.why?.replaceAll('_', ' ')).toContain(word);
    expect(sight.end).toBeUndefined();
  });

  it('takes a suspended job for running, and says so', () => {
    expect(see('running', 'gf-paused')).toMatchObject({
      state: 'running',
      why: 'Slurm says SUSPENDED',
    });
  });

  it('says nothing of a job that runs', () => {
    const { state, why, badNodes } = see('running', 'gf-array-host');
    expect({ state, why, badNodes }).toEqual({ state: 'running' });
  });

  it.each([
    ['gf-cancelled', 'cancelled', 'CANCELLED'],
    ['gf-failed', 'failed', 'FAILED: NonZeroExitCode'],
    ['gf-waits', 'time', 'DEADLINE: DeadLine'],
    ['gf-dies', 'node', 'NODE_FAIL: NodeDown'],
    ['gf-victim', 'evicted', 'PREEMPTED'],
  ])('knows how %s ended: %s', (name, end, words) => {
    expect(see('ended', name)).toMatchObject({ state: 'ended', end, why: `Slurm says ${words}` });
  });

  it('knows a job whose time was over', () => {
    expect(see('timeout', 'gf-time')).toMatchObject({ state: 'ended', end: 'time', exitCode: 143 });
  });

  it('names the node that failed, of JSON', () => {
    expect(see('ended', 'gf-dies').badNodes).toEqual(['n6']);
  });

  it.each([
    ['OUT_OF_MEMORY', 'memory'],
    ['BOOT_FAIL', 'node'],
    ['REVOKED', 'cancelled'],
    ['COMPLETED', 'done'],
  ] as const)('knows %s from the manual, for it was not recorded', (state, end) => {
    expect(seeJob({ ...ROW, states: [state] }, NOW)).toMatchObject({ state: 'ended', end });
  });

  it('does not take a word that it does not know for an end', () => {
    expect(seeJob({ ...ROW, states: ['MELTED'] }, NOW)).toMatchObject({
      state: 'running',
      why: 'Slurm says MELTED',
    });
  });

  it('takes nodes that boot for waiting, and those that are missing for bad', () => {
    expect(seeJob({ ...ROW, states: ['RUNNING', 'CONFIGURING'] }, NOW).state).toBe('waiting');
    const reason = 'ReqNodeNotAvail, UnavailableNodes:n[0-1]';
    expect(seeJob({ ...ROW, states: ['PENDING'], reason }, NOW)).toMatchObject({
      state: 'waiting',
      badNodes: ['n0', 'n1'],
    });
  });

  it('says how a job is ending as soon as Slurm does, of JSON', () => {
    expect(see('ending', 'gf-hangs')).toMatchObject({ state: 'ending', end: 'cancelled' });
  });

  it('blames the nodes that do not end a job, once that has taken long', () => {
    const row = readJobsText(recordedText('24.11-jobs-ending')).find(
      ({ name }) => name === 'gf-hangs',
    );
    expect(row?.states).toEqual(['COMPLETING']);
    const soon = seeJob(row!, row!.ended! + 10);
    expect(soon).toMatchObject({ state: 'ending', why: 'Slurm says COMPLETING' });
    expect(soon.badNodes).toBeUndefined();
    const late = seeJob(row!, row!.ended! + 90);
    expect(late.badNodes).toEqual(['n1', 'n4']);
    expect(late.why).toContain('n[1,4] has not ended it for 90 s');
  });

  it('reads what 22.05 prints', () => {
    const rows = readJobsText(recordedText('22.05-jobs'));
    const sights = new Map(rows.map((row) => [row.name, seeJob(row, NOW)]));
    expect(sights.get('gf-failed')).toMatchObject({ state: 'ended', end: 'failed', exitCode: 143 });
    expect(sights.get('gf-prolog')).toMatchObject({ state: 'ended', end: 'cancelled' });
    expect(sights.get('gf-held')).toMatchObject({ state: 'stuck' });
    expect(
      readJobsText(recordedText('22.05-jobs-ending')).map(({ states }) => states),
    ).toContainEqual(['COMPLETING']);
  });
});

describe('seeNode', () => {
  it.each(['silent', 'dead', 'flags'])('sees the same in text and in JSON: %s', (snapshot) => {
    const text = readNodesText(recordedText(`24.11-nodes-${snapshot}`));
    const json = readNodesJson(recordedJson(`24.11-nodes-${snapshot}`), 'gpu') ?? [];
    expect(text.length).toBe(8);
    const compared = (rows: readonly NodeRow[]) =>
      rows
        .map((row) => ({ ...seeNode(row), gpus: row.gpus, why: undefined }))
        .sort((a, b) => a.name.localeCompare(b.name));
    expect(compared(text)).toEqual(compared(json));
  });

  it('names whose drain it is, why and since when', () => {
    expect(seeOneNode('flags', 'n0').drain).toEqual({
      isOurs: false,
      why: 'bad fan | see ticket 12 (root, 2026-11-30T01:00:57.000Z)',
    });
    expect(seeOneNode('flags', 'n1').drain).toEqual({
      isOurs: true,
      why: 'gigafactory: a: xid 79',
    });
  });

  it('sees that a drained node is down as well', () => {
    const node = seeOneNode('flags', 'n7');
    expect(node.state).toBe('down');
    expect(node.drain?.isOurs).toBe(true);
  });

  it.each([
    ['dead', 'n6', 'down', undefined],
    ['flags', 'n2', 'down', undefined],
    ['flags', 'n3', 'up', 'ecc (root, 2026-11-30T01:00:57.000Z)'],
    ['flags', 'n5', 'up', 'Slurm says MAINTENANCE+RESERVED'],
    ['silent', 'n6', 'unknown', undefined],
    ['silent', 'n5', 'up', undefined],
  ])('%s: %s is %s, drained for %s', (snapshot, name, state, why) => {
    const node = seeOneNode(snapshot, name);
    expect(node.state).toBe(state);
    expect(node.drain?.why).toBe(why);
  });

  const idle: NodeRow = { name: 'n0', states: ['IDLE'], reason: '', gpus: 8 };

  it.each([
    ['ALLOCATED+DRAIN+REBOOT_REQUESTED', 'up', 'kernel'],
    ['IDLE+CLOUD+POWERED_DOWN', 'up'],
    ['IDLE+CLOUD+POWERING_DOWN', 'down'],
    ['ALLOCATED+CLOUD+POWERING_UP', 'up'],
    ['MIXED+COMPLETING', 'up'],
    ['IDLE+PLANNED', 'up'],
    ['ALLOCATED+NOT_RESPONDING', 'unknown'],
    ['DOWN+NOT_RESPONDING', 'down'],
    ['DOWN+REBOOT_ISSUED', 'down'],
    ['UNKNOWN', 'unknown'],
    ['FUTURE', 'unknown'],
  ])('%s is %s', (words, state, reason = '') => {
    const seen = seeNode({ ...idle, states: words.split('+'), reason });
    expect(seen.state).toBe(state);
    expect(seen.drain?.why ?? '').toBe(reason);
  });

  it('does not undo what others closed besides, nor take a reason that stayed behind for a drain', () => {
    const reason = 'gigafactory: a: xid 79';
    expect(isOurDrain({ ...idle, states: ['IDLE', 'DRAIN'], reason })).toBe(true);
    expect(isOurDrain({ ...idle, states: ['IDLE', 'DRAIN', 'RESERVED'], reason })).toBe(false);
    expect(isOurDrain({ ...idle, reason })).toBe(false);
    expect(isOurDrain({ ...idle, states: ['IDLE', 'DRAIN'], reason: 'not gigafactory: ' })).toBe(
      false,
    );
  });
});
