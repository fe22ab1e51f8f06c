import type { ControlFault } from '../api/control/client.ts';
import type { Connection } from '../api/control/follow.ts';
import { Chip, type Tone } from '../ui/Chip.tsx';
import { showTime } from './words.ts';

const TONES: Readonly<Record<Connection['state'], Tone>> = {
  live: 'good',
  connecting: 'unknown',
  paused: 'neutral',
  stale: 'warn',
  over: 'neutral',
};

/** From worst to best: several streams are as good as the worst of them. */
const ORDER: readonly Connection['state'][] = ['stale', 'connecting', 'paused', 'live', 'over'];

interface StatusProps {
  readonly connection: Connection;
  /** Of what, where a page has several. */
  readonly label?: string;
}

/** Whether what the page shows is of now, and if not, since when. */
export function ConnectionStatus({ connection, label = 'Connection' }: StatusProps) {
  const { state } = connection;
  return (
    <p role="status" aria-label={label}>
      <Chip
        tone={TONES[state]}
        {...(connection.state === 'stale' ? { title: connection.fault.message } : {})}
      >
        {connection.state === 'stale' ? `stale since ${showTime(connection.since)}` : state}
      </Chip>
    </p>
  );
}

/** How a page stands to what it asks for again and again. */
export function connectionOf(fault: ControlFault | undefined, at: number): Connection {
  return fault ? { state: 'stale', since: at, fault } : { state: 'live' };
}

/** One word for several connections. */
export function worstOf(connections: readonly [Connection, ...Connection[]]): Connection {
  return connections.reduce((worst, each) =>
    ORDER.indexOf(each.state) < ORDER.indexOf(worst.state) ? each : worst,
  );
}
