import { findByEnvironment, type LiveProcess, signal } from '../../process/processes.ts';
import { FOLDER_VARIABLE, type TestClock, TestEngine } from '../gang/engine.fixture.ts';
import { JobCluster } from './job-cluster.ts';
import type { ClusterEngineOptions } from './options.ts';

/** Quicker than any file system that is shared by real nodes would allow. */
export const TEST_PACE = { tick: 15, orders: 0.1, grace: 500 };

export class TestClusterEngine extends TestEngine {
  constructor(options: ClusterEngineOptions & { readonly clock: TestClock }) {
    super(options, (host) => new JobCluster(options, host));
  }
}

/** Living programs of ranks under a folder of a test: of one run, one rank, or all. */
export function ranksUnder(folder: string, run?: string, rank?: number): LiveProcess[] {
  return findByEnvironment({
    [FOLDER_VARIABLE]: folder,
    ...(run !== undefined && { GIGAFACTORY_RUN: run }),
    ...(rank !== undefined && { RANK: String(rank) }),
  });
}

export function signalAll(processes: readonly LiveProcess[], name: NodeJS.Signals): void {
  for (const each of processes) signal(each, name);
}
