import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** Something to do, found by name in the palette. */
export interface Command {
  readonly name: string;
  /** What it comes to, in a few words. */
  readonly about?: string;
  /** What else people call it. */
  readonly words?: readonly string[];
  /** Also listed in the header's menu of ways to hand the factory on. */
  readonly handsOn?: boolean;
  readonly run: () => unknown;
}

let commands: readonly Command[] = [];
const listeners = new Set<() => void>();

/** Offers commands while the component is mounted. Those with the same names stay as they are and do what is newest. */
export function useCommands(offered: readonly Command[]): void {
  const run = useEffectEvent((name: string) => offered.find((one) => one.name === name)?.run());
  const names = offered.map(({ name }) => name).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the commands are those of the names.
  useEffect(() => {
    const mine = offered.map((command) => ({ ...command, run: () => run(command.name) }));
    change([...commands, ...mine]);
    return () => change(commands.filter((command) => !mine.includes(command)));
  }, [names]);
}

/** Every command that is offered now. */
export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => commands);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Command[]): void {
  commands = next;
  for (const listener of listeners) listener();
}
