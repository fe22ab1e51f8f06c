import { type ReactNode, useMemo } from 'react';
import { readWritten } from '../pages/file/written.ts';
import {
  goToVersion,
  redo,
  resetEdits,
  setEdit,
  undo,
  useFactory,
  useHistory,
} from '../state/factory.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Table } from '../ui/Table.tsx';
import styles from './History.module.css';

/** What was changed: the edits on top of the file, and every step with its name. */
export function History({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog open onClose={onClose} title="Changes" place="drawer">
      <div className={styles.changes}>
        <Edits />
        <Steps />
      </div>
    </Dialog>
  );
}

interface EditRow {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

function Edits(): ReactNode {
  const { edits, text } = useFactory();
  const rows = useMemo((): readonly EditRow[] => {
    const written = readWritten(text);
    return Object.entries(edits).map(([path, to]) => {
      const stands = written.get(path) ?? written.get(`${path}.value`);
      return { path, from: stands?.text ?? '', to };
    });
  }, [edits, text]);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="edits">
      <header className={styles.head}>
        <h3 id="edits">Edits on top of the text</h3>
        <Button look="quiet" onClick={resetEdits}>
          Drop all
        </Button>
      </header>
      <Table<EditRow>
        caption="Edits on top of the text"
        rows={rows}
        rowKey={({ path }) => path}
        columns={[
          { key: 'path', head: 'What', cell: ({ path }) => <code>{path}</code> },
          { key: 'from', head: 'From', cell: ({ from }) => from || <i>not set</i> },
          { key: 'to', head: 'To', cell: ({ to }) => to || <i>nothing</i> },
          {
            key: 'back',
            head: 'Take back',
            hideHead: true,
            align: 'end',
            cell: ({ path }) => (
              <Button
                look="quiet"
                aria-label={`Take back ${path}`}
                onClick={() => setEdit(path, undefined)}
              >
                Take back
              </Button>
            ),
          },
        ]}
      />
    </section>
  );
}

function Steps(): ReactNode {
  const { versions, current, before, after } = useHistory();
  return (
    <section aria-labelledby="steps">
      <header className={styles.head}>
        <h3 id="steps">History</h3>
        <Button look="quiet" onClick={undo} disabledReason={before ? undefined : 'Nothing to undo'}>
          Undo
        </Button>
        <Button look="quiet" onClick={redo} disabledReason={after ? undefined : 'Nothing to redo'}>
          Redo
        </Button>
      </header>
      <ol className={styles.steps}>
        {versions.toReversed().map((version) => (
          <li key={version.id}>
            <button
              type="button"
              aria-current={version === current || undefined}
              onClick={() => goToVersion(version)}
            >
              <span>{version.label}</span>
              <time dateTime={new Date(version.at).toISOString()}>{showTime(version.at)}</time>
            </button>
          </li>
        ))}
      </ol>
      <p className={styles.hint}>
        Press a step to go to it. Steps after which you went back and on otherwise stay in the list.
      </p>
    </section>
  );
}

/** In the reader's own time: `14:31`, with the date if it was another day. */
function showTime(at: number): string {
  const moment = new Date(at);
  const time = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday ? time : `${moment.toLocaleDateString('en-CA')} ${time}`;
}
