import { describe, expect, it } from 'vitest';
import {
  newestParser,
  readAddressesJson,
  readErrors,
  readJobsJson,
  readNodesJson,
  readPartitionJson,
  readPing,
  readRelease,
} from './read-json.ts';
import { readAddressesText, readJobsText, readNodesText, readPartitionText } from './read-text.ts';
import { recordedJson, recordedText } from './recorded.fixture.ts';
import { countGpus } from './rows.ts';

describe('text of Slurm', () => {
  it('has no rows where there is nothing to read', () => {
    expect(readJobsText('')).toEqual([]);
    expect(readNodesText('sinfo: error: something\n')).toEqual([]);
    expect(readPartitionText('Partition nix not found\n')).toBeUndefined();
  });

  it('keeps bars and line ends of a reason', () => {
    const [node, other, ...others] = readNodesText(
      'n[0-1]|down+drain|ann(7)|5|gpu:8|a | b\n|c|.\nn2|idle|',
    );
    expect(node).toEqual({
      name: 'n0',
      states: ['DOWN', 'DRAIN'],
      reason: 'a | b\n|c',
      reasonBy: 'ann',
      reasonAt: 5,
      gpus: 8,
    });
    expect(other).toEqual({ ...node, name: 'n1' });
    expect(others).toEqual([]);
  });

  it('knows times that are none', () => {
    const [job] = readJobsText('7|a|PENDING|5|N/A|0|0:0||None|.\n');
    expect(job?.ended).toBeUndefined();
    const [node] = readNodesText('n0|idle|Unknown|Unknown|gpu:8|none|.\n');
    expect([node?.reasonAt, node?.reasonBy, node?.reason]).toEqual([undefined, undefined, '']);
  });

  it('joins tasks of an array by its id', () => {
    const rows = readJobsText(recordedText('24.11-jobs-running'));
    const array = rows.filter(({ name }) => name === 'gf-array');
    expect(new Set(array.map(({ id }) => id)).size).toBe(1);
    expect(array.length).toBe(4);
  });
});

describe('addresses', () => {
  it('are read from text of both releases and from JSON', () => {
    const text = [...readAddressesText(recordedText('24.11-addresses'))];
    expect(text.map(([name]) => name)).toEqual(['n0', 'n1']);
    expect(text.every(([, address]) => /^127(\.\d+){3}$/.test(address))).toBe(true);
    const json = readAddressesJson(recordedJson('24.11-nodes-flags'));
    expect(text).toEqual([...(json ?? [])].slice(0, 2));
    expect(readAddressesText(recordedText('22.05-addresses')).get('n0')).toBe('127.0.0.1');
    expect(readAddressesText('Node nix not found\n').size).toBe(0);
  });
});

describe('partitions', () => {
  it('are read alike from text of both releases and from JSON', () => {
    const small = { name: 'small', state: 'UP', maxTime: 10, deniedAccounts: [] };
    expect(readPartitionText(recordedText('24.11-partition'))).toEqual(small);
    expect(readPartitionJson(recordedJson('24.11-partition'))).toEqual(small);
    expect(readPartitionText(recordedText('22.05-partition'))).toMatchObject({
      name: 'gpu',
      maxTime: undefined,
    });
    expect(readPartitionJson(recordedJson('24.11-no-partition'))).toBeUndefined();
  });

  it('name the accounts that are let in, and days of time', () => {
    const text = 'PartitionName=p AllowAccounts=a,b DenyAccounts=c MaxTime=2-01:30:00 State=DRAIN';
    expect(readPartitionText(text)).toEqual({
      name: 'p',
      state: 'DRAIN',
      maxTime: 2_970,
      accounts: ['a', 'b'],
      deniedAccounts: ['c'],
    });
  });
});

describe('JSON of Slurm', () => {
  it.each([undefined, null, 7, 'text', {}, { jobs: 7 }])('is no list of jobs: %j', (answer) => {
    expect(readJobsJson(answer)).toBeUndefined();
  });

  it('may write numbers plainly and states as one word, as older parsers do', () => {
    const job = { job_id: 7, name: 'a', job_state: 'RUNNING', submit_time: 5, exit_code: 256 };
    expect(readJobsJson({ jobs: [job] })?.[0]).toMatchObject({
      id: '7',
      states: ['RUNNING'],
      submitted: 5,
    });
  });

  it('keeps to the nodes of a partition', () => {
    const answer = recordedJson('24.11-nodes-flags');
    expect(readNodesJson(answer, 'small')?.map(({ name }) => name)).toEqual(['n0']);
    expect(readNodesJson(answer, 'nix')).toEqual([]);
  });

  it('says what went wrong', () => {
    expect(readErrors(recordedJson('24.11-token-expired'))).toEqual([
      'Protocol authentication error: Unable to query jobs',
    ]);
    expect(readErrors(undefined)).toEqual([]);
  });

  it('says which release answered, and whether a controller did', () => {
    expect(readRelease(recordedJson('24.11-ping'))).toBe('24.11.5');
    expect(readPing(recordedJson('24.11-ping'))).toBe(true);
    expect(readPing({ pings: [{ pinged: 'DOWN' }] })).toBe(false);
  });
});

describe('newestParser', () => {
  it('finds none in something else', () => {
    expect(newestParser(undefined)).toBeUndefined();
    expect(newestParser({ paths: { '/slurmdb/v0.0.42/jobs/': {} } })).toBeUndefined();
  });

  it('takes the highest number, not the last word', () => {
    expect(newestParser(recordedJson('24.11-openapi'))).toBe('v0.0.42');
    const paths = Object.fromEntries(
      ['v0.0.9', 'v0.0.41', 'v0.0.40'].map((version) => [`/slurm/${version}/job/submit`, {}]),
    );
    expect(newestParser({ paths })).toBe('v0.0.41');
  });
});

describe('countGpus', () => {
  it.each([
    ['(null)', 0],
    ['nvme:2', 0],
    ['gpu:8', 8],
    ['gpu:h100:8(S:0-1)', 8],
    ['gpu:h100:4(S:0),gpu:a100:2,nvme:1', 6],
  ])('%s: %i', (gres, count) => {
    expect(countGpus(gres)).toBe(count);
  });
});
