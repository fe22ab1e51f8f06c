import type { ReactNode } from 'react';
import layout from './layout.module.css';
import { secondsBetween, showAgo, showSpan, showTime } from './words.ts';

interface Props {
  /** RFC 3339. */
  readonly at: string;
}

/** A moment as people speak of it, `12 min ago`, and exactly for those who point at it. */
export function Moment({ at }: Props): ReactNode {
  return (
    <time dateTime={at} title={showTime(at)}>
      {showAgo(at, Date.now())}
    </time>
  );
}

interface SinceProps {
  readonly of: {
    readonly startedAt: string;
    readonly startedBy: string;
    readonly endedAt?: string | undefined;
  };
}

/** When and by whom something was started and, if it is over, how long it lasted. */
export function Since({ of: { startedAt, startedBy, endedAt } }: SinceProps): ReactNode {
  return (
    <span className={layout.pair}>
      <Moment at={startedAt} />
      <small>
        by {startedBy}
        {endedAt !== undefined && `, for ${showSpan(secondsBetween(startedAt, endedAt, 0))}`}
      </small>
    </span>
  );
}
