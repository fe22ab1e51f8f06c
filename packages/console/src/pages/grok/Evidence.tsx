import type { ChatEvent, ChatMessage } from '@gigafactory/core/api';
import { type ReactNode, Suspense } from 'react';
import { latest, useAsk } from '../../api/client.ts';
import { SaidFigure } from '../../explain/SaidFigure.tsx';
import { useAskedFactory } from '../../state/chats.ts';
import { PlanProvider } from '../../state/plan.tsx';
import { openWhy, useWhyOf } from '../../state/why.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { preloadable } from '../../ui/preloadable.tsx';
import { DiagramCard } from './DiagramCard.tsx';
import styles from './Evidence.module.css';
import { Markdown } from './markdown/Markdown.tsx';
import { Proposal } from './Proposal.tsx';
import { only } from './words.ts';

const Explanation = preloadable(
  async () => (await import('../../explain/Explanation.tsx')).Explanation,
);

const Drawn = preloadable(async () => (await import('./ChartOfAnswer.tsx')).ChartOfAnswer);

interface Props {
  readonly chat: string;
  readonly message: ChatMessage;
  readonly events: readonly ChatEvent[];
  readonly question: ChatMessage | undefined;
  readonly onAsk: ((text: string) => void) | undefined;
}

/** What an answer rests on: figures that open their derivation, edits that were tried, passages word for word. */
export function Evidence({ chat, message, events, question, onAsk }: Props): ReactNode {
  const diagrams = only(events, 'diagram');
  const figures = only(events, 'figure');
  const proposals = only(events, 'proposal');
  const citations = only(events, 'citation');
  return (
    <>
      {diagrams.map(({ offset, file: id, dot }) => {
        const file = question?.files.find((each) => each.id === id);
        return file ? <DiagramCard key={offset} {...{ file, dot, onAsk }} /> : null;
      })}
      {only(events, 'chart').map((chart) => (
        <Suspense key={chart.offset}>
          <Drawn.Component chart={chart} />
        </Suspense>
      ))}
      {figures.length > 0 ? (
        <ul className={styles.figures} aria-label="Figures">
          {figures.map((figure) => (
            <li key={figure.offset}>
              <SaidFigure
                {...figure}
                onOpen={
                  figure.mark === 'planned'
                    ? () => openWhy(figure.path, keyOf(message.id, figure.call))
                    : undefined
                }
              />
            </li>
          ))}
        </ul>
      ) : null}
      {callsOf(events).map((call) => (
        <Derivation
          key={call}
          {...{ chat, message, call }}
          edits={proposals.find((each) => each.call === call)?.edits}
        />
      ))}
      {proposals.map(({ offset, edits }) => (
        <Proposal key={offset} {...{ chat, message, edits }} question={question?.text ?? ''} />
      ))}
      {only(events, 'order').map(({ offset, command, does }) => (
        <section key={offset} className={styles.proposal} aria-label="Proposed order">
          <h2>Proposed order</h2>
          <p>{does} Nothing is done before you type it:</p>
          <CopyText text={command} />
        </section>
      ))}
      {citations.map((citation) => (
        <Quoted
          key={citation.offset}
          {...citation}
          onOpen={(path) => openWhy(path, keyOf(message.id, citation.call))}
        />
      ))}
    </>
  );
}

interface QuotedProps {
  readonly document: string;
  readonly heading: string;
  readonly quote: string;
  /** Of the figure whose note it is. */
  readonly path?: string | undefined;
  readonly onOpen: (path: string) => void;
}

/** A passage word for word: of a document, or a note of the plan, which opens its derivation. */
function Quoted({ document, heading, quote, path, onOpen }: QuotedProps): ReactNode {
  return (
    <figure className={styles.citation}>
      <blockquote>
        {path === undefined ? <Markdown text={quote} /> : <p className={styles.note}>{quote}</p>}
      </blockquote>
      <figcaption>
        {document}, {path === undefined ? `“${heading}”` : <code>{path}</code>}
        {path === undefined ? null : (
          <Button
            look="quiet"
            aria-label={`${heading}: show derivation`}
            onClick={() => onOpen(path)}
          >
            Derivation
          </Button>
        )}
      </figcaption>
    </figure>
  );
}

/** Calls that gave figures or notes of the plan, each once. */
function callsOf(events: readonly ChatEvent[]): readonly string[] {
  const noted = only(events, 'citation').filter(({ path }) => path !== undefined);
  return [...new Set([...only(events, 'figure'), ...noted].map(({ call }) => call))];
}

function keyOf(message: string, call: string): string {
  return `${message}.${call}`;
}

interface DerivationProps {
  readonly chat: string;
  readonly message: ChatMessage;
  readonly call: string;
  readonly edits: Readonly<Record<string, string>> | undefined;
}

/** The derivation of one of its figures, once it is asked for, by the file and the edits that the answer was about. */
function Derivation(props: DerivationProps): ReactNode {
  const { message, call } = props;
  return useWhyOf() === keyOf(message.id, call) ? <OpenDerivation {...props} /> : null;
}

function OpenDerivation({ chat, message, edits = {} }: DerivationProps): ReactNode {
  const { data } = useAskedFactory(chat, message.id);
  const input = { text: data?.text ?? '', file: data?.file ?? '', edits };
  const asked = useAsk('plan', input, { enabled: data !== undefined, place: message.id });
  const plan = latest(asked);
  if (!plan) return null;
  return (
    <PlanProvider plan={plan}>
      <Suspense>
        <Explanation.Component />
      </Suspense>
    </PlanProvider>
  );
}
