import { ask } from '../api/client.ts';
import { saveFile } from '../ui/save.ts';
import { saved } from './document/session.ts';
import { currentFactory } from './factory.ts';
import { say } from './toasts.ts';

/** The open file with the edits written into its text; undefined, and a message, where that cannot be done. */
export async function writtenText(): Promise<string | undefined> {
  const { text, written, editCount } = currentFactory();
  if (editCount === 0) return text;
  const answer = await ask('edit', written);
  if (answer.ok) return answer.value.text;
  const [problem] = answer.problems;
  say(`The edits cannot be written into the text: ${problem?.message}`, { tone: 'bad' });
  return undefined;
}

/** Downloads the open file, with the edits; under its own name if none is given. */
export async function downloadFile(name?: string): Promise<void> {
  const text = await writtenText();
  if (text === undefined) return;
  const { file } = currentFactory();
  saveFile(name ?? (file.file || 'factory.yaml'), text, 'application/yaml');
  // One that is only here is saved by that; an example and the file of a server stay what they are.
  if (file.origin === 'opened') await saved(file.name, text, 'Download');
}
