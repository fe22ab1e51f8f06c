import type { ReactNode } from 'react';
import { EXAMPLES } from '../state/examples.ts';
import { useFactory } from '../state/factory.ts';
import { type FactoryFile, FIRST, findFile, SERVED } from '../state/files.ts';
import { openFile, openNamed } from '../state/openFiles.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { FileActions } from './FileActions.tsx';
import styles from './OpenFile.module.css';
import { FileList, type Listed } from './OpenList.tsx';
import { useRecent } from './useRecent.ts';

interface OpenFileProps {
  readonly onClose: () => void;
  readonly onOpen: (overlay: 'new' | 'history') => void;
}

/** What can be done with the open file, and every other that can be opened from here. */
export function OpenFile({ onClose, onOpen }: OpenFileProps): ReactNode {
  const { file: current } = useFactory();
  const { recent, forget } = useRecent();
  const onDisk = findFile(SERVED);
  const served = onDisk ? [onDisk] : [];
  // One that is the served file as well stands once, as the latter.
  const examples = EXAMPLES.filter(({ text }) => text !== onDisk?.text).sort(
    (a, b) => Number(b.name === FIRST) - Number(a.name === FIRST),
  );
  const stateOf = (name: string) => recent.find((each) => each.name === name);
  const withState = (file: FactoryFile): Listed => ({ ...file, ...stateOf(file.name) });
  const own = recent.filter(({ name }) =>
    [...served, ...EXAMPLES].every((file) => file.name !== name),
  );
  const open = (name: string): void => {
    void openNamed(name);
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title="Factory files">
      <FileActions onOpen={onOpen} />
      <FileList
        title="This computer"
        files={[...served.map(withState), ...own]}
        current={current.name}
        onOpen={open}
        onForget={forget}
      />
      <ChooseFile onOpened={onClose} />
      <FileList
        title="Examples"
        files={examples.map(withState)}
        current={current.name}
        onOpen={open}
      />
    </Dialog>
  );
}

function ChooseFile({ onOpened }: { readonly onOpened: () => void }): ReactNode {
  return (
    <label className={styles.choose}>
      <span>
        <strong>Choose a file</strong>, drop one anywhere on the page, or paste its text
      </span>
      <span className={styles.hint}>YAML. It stays in this browser.</span>
      <input
        type="file"
        accept=".yaml,.yml"
        className="visually-hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void openFile(file).then(onOpened);
        }}
      />
    </label>
  );
}
