import type { RunEntry, ServiceDetail } from '@gigafactory/core/api';
import { useMemo, useState } from 'react';
import { ofService } from '../../api/control/client.ts';
import { WhatHappened } from '../../control/WhatHappened.tsx';
import type { KindWords } from '../../life/events/EventList.tsx';
import { EVENT_GROUPS, type EventFilter, filterEvents } from '../../life/events/groups.ts';
import { useStream } from '../../state/control.ts';
import { ServiceEvents, type Story } from './serviceEvents.ts';

interface Props {
  readonly detail: ServiceDetail;
  readonly isOver: boolean;
}

/** Replicas answer where runs train, and drain where runs save. */
const WORDS: KindWords = { restarted: 'ready', maintenance: 'draining', checkpoint: 'drained' };
const GROUPS = EVENT_GROUPS.filter((group) => group !== 'checkpoints');

const NOTHING: Story = { events: [], before: 0 };

/** What happened to the replicas of a service, and what was decided about it and why. */
export function Happened({ detail, isOver }: Props) {
  const { service, startedAt, replicas } = detail;
  const { view = NOTHING } = useStream<RunEntry, Story>({
    path: ofService(service, 'events'),
    key: service,
    gather: () => new ServiceEvents(detail),
    isOver,
  });
  const { events, before } = view;
  const [filter, setFilter] = useState<EventFilter>({ groups: new Set(EVENT_GROUPS) });
  const listed = useMemo(() => filterEvents(events, filter), [events, filter]);
  // The newest, unless one was chosen.
  const [chosen, setChosen] = useState<number>();
  return (
    <WhatHappened
      {...{ events, listed, before, startedAt, filter }}
      time={chosen ?? Number.POSITIVE_INFINITY}
      onSeek={(time) => setChosen(time)}
      onFilter={setFilter}
      service={{ replicas: replicas.map(({ replica }) => replica), words: WORDS, groups: GROUPS }}
    />
  );
}
