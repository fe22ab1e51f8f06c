import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StartOrder } from '../gang/cluster.ts';
import { Mailbox } from './mailbox.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What the ranks of an attempt of so many are told of each other. */
async function toldTo(ranks: number): Promise<{ environment: string; box: Mailbox }> {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-mailbox-'));
  folders.push(folder);
  const peers = Array.from({ length: ranks }, (_, rank) => `node-${rank}.site:30000`);
  const order: StartOrder = {
    ...{ run: 'a', attempt: 1, epoch: 1, command: 1, seats: [], secrets: {}, limits: {} },
    hearsMembers: false,
    environment: { GIGAFACTORY_PEERS: peers.join() },
    program: { argv: ['/bin/true'], environment: {}, cwd: '/', progress: 'lines' },
  };
  const box = new Mailbox(folder, 'a', 1);
  await box.open('/dev/null');
  await box.prepare('0-1', order, []);
  return { environment: readFileSync(join(box.path, '0-1.environment'), 'utf8'), box };
}

describe('the addresses of all ranks', () => {
  it('are a variable', async () => {
    const { environment } = await toldTo(2);
    expect(environment).toContain(
      "export GIGAFACTORY_PEERS='node-0.site:30000,node-1.site:30000'\n",
    );
    expect(environment).not.toContain('GIGAFACTORY_PEERS_FILE');
  });

  it('are a file where no variable holds them', async () => {
    const { environment, box } = await toldTo(8192);
    const path = join(box.path, '0-1.peers');
    expect(environment).toContain(`export GIGAFACTORY_PEERS_FILE='${path}'\n`);
    expect(environment).not.toContain('GIGAFACTORY_PEERS=');
    expect(readFileSync(path, 'utf8').split(',')).toHaveLength(8192);
  });
});
