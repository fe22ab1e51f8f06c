import { type ComponentType, createElement, lazy, useState } from 'react';

/** A component in a separate script. */
export interface Preloadable<Props> {
  /** Suspends until the script is loaded. */
  readonly Component: ComponentType<Props>;
  /** Fetches the script, so that the component can be drawn at once when needed. */
  readonly preload: () => void;
}

/**
 * A `lazy` that does not suspend once the script is loaded: React holds back suspended content for up to 300
 * ms, in which a palette would lose typed letters.
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
      // Chosen once: a different component type later would lose its state.
      const [Chosen] = useState<ComponentType<Props>>(() => loaded ?? Lazy);
      return createElement(Chosen, props);
    },
    // A failure here happens again, and is shown, when the component is needed.
    preload: () => {
      fetchOnce().catch(() => undefined);
    },
  };
}
