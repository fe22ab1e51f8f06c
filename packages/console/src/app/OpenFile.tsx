import { type DragEvent, type ReactNode, useState } from 'react';
import { openFile, openNamed, useFactory } from '../state/factory.ts';
import { type FactoryFile, listFiles } from '../state/files.ts';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './OpenFile.module.css';

/** Opens an example, the served file, or a local file by choosing or dropping it. */
export function OpenFile({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { file: current } = useFactory();
  return (
    <Dialog open onClose={onClose} title="Open a factory">
      <ul className={styles.files}>
        {listFiles().map((file) => (
          <li key={file.name}>
            <button
              type="button"
              className={styles.file}
              aria-current={file.name === current.name || undefined}
              onClick={() => {
                void openNamed(file.name);
                onClose();
              }}
            >
              <span>{titleOf(file)}</span>
              <code>{file.file}</code>
            </button>
          </li>
        ))}
      </ul>
      <DropZone onOpened={onClose} />
    </Dialog>
  );
}

function DropZone({ onOpened }: { readonly onOpened: () => void }): ReactNode {
  const [over, setOver] = useState(false);
  const open = (file: File | undefined): void => {
    if (file) openFile(file).then(onOpened);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    open(event.dataTransfer.files[0]);
  };
  return (
    <label
      className={styles.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <span>
        <strong>Choose a file</strong> on this computer, or drop one here
      </span>
      <span className={styles.hint}>YAML; it stays in this browser.</span>
      <input
        type="file"
        accept=".yaml,.yml"
        className="visually-hidden"
        onChange={(event) => open(event.target.files?.[0])}
      />
    </label>
  );
}

/** The `name:` of the file; only for this list, so a line is enough. */
function titleOf(file: FactoryFile): string {
  return /^name:\s*['"]?(.*?)['"]?\s*$/m.exec(file.text)?.[1] ?? file.file;
}
