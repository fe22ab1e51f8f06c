import { runConformance } from '@gigafactory/core/conformance';
import { afterEach, describe, it } from 'vitest';
import {
  type ClusterSubject,
  type ConformanceSite,
  NotHere,
  openSubject,
} from '../../packages/server/src/engine/cluster/conformance.fixture.ts';
import { openSite, type Request } from './sites.ts';

/** By `npm run conformance`; without it the suite runs on the fake Kubernetes. */
const asked = process.env['GIGAFACTORY_CONFORMANCE'];
const request: Request = asked
  ? JSON.parse(asked)
  : { engine: 'kubernetes', fake: true, options: {} };

const open: { site: ConformanceSite; subject?: ClusterSubject }[] = [];

afterEach(async () => {
  for (const { site, subject } of open.splice(0)) {
    subject?.engine.close();
    await site.close();
  }
}, 120_000);

runConformance({
  newEngine: async (setting) => {
    const site = await openSite(request, setting.topology.nodes);
    const entry: (typeof open)[number] = { site };
    open.push(entry);
    entry.subject = await openSubject(site, setting);
    return entry.subject;
  },
  frame: {
    describe,
    it: (name, test) =>
      it(name, async (context) => {
        try {
          await test();
        } catch (error) {
          if (!(error instanceof NotHere)) throw error;
          context.skip(error.message);
        }
      }),
  },
});
