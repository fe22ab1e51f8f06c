import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Field as TextField } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { AskFirst } from './AskFirst.tsx';
import { type Proposed, useStructure } from './changeStructure.ts';
import styles from './EntryTools.module.css';
import type { Collection, Field } from './fields.ts';

/** What an entry of each part of the file is called. */
const KINDS: Readonly<Record<Collection, string>> = {
  runs: 'run',
  services: 'service',
  models: 'model',
  'schedule.tasks': 'task',
  requirements: 'claim',
  scenarios: 'scenario',
};

interface EntryToolsProps {
  readonly collection: Collection;
  /** Of the entry, in the file. */
  readonly path: string;
  readonly title: string;
  /** Whether there is one before it, and one after it. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Buttons that rename, move and remove an entry of the file. */
export function EntryTools(props: EntryToolsProps): ReactNode {
  const { collection, path, title, isFirst, isLast } = props;
  const [isRenaming, setRenaming] = useState(false);
  const [proposed, propose] = useState<Proposed>();
  const change = useStructure(propose);
  const what = `${KINDS[collection]} ${title}`;
  const move = (by: number, where: string) => () =>
    change({ do: 'move', path, by }, `Move ${what} ${where}`);
  // It stays open until the entry has its name: one that is refused can be corrected.
  const rename = (name: string): void => {
    if (name === '' || name === title) setRenaming(false);
    else change({ do: 'rename', path, name }, `Rename ${what} to ${name}`);
  };
  const asked = proposed ? (
    <AskFirst proposed={proposed} onClose={() => propose(undefined)} />
  ) : null;
  if (isRenaming) {
    return (
      <>
        <Rename {...props} onName={rename} onClose={() => setRenaming(false)} />
        {asked}
      </>
    );
  }
  return (
    <div className={styles.tools}>
      {collection === 'requirements' ? null : (
        <Button look="quiet" aria-label={`Rename ${what}`} onClick={() => setRenaming(true)}>
          Rename
        </Button>
      )}
      {isFirst ? null : (
        <Button look="quiet" aria-label={`Move ${what} up`} onClick={move(-1, 'up')}>
          ↑
        </Button>
      )}
      {isLast ? null : (
        <Button look="quiet" aria-label={`Move ${what} down`} onClick={move(1, 'down')}>
          ↓
        </Button>
      )}
      <Button
        look="quiet"
        aria-label={`Remove ${what}`}
        onClick={() => change({ do: 'remove', path }, `Remove ${what}`)}
      >
        Remove
      </Button>
      {asked}
    </div>
  );
}

interface RenameProps extends EntryToolsProps {
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}

function Rename({ collection, title, onName, onClose }: RenameProps): ReactNode {
  const [name, setName] = useState(title);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onName(name.trim());
  };
  return (
    <form className={styles.rename} onSubmit={submit}>
      <TextField
        label={`Name of ${KINDS[collection]} ${title}`}
        hideLabel
        value={name}
        // It stands where the button was that was pressed.
        autoFocus
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
        }}
        action={
          <Button look="primary" type="submit">
            Rename
          </Button>
        }
      />
    </form>
  );
}

/** Adds an entry at the end of its part of the file, and goes there. */
export function AddEntry({ collection }: { readonly collection: Collection }): ReactNode {
  const change = useStructure();
  const kind = KINDS[collection];
  return (
    <Button onClick={() => change({ do: 'add', to: collection }, `Add a ${kind}`)}>
      Add a {kind}
    </Button>
  );
}

/** Asks for one of the hazards that the file leaves out, with a published value. */
export function AddHazard({ others }: { readonly others: readonly Field[] }): ReactNode {
  const change = useStructure();
  const options = others.map(({ path, label }) => ({
    value: path.slice('hazards.'.length),
    label,
  }));
  return (
    <div className={styles.add}>
      <Select
        label="Add a hazard"
        value=""
        options={[{ value: '', label: 'Add a hazard…' }, ...options]}
        onChange={(name) => {
          if (name !== '') change({ do: 'add', to: 'hazards', name }, `Add hazard ${name}`);
        }}
      />
    </div>
  );
}

/** Shown where a part of the file has no entries yet. */
export function noneYet(collection: Collection): string {
  return `No ${KINDS[collection]}s yet.`;
}
