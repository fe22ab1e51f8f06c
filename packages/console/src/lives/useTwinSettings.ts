import { useParam } from '../state/location.ts';
import { readSetting, type TwinSettings } from './request.ts';

/** One setting of the simulation, kept in the address. */
export function useSetting(name: keyof TwinSettings) {
  const [given, set] = useParam(name);
  // Lives used to be called replicas; old links still work.
  const [old] = useParam('replicas');
  const text = given ?? (name === 'lives' ? old : undefined);
  return { ...readSetting(name, text), text, set };
}

/** All settings, with invalid texts replaced by defaults. */
export function useTwinSettings(): TwinSettings {
  return {
    seed: useSetting('seed').value,
    days: useSetting('days').value,
    lives: useSetting('lives').value,
  };
}
