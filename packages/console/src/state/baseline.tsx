import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { latest, useAsk } from '../api/client.ts';
import type { FactoryText, Plan } from '../api/types.ts';
import { useFactory } from './factory.ts';

const BaselineContext = createContext<Plan | undefined>(undefined);

/** The factory as its file has it, without edits and scenario: what changes are compared with. */
export function useBaseInput(): FactoryText {
  const { file } = useFactory();
  return useMemo(() => ({ text: file.text, file: file.file, edits: {} }), [file]);
}

/** Whether what is shown may differ from the file. */
export function useIsChanged(): boolean {
  const { isChanged, scenario } = useFactory();
  return isChanged || scenario !== undefined;
}

/** Has the file itself planned beside what is shown, where these differ. */
export function BaselineProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const input = useBaseInput();
  const isChanged = useIsChanged();
  const base = latest(useAsk('plan', input, { enabled: isChanged, place: 'base' }));
  return <BaselineContext value={isChanged ? base : undefined}>{children}</BaselineContext>;
}

/** The plan of the file itself; undefined where that is what is shown, or while it is unknown. */
export function useBaseline(): Plan | undefined {
  return useContext(BaselineContext);
}
