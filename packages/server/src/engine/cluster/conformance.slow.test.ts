import { runConformance, type Setting, type Subject } from '@gigafactory/core/conformance';
import { afterEach, describe, it } from 'vitest';
import { newFolder, removeFolders } from '../gang/engine.fixture.ts';
import { type ConformanceSite, openSubject } from './conformance.fixture.ts';
import { TEST_PACE } from './engine.fixture.ts';
import { TestSite } from './scheduler.fixture.ts';

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
  removeFolders();
}, 60_000);

function siteOf(nodes: readonly string[]): ConformanceSite {
  const site = new TestSite(nodes);
  return {
    ...{ nodes, folder: newFolder(), gpusPerNode: 0, pace: TEST_PACE, silence: 500 },
    open: () => site.open(),
    killNode: (name) => site.killNode(name),
    close: () => site.close(),
  };
}

async function newClusterEngine(setting: Setting): Promise<Subject> {
  const { nodes } = setting.topology;
  const site = siteOf(Array.from({ length: nodes }, (_, node) => `n${node}`));
  const subject = await openSubject(site, setting);
  ends.push(() => {
    subject.engine.close();
    void site.close();
  });
  return subject;
}

runConformance({ newEngine: newClusterEngine, frame: { describe, it } });
