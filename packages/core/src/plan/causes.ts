import type { Factory } from '../factory/index.ts';

type Causes = Factory['reliability']['causes'];
type Cause = Causes[number];

/** Formula: how often any node of a run fails. */
export const NODE_FAILURES = 'nodes * reliability.nodeFailureRate';

/**
 * Formula for the share of a node's failures that are such; nothing where none are. A share, and no rate, because
 * a file may change the rate of the whole profile.
 */
export function shareOf(causes: Causes, isSuch: (cause: Cause) => boolean): string | undefined {
  const rates = causes.map((cause, index) => ({
    cause,
    id: `factory.reliability.causes.${index}.rate`,
  }));
  const such = rates.filter(({ cause }) => cause.rate.value > 0 && isSuch(cause));
  if (such.length === 0) return undefined;
  const sum = (parts: typeof rates) => `(${parts.map(({ id }) => id).join(' + ')})`;
  return `${sum(such)} / ${sum(rates)}`;
}

export const isSilent = ({ sign }: Cause): boolean => sign === 'silent';
export const isHang = ({ sign }: Cause): boolean => sign === 'hang';

/** The cause takes the node out of service, with everything it held. */
export const needsRepair = ({ repair }: Cause): boolean => repair !== 'none';
