import { type FormEvent, type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import type { DiskState } from '../api/disk.ts';
import { useDisk } from '../state/document/disk.ts';
import { saveToDisk } from '../state/document/served.ts';
import { useFactory } from '../state/factory.ts';
import { isGone } from '../state/files.ts';
import { downloadFile, writtenText } from '../state/handOn.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { TextDiff } from '../ui/TextDiff.tsx';
import styles from './SaveFile.module.css';

/** Shows what saving would change in the file on disk, and does it; or saves it elsewhere, under any name. */
export function SaveFile({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { file } = useFactory();
  const disk = useDisk();
  // What Enter does at once is what the dialog was opened for.
  const first = useRef<HTMLButtonElement>(null);
  const isWritable = disk !== undefined && disk.readOnly === undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Save ${file.file}`}
      place="wide"
      {...(isWritable ? { focusFirst: first } : {})}
    >
      <div className={styles.save}>
        {isWritable ? (
          <ToDisk disk={disk} saveRef={first} onClose={onClose} />
        ) : (
          <>
            {disk?.readOnly ? <p>It cannot be saved here. {disk.readOnly}</p> : null}
            <div className={styles.foot}>
              <Elsewhere onClose={onClose} />
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

interface ToDiskProps {
  readonly disk: DiskState;
  readonly saveRef: Ref<HTMLButtonElement>;
  readonly onClose: () => void;
}

function ToDisk({ disk, saveRef, onClose }: ToDiskProps): ReactNode {
  const { file } = useFactory();
  const text = useWrittenText();
  const [isSaving, setSaving] = useState(false);
  const [refused, setRefused] = useState<string>();
  const isOther = file.origin !== 'served';
  const wasDeleted = isGone(disk);
  const save = async (): Promise<void> => {
    if (text === undefined) return;
    setSaving(true);
    const answer = await saveToDisk(text, isOther ? `Save ${file.file} here` : 'Save');
    setSaving(false);
    setRefused(answer.refused);
    if (answer.refused === undefined) onClose();
  };
  const isSame = text === disk.text && !wasDeleted;
  return (
    <>
      {isOther ? (
        <p>
          {file.file} is in this browser only. The server has <code>{disk.name}</code>, which can be
          written over with it.
        </p>
      ) : null}
      {wasDeleted ? <p>{disk.name} is not on the disk any more: saving writes it again.</p> : null}
      {text === undefined ? null : (
        <TextDiff
          label={`Changes to ${disk.name}`}
          before={wasDeleted ? '' : disk.text}
          after={text}
        />
      )}
      {refused === undefined ? null : (
        <p role="alert" className={styles.refused}>
          {refused}
        </p>
      )}
      <div className={styles.foot}>
        <Button
          ref={saveRef}
          look="primary"
          disabledReason={whyNot({ text, isSaving, isSame })}
          onClick={save}
        >
          {isOther ? `Write over ${disk.name}` : 'Save'}
        </Button>
        <Elsewhere onClose={onClose} />
      </div>
    </>
  );
}

interface Saving {
  readonly text: string | undefined;
  readonly isSaving: boolean;
  readonly isSame: boolean;
}

/** Why nothing can be saved now; undefined if something can. */
function whyNot({ text, isSaving, isSame }: Saving): string | undefined {
  if (text === undefined) return 'The edits are not written into the text yet';
  if (isSaving) return 'It is being saved';
  return isSame ? 'It has this text already' : undefined;
}

/** The same as a download, under any name. */
function Elsewhere({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { file } = useFactory();
  const [name, setName] = useState(file.file || 'factory.yaml');
  const download = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    void downloadFile(name.trim());
    onClose();
  };
  return (
    <form onSubmit={download}>
      <Field
        label="Or download it as"
        value={name}
        error={name.trim() === '' ? 'Give it a name, such as factory.yaml.' : undefined}
        onChange={(event) => setName(event.target.value)}
        action={<Button type="submit">Download</Button>}
      />
    </form>
  );
}

/** The text with the edits, once they are written into it. */
function useWrittenText(): string | undefined {
  const { written: input } = useFactory();
  const [text, setText] = useState<{ readonly of: object; readonly text: string | undefined }>();
  useEffect(() => {
    void writtenText().then((written) => setText({ of: input, text: written }));
  }, [input]);
  return text?.of === input ? text.text : undefined;
}
