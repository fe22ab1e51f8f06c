import {
  type Answerer,
  branchTo,
  type Chat,
  type ChatMessage,
  isAnswerOver,
} from '@gigafactory/core/api';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import type { ControlAnswer } from '../../api/control/client.ts';
import {
  askChat,
  regenerate,
  showBranch,
  stopAnswer,
  useAnswerers,
  useChat,
} from '../../state/chats.ts';
import { useFactory } from '../../state/factory.ts';
import { say } from '../../state/toasts.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { AnswerMessage } from './AnswerMessage.tsx';
import styles from './Chat.module.css';
import { Composer } from './Composer.tsx';
import { Question } from './Question.tsx';
import { useAttachments } from './useAttachments.ts';
import { useFileDrop } from './useFileDrop.ts';
import { type MayGo, useMayGo } from './useMayGo.ts';
import { newestBelow, versionsOf } from './words.ts';

interface Props {
  /** None yet when absent. */
  readonly chat: string | undefined;
  /** Whether it is a page of its own, with a heading. */
  readonly heading?: boolean;
  /** Whether what is typed goes into the question from the beginning. */
  readonly takesFocus?: boolean;
  /** What is asked about beside the factory. */
  readonly page?: string | undefined;
  readonly figure?: string | undefined;
  readonly onChat: (chat: string) => void;
}

/** One chat: the branch that is shown, and where the next question is typed. */
export function Conversation(props: Props): ReactNode {
  return props.chat === undefined ? (
    <Begun {...props} kept={undefined} />
  ) : (
    <Known {...props} chat={props.chat} />
  );
}

function Known(props: Props & { readonly chat: string }): ReactNode {
  const { value, fault } = useChat(props.chat);
  if (value) return <Begun {...props} kept={value} />;
  if (fault) {
    return (
      <Empty
        underTitle
        title={fault.reason === 'unknown' ? 'There is no such chat' : 'The chat cannot be shown'}
      >
        {fault.message}
      </Empty>
    );
  }
  return <Loading what="Opening the chat…" />;
}

function Begun(props: Props & { readonly kept: Chat | undefined }): ReactNode {
  const { kept, heading = false, takesFocus = false, page, figure } = props;
  const { input } = useFactory();
  const sending = useSending(props);
  const { chosen, answerers, running } = sending;
  const branch = kept ? branchTo(kept.messages, kept.leaf) : [];
  const lastQuestion = branch.findLast(({ role }) => role === 'person');
  const newest = useNewestInView(lastQuestion?.id);
  const attachments = useAttachments(kept?.id ?? 'new');
  const files = attachments.drafts.flatMap((draft) => draft.kept?.id ?? []);
  const drop = useFileDrop(attachments.add);
  return (
    <section className={styles.conversation} aria-label={kept?.title ?? 'New chat'} {...drop}>
      {heading ? (
        <h1 className={styles.heading} tabIndex={-1}>
          {kept?.title ?? 'Ask about the factory'}
        </h1>
      ) : null}
      {kept ? null : (
        <Welcome about={chosen?.about} onAsk={(text) => void sending.ask(text, null)} />
      )}
      {kept ? <Messages chat={kept} branch={branch} sending={sending} newest={newest} /> : null}
      <Composer
        place={kept?.id ?? 'new'}
        takesFocus={takesFocus}
        answerers={answerers}
        chosen={chosen}
        mayGo={sending.mayGo}
        isRunning={running !== undefined}
        about={[input.file, page, figure].filter((each) => each !== undefined)}
        attachments={attachments}
        onModel={sending.choose}
        onSend={(text) => sending.ask(text, kept?.leaf ?? null, files)}
        onStop={() => {
          if (kept && running) void orSay(stopAnswer(kept.id, running.id));
        }}
        onEditLast={() => sending.edit(lastQuestion?.id)}
      />
    </section>
  );
}

interface Sending {
  readonly answerers: readonly Answerer[];
  readonly chosen: Answerer | undefined;
  readonly mayGo: MayGo;
  /** The answer of the shown branch that is under way. */
  readonly running: ChatMessage | undefined;
  /** The question that is edited. */
  readonly edited: string | undefined;
  readonly choose: (answerer: string) => void;
  readonly edit: (question: string | undefined) => void;
  /** Whether it was taken. */
  readonly ask: (
    text: string,
    parent: string | null,
    files?: readonly string[],
  ) => Promise<boolean>;
}

/** Who is asked, what is edited, and the way to ask. */
function useSending({
  kept,
  page,
  figure,
  onChat,
}: Props & { readonly kept: Chat | undefined }): Sending {
  const { input } = useFactory();
  const answerers = useAnswerers().value?.answerers ?? [];
  const [model, choose] = useState<string>();
  const [edited, edit] = useState<string>();
  const branch = kept ? branchTo(kept.messages, kept.leaf) : [];
  // A chat goes on with what answered last.
  const wanted = model ?? branch.findLast(({ role }) => role === 'assistant')?.model;
  const chosen = answerers.find(({ id }) => id === wanted) ?? answerers[0];
  const mayGo = useMayGo(chosen);
  const running = branch.findLast(
    ({ role, events }) => role === 'assistant' && !isAnswerOver(events),
  );
  const ask: Sending['ask'] = async (text, parent, files = []) => {
    const given = await askChat({
      ...{ text, parent, factory: input, files: [...files] },
      ...(kept ? { chat: kept.id } : {}),
      ...(chosen ? { model: chosen.id } : {}),
      ...mayGo.allowed,
      ...(page === undefined ? {} : { page }),
      ...(figure === undefined ? {} : { figure }),
    });
    if (!given.ok) say(given.fault.message, { tone: 'bad' });
    else {
      edit(undefined);
      onChat(given.value.chat);
    }
    return given.ok;
  };
  return { answerers, chosen, mayGo, running, edited, choose, edit, ask };
}

interface MessagesProps {
  readonly chat: Chat;
  readonly branch: readonly ChatMessage[];
  readonly sending: Sending;
  /** Of the last question. */
  readonly newest: RefObject<HTMLLIElement | null>;
}

function Messages({ chat, branch, sending, newest }: MessagesProps): ReactNode {
  const { id, messages } = chat;
  const { chosen, mayGo, edited, edit, ask } = sending;
  const asked = branch.findLast(({ role }) => role === 'person');
  const show = (message: ChatMessage): void => {
    void orSay(showBranch(id, newestBelow(messages, message.id)));
  };
  return (
    <ol className={styles.messages} aria-label="Messages">
      {branch.map((message) => (
        <li key={message.id} ref={message.id === asked?.id ? newest : undefined}>
          {message.role === 'person' ? (
            <Question
              message={message}
              versions={versionsOf(messages, message)}
              isEdited={edited === message.id}
              onEdit={edit}
              onSend={(text) =>
                void ask(
                  text,
                  message.parent,
                  message.files.map((each) => each.id),
                )
              }
              onShow={show}
            />
          ) : (
            <AnswerMessage
              chat={id}
              message={message}
              question={branch.find((each) => each.id === message.parent)}
              versions={versionsOf(messages, message)}
              isLast={message.id === branch.at(-1)?.id}
              onShow={show}
              onRegenerate={() =>
                void orSay(
                  regenerate(id, {
                    message: message.id,
                    ...(chosen ? { model: chosen.id } : {}),
                    ...mayGo.allowed,
                  }),
                )
              }
              onAsk={sending.running ? undefined : (text) => void ask(text, message.id)}
              onGoOn={() => void ask('Go on from where you were interrupted.', message.id)}
            />
          )}
        </li>
      ))}
    </ol>
  );
}

async function orSay(given: Promise<ControlAnswer<object>>): Promise<void> {
  const answer = await given;
  if (!answer.ok) say(answer.fault.message, { tone: 'bad' });
}

/** Brings the last question to the top when it is asked, so that its answer is written below it, in view. */
function useNewestInView(question: string | undefined) {
  const newest = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (question !== undefined) newest.current?.scrollIntoView({ block: 'start' });
  }, [question]);
  return newest;
}

const EXAMPLES = [
  'what does the network draw?',
  'what if we had 50,000 GPUs?',
  'how much goodput does the twin see?',
];

interface WelcomeProps {
  readonly about: string | undefined;
  readonly onAsk: (text: string) => void;
}

function Welcome({ about, onAsk }: WelcomeProps): ReactNode {
  return (
    <div className={styles.welcome}>
      <p>{about ?? 'Nothing answers yet: the models of the server are being opened.'}</p>
      <ul>
        {EXAMPLES.map((example) => (
          <li key={example}>
            <button type="button" onClick={() => onAsk(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
