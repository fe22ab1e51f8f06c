import {
  answerAsMarkdown,
  type ChatEvent,
  type ChatMessage,
  textOfAnswer,
} from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../state/chats.ts';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { CopyButton } from '../../ui/CopyText.tsx';
import styles from './Chat.module.css';
import { Evidence } from './Evidence.tsx';
import { Markdown } from './markdown/Markdown.tsx';
import { Versions } from './Versions.tsx';
import { callInWords, only, wholeSentences } from './words.ts';

interface Props {
  readonly chat: string;
  readonly message: ChatMessage;
  readonly question: ChatMessage | undefined;
  /** All answers to the question, itself among them. */
  readonly versions: readonly ChatMessage[];
  readonly isLast: boolean;
  readonly onShow: (message: ChatMessage) => void;
  readonly onRegenerate: () => void;
  readonly onGoOn: () => void;
  /** Goes on with a question; absent where one is being answered. */
  readonly onAsk: ((text: string) => void) | undefined;
}

/** An answer as it is written: what was called, what came of it, the text, and what it rests on. */
export function AnswerMessage(props: Props): ReactNode {
  const { chat, message, question, versions, onShow, onRegenerate, onAsk } = props;
  const { events, isOver, fault } = useAnswer(chat, message);
  const text = textOfAnswer(events);
  const [by] = only(events, 'by');
  return (
    <article className={styles.answer} aria-label="Answer" aria-busy={!isOver}>
      <p className={styles.by} title={by?.about}>
        {by?.model ?? message.model}
      </p>
      <Calls events={events} isOver={isOver} />
      <Markdown text={text} />
      <Spoken text={text} isOver={isOver} />
      <Evidence {...{ chat, message, events, question, onAsk }} />
      {fault ? (
        <p className={styles.problem} role="status">
          <Chip tone="warn">not connected</Chip> {fault.message} It goes on by itself.
        </p>
      ) : null}
      <End events={events} {...props} />
      {isOver ? (
        <div className={styles.foot}>
          <Versions of="answer" {...{ message, versions, onShow }} />
          <CopyButton label="Copy" text={() => text} />
          <CopyButton label="Copy with sources" text={() => answerAsMarkdown(events)} />
          <Button look="quiet" onClick={onRegenerate}>
            Answer again
          </Button>
        </div>
      ) : null}
    </article>
  );
}

/** Which operations were called, each with what came of it. */
function Calls({
  events,
  isOver,
}: {
  readonly events: readonly ChatEvent[];
  readonly isOver: boolean;
}) {
  const results = only(events, 'result');
  const calls = only(events, 'call');
  if (calls.length === 0)
    return isOver ? null : <p className={styles.waiting}>Reading the question…</p>;
  return (
    <ul className={styles.calls} aria-label="Calls">
      {calls.map((call) => {
        const result = results.find((each) => each.call === call.id);
        return (
          <li key={call.id}>
            <details>
              <summary>
                <code>{callInWords(call)}</code>
                {result ? null : (
                  <span className={styles.waiting}>{isOver ? 'no result' : 'running…'}</span>
                )}
                {result && !result.ok ? <Chip tone="bad">failed</Chip> : null}
              </summary>
              <pre className={styles.result}>{result?.text ?? 'Nothing has come of it yet.'}</pre>
            </details>
          </li>
        );
      })}
    </ul>
  );
}

/** What screen readers hear of an answer that is being written: whole sentences, each once. */
function Spoken({ text, isOver }: { readonly text: string; readonly isOver: boolean }) {
  // One that was whole when it came into view is read like any other text.
  const [wasOver] = useState(isOver);
  const whole = isOver ? text : wholeSentences(text);
  const [said, setSaid] = useState({ upTo: 0, words: '' });
  if (!wasOver && whole.length > said.upTo)
    setSaid({ upTo: whole.length, words: whole.slice(said.upTo).trim() });
  return (
    <p className="visually-hidden" aria-live="polite">
      {said.words}
    </p>
  );
}

/** How it ended, where it did not end by itself. */
function End({ events, isLast, onGoOn }: Props & { readonly events: readonly ChatEvent[] }) {
  const last = events.at(-1);
  const removed = only(events, 'removed')[0];
  const [end] = only(events, 'end');
  return (
    <>
      {removed ? (
        <p className={styles.problem}>
          <Chip tone="warn">
            {removed.count} {removed.count === 1 ? 'reference' : 'references'} removed
          </Chip>{' '}
          {removed.why}
        </p>
      ) : null}
      {end?.reason === 'stopped' ? (
        <p className={styles.problem}>
          <Chip>stopped</Chip>
        </p>
      ) : null}
      {end?.tokens ? (
        <p className={styles.cost}>
          {end.tokens.input.toLocaleString('en')} tokens read,{' '}
          {end.tokens.output.toLocaleString('en')} written
          {end.cost === undefined ? '' : `, ${showQuantity(end.cost, 'USD')}`}
        </p>
      ) : null}
      {last?.kind === 'failed' ? (
        <p className={styles.problem} role="alert">
          <Chip tone="bad">failed</Chip> {last.message}
        </p>
      ) : null}
      {last?.kind === 'interrupted' ? (
        <p className={styles.problem}>
          <Chip tone="warn">interrupted</Chip> {last.message}{' '}
          {isLast ? <Button onClick={onGoOn}>Go on</Button> : null}
        </p>
      ) : null}
    </>
  );
}
