import type { LookAtServices } from '@gigafactory/grok/gateway';
import type { ControlPlane } from '@gigafactory/server/operate';
import type { ControlDoor } from './io.ts';

/**
 * Looks at the services of whatever control plane runs at the moment: there may be none yet, and it may be another one
 * each time.
 */
export function liveServices(control: Pick<ControlDoor, 'connect'>): LookAtServices {
  let plane: ControlPlane | undefined;
  return async () => {
    try {
      plane ??= await control.connect();
      return await plane?.endpoints();
    } catch {
      // It has gone. The next look finds the one that is there then.
      plane = undefined;
      return undefined;
    }
  };
}
