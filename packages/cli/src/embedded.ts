import type { Upstream } from '@gigafactory/grok/gateway';
import type { AskedFile, Skill } from '@gigafactory/grok/skill';
import type { RunOperation } from '@gigafactory/server/threads';
import { factoryUpstream } from './factory-upstream.ts';
import type { Io } from './io.ts';
import { withRegistry } from './registry.ts';

export interface Embedded {
  readonly upstreams: readonly Upstream[];
  /** Why none of this machine's models answers, in sentences. */
  readonly notes: readonly string[];
  /** The model that is asked, and what runs its calls; absent if none answers. They end with the upstreams. */
  readonly speaker?: { readonly skill: Skill; readonly run: RunOperation };
}

/**
 * What answers on this machine about a factory file, as it is whenever it is asked about: the version that `grok` means. Model and operations work in
 * threads, so that an answer that lives through months keeps no other waiting.
 */
export async function openEmbedded(
  io: Io,
  file: () => AskedFile,
  holder: string,
): Promise<Embedded> {
  const { openSkill, OPERATIONS } = await import('@gigafactory/grok/skill');
  const registry = await withRegistry(io);
  const found = await registry.find('grok');
  if (!found.ok) return none(found.problems);
  const { name, model, publishedAt } = found.value;
  const hold = await registry.hold(found.value, holder);
  if (!hold.ok) return none(hold.problems);
  const pool = await io.startPool(1);
  const skill = await openSkill(found.value, pool.run, { inThreads: true });
  if (!skill.ok) {
    await Promise.all([pool.close(), hold.value.release()]);
    return none(skill.problems);
  }
  // Its problems come with the first answer.
  await skill.value.prepare(file());
  const upstream = factoryUpstream({
    ...{ skill: skill.value, file, operations: OPERATIONS },
    ids: [...new Set(['grok', name, model])],
    created: Math.floor(Date.parse(publishedAt) / 1000),
    close: async () => {
      await Promise.all([skill.value.close(), pool.close(), hold.value.release()]);
    },
  });
  return { upstreams: [upstream], notes: [], speaker: { skill: skill.value, run: pool.run } };
}

function none(problems: readonly { readonly message: string }[]): Embedded {
  return {
    upstreams: [],
    notes: problems.map(({ message }) => `No model of this machine answers: ${message}`),
  };
}
