import { useMemo } from 'react';
import type { TwinEvent } from '../../api/types.ts';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './EventList.module.css';
import {
  countGroups,
  EVENT_GROUPS,
  type EventFilter,
  type EventGroup,
  GROUP_WORDS,
} from './groups.ts';

interface Props {
  readonly events: readonly TwinEvent[];
  readonly runs: readonly string[];
  /** What `runs` are, where they are none. */
  readonly of?: string;
  readonly groups?: readonly EventGroup[];
  readonly filter: EventFilter;
  readonly onFilter: (filter: EventFilter) => void;
}

/** Which events are listed, and stopped at by `[` and `]`. */
export function EventFilters(props: Props) {
  const { events, runs, of = 'run', groups: all = EVENT_GROUPS, filter, onFilter } = props;
  const counts = useMemo(() => countGroups(events), [events]);
  const toggle = (group: EventGroup): void => {
    const groups = new Set(filter.groups);
    if (!groups.delete(group)) groups.add(group);
    onFilter({ ...filter, groups });
  };
  return (
    <div className={styles.filters}>
      <fieldset aria-label="Kinds of events">
        {all.map((group) => (
          <button
            key={group}
            type="button"
            aria-pressed={filter.groups.has(group)}
            onClick={() => toggle(group)}
          >
            {GROUP_WORDS[group]} <small>{counts[group].toLocaleString('en')}</small>
          </button>
        ))}
      </fieldset>
      {runs.length > 1 && (
        <Select
          label={`Events of ${of}`}
          dense
          value={filter.run ?? ''}
          options={[{ value: '', label: `all ${of}s` }, ...runs.map((value) => ({ value }))]}
          onChange={(run) => onFilter({ ...filter, run: run || undefined })}
        />
      )}
      <Field
        label="Search events"
        hideLabel
        type="search"
        placeholder="Search events"
        value={filter.text ?? ''}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
      />
    </div>
  );
}
