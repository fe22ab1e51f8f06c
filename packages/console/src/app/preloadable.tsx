import { type ComponentType, createElement, lazy, useState } from 'react';

/** A component in a script of its own. */
export interface Preloadable<Props> {
  /** Suspends until the script is there. */
  readonly Component: ComponentType<Props>;
  /** Fetches the script, so that the component can be drawn at once when it is wanted. */
  readonly preload: () => void;
}

/**
 * `lazy` that does not suspend for a script that is there: React holds what was suspended back for
 * up to 300 ms, in which a palette would lose the letters that are typed.
 */
export function preloadable<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): Preloadable<Props> {
  let loaded: ComponentType<Props> | undefined;
  const fetchOnce = async (): Promise<ComponentType<Props>> => {
    loaded ??= await load();
    return loaded;
  };
  const Lazy: ComponentType<Props> = lazy(async () => ({ default: await fetchOnce() }));
  return {
    Component: function Preloaded(props: Props) {
      // Chosen once: another type of component later would forget its state.
      const [Chosen] = useState<ComponentType<Props>>(() => loaded ?? Lazy);
      return createElement(Chosen, props);
    },
    // What fails here fails again, and is shown, when the component is wanted.
    preload: () => {
      fetchOnce().catch(() => undefined);
    },
  };
}
