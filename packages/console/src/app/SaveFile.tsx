import { type ReactNode, useEffect, useState } from 'react';
import { type DiskState, isGone } from '../api/disk.ts';
import { saveToDisk, useDisk } from '../state/document/disk.ts';
import { useFactory } from '../state/factory.ts';
import { downloadFile, writtenText } from '../state/handOn.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './SaveFile.module.css';
import { TextDiff } from './TextDiff.tsx';

/** Shows what saving would change in the file on disk, and does it. */
export function SaveFile({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { file } = useFactory();
  const disk = useDisk();
  const text = useWrittenText();
  const download = (): void => {
    void downloadFile();
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={`Save ${file.file}`} place="wide">
      <div className={styles.save}>
        {disk && disk.readOnly === undefined && text !== undefined ? (
          <ToDisk disk={disk} text={text} onClose={onClose} />
        ) : null}
        {disk?.readOnly ? <p>It cannot be saved here. {disk.readOnly}</p> : null}
        <div className={styles.buttons}>
          <Button onClick={download}>Download</Button>
        </div>
      </div>
    </Dialog>
  );
}

interface ToDiskProps {
  readonly disk: DiskState;
  readonly text: string;
  readonly onClose: () => void;
}

function ToDisk({ disk, text, onClose }: ToDiskProps): ReactNode {
  const { file } = useFactory();
  const [isSaving, setSaving] = useState(false);
  const isOther = file.origin !== 'served';
  const wasDeleted = isGone(disk);
  const save = async (): Promise<void> => {
    setSaving(true);
    const isSaved = await saveToDisk(text, isOther ? `Save ${file.file} here` : 'Save');
    setSaving(false);
    if (isSaved) onClose();
  };
  const isSame = text === disk.text && !wasDeleted;
  const reason = isSaving ? 'It is being saved' : isSame ? 'It has this text already' : undefined;
  return (
    <>
      {isOther ? (
        <p>
          {file.file} is in this browser only. The server has <code>{disk.name}</code>, which can be
          written over with it.
        </p>
      ) : null}
      {wasDeleted ? <p>{disk.name} is not on the disk any more: saving writes it again.</p> : null}
      <TextDiff
        label={`Changes to ${disk.name}`}
        before={wasDeleted ? '' : disk.text}
        after={text}
      />
      <div className={styles.buttons}>
        <Button look="primary" disabledReason={reason} onClick={save}>
          {isOther ? `Write over ${disk.name}` : 'Save'}
        </Button>
      </div>
    </>
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
