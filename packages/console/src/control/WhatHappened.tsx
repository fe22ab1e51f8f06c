import type { ReactNode } from 'react';
import type { TwinEvent } from '../api/types.ts';
import { EventFilters } from '../life/events/EventFilters.tsx';
import { EventList, type KindWords } from '../life/events/EventList.tsx';
import type { EventFilter, EventGroup } from '../life/events/groups.ts';
import { eventsBy } from '../life/playback/playback.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';
import layout from './layout.module.css';
import { showTime } from './words.ts';

interface Props {
  readonly events: readonly TwinEvent[];
  /** Of these, those that the filter lets pass. */
  readonly listed: readonly TwinEvent[];
  /** Events before them that the page has forgotten. */
  readonly before: number;
  /** When it began, RFC 3339. */
  readonly startedAt: string;
  /** s since then. */
  readonly time: number;
  readonly onSeek: (time: number) => void;
  readonly filter: EventFilter;
  readonly onFilter: (filter: EventFilter) => void;
  /** How the events of a service differ from those of a run. */
  readonly service?: {
    /** Whose events can be told apart, by name. */
    readonly replicas: readonly string[];
    readonly words: KindWords;
    readonly groups: readonly EventGroup[];
  };
}

/** What was noticed and decided, with the reasons; the event of the moment in full below the list. */
export function WhatHappened(props: Props): ReactNode {
  const { events, listed, before, startedAt, time, onSeek, filter, onFilter, service } = props;
  const current = listed[eventsBy(listed, time) - 1];
  return (
    <Panel
      title="What happened"
      about={
        before > 0
          ? `The newest ${events.length.toLocaleString('en')} events; ${before.toLocaleString('en')} before them are in the journal.`
          : 'What was noticed, what the supervisor decided, and its reasons.'
      }
    >
      <EventFilters
        {...{ events, filter, onFilter }}
        {...(service ? { of: 'replica', groups: service.groups } : {})}
        runs={service?.replicas ?? []}
      />
      {listed.length === 0 ? (
        <Empty title="No event is listed">Fewer filters show more.</Empty>
      ) : (
        <EventList
          {...{ time, onSeek }}
          events={listed}
          isCompact
          {...(service ? { words: service.words, isNamed: true } : {})}
        />
      )}
      {current && (
        <p className={layout.event}>
          <span className={layout.small}>
            {showTime(Date.parse(startedAt) + 1000 * current.time)}
          </span>{' '}
          {current.text}
        </p>
      )}
    </Panel>
  );
}
