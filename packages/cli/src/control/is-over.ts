import type { RunSummary } from '@gigafactory/core/api';
import type { ControlPlane } from '@gigafactory/server/operate';

/** Whether nothing more will come of a run that is followed. */
export async function isOver(plane: ControlPlane, name: string, follow = true): Promise<boolean> {
  if (!follow) return true;
  const answer = await plane.run(name);
  // A run that is gone has nothing more to say; whoever asks next hears that it is gone.
  return !answer.ok || hasEnded(answer.value);
}

export function hasEnded({ state }: Pick<RunSummary, 'state'>): boolean {
  return state !== 'active' && state !== 'held';
}
