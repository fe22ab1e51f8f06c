import { useParam } from '../../state/location.ts';
import { readSetting, type TwinSettings } from './request.ts';

/** One setting of the simulation, kept in the address. */
export function useSetting(name: keyof TwinSettings) {
  const [text, set] = useParam(name);
  return { ...readSetting(name, text), text, set };
}

/** All settings, bad texts replaced by the defaults. */
export function useTwinSettings(): TwinSettings {
  return {
    seed: useSetting('seed').value,
    days: useSetting('days').value,
    replicas: useSetting('replicas').value,
  };
}
