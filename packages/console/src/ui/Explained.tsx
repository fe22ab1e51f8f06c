import { type ComponentType, createContext, type ReactNode, useContext } from 'react';

interface Props {
  readonly children: string;
}

/** Who knows what short words mean: it shows a text with its words explained. As it stands where nobody does. */
export const ExplainedContext = createContext<ComponentType<Props> | undefined>(undefined);

/** A head or name whose short words are explained. */
export function Explained({ children }: Props): ReactNode {
  const Words = useContext(ExplainedContext);
  return Words ? <Words>{children}</Words> : children;
}
