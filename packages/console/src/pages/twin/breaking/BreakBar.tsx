import { DAY_S, HOUR_S } from '@gigafactory/core/base';
import { showElapsed } from '../../../charts/elapsed.ts';
import {
  BREAK_WORDS,
  BREAKABLE,
  type Breakable,
  type Breakage,
  lastsWords,
  nameOf,
} from '../../../lives/breakage.ts';
import { Button } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Select.tsx';
import styles from './BreakBar.module.css';

/** What the next press on the map breaks. */
export interface Tool {
  readonly what: Breakable;
  /** s. */
  readonly lasts: number;
}

export const FIRST_TOOL: Tool = { what: 'leaf', lasts: 4 * HOUR_S };

const TIMES = [
  { label: '10 min', seconds: 600 },
  { label: '1 h', seconds: HOUR_S },
  { label: '4 h', seconds: 4 * HOUR_S },
  { label: '1 d', seconds: DAY_S },
  { label: '3 d', seconds: 3 * DAY_S },
  { label: '14 d', seconds: 14 * DAY_S },
] as const;

const WHATS = BREAKABLE.map((value) => ({ value, label: BREAK_WORDS[value] }));
const LASTS = TIMES.map(({ label, seconds }) => ({ value: String(seconds), label }));

interface Props {
  readonly tool: Tool;
  readonly onTool: (tool: Tool) => void;
  /** s. */
  readonly time: number;
  readonly chosen: number | undefined;
  /** Why nothing can be broken now, if so. */
  readonly refusal: string | undefined;
  readonly onBreak: (node: number) => void;
  readonly onDone: () => void;
}

/** Chooses what breaks; a press on the map, or the button with a chosen node, breaks it now. */
export function BreakBar({ tool, onTool, time, chosen, refusal, onBreak, onDone }: Props) {
  return (
    <section className={styles.bar} aria-label="Break something">
      <Select
        label="What breaks"
        dense
        value={tool.what}
        options={WHATS}
        onChange={(what) => onTool({ ...tool, what: what as Breakable })}
      />
      <span className={styles.word}>{lastsWords(tool.what)}</span>
      <Select
        label={lastsWords(tool.what)}
        dense
        value={String(tool.lasts)}
        options={LASTS}
        onChange={(lasts) => onTool({ ...tool, lasts: Number(lasts) })}
      />
      <p className={styles.hint}>
        {refusal ?? `Press the map: it breaks at ${showElapsed(time)}.`}
      </p>
      {chosen !== undefined && refusal === undefined && (
        <Button look="primary" onClick={() => onBreak(chosen)}>
          Break at node {chosen}
        </Button>
      )}
      <Button onClick={onDone}>Done</Button>
    </section>
  );
}

interface ChipsProps {
  readonly list: readonly Breakage[];
  readonly onSeek: (time: number) => void;
  readonly onRemove: (index: number) => void;
  readonly onClear: () => void;
}

/** What was broken, each to be looked at or undone. */
export function Chips({ list, onSeek, onRemove, onClear }: ChipsProps) {
  if (list.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label="Broken by hand">
      {list.map((breakage, index) => {
        const name = nameOf(breakage);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same may be broken twice.
          <li key={`${name} ${breakage.at} ${index}`} className={styles.chip}>
            <button type="button" onClick={() => onSeek(breakage.at)}>
              ✕ {name} <time>{showElapsed(breakage.at)}</time>
            </button>
            <button type="button" aria-label={`Take back: ${name}`} onClick={() => onRemove(index)}>
              ×
            </button>
          </li>
        );
      })}
      {list.length > 1 && (
        <li>
          <Button look="quiet" onClick={onClear}>
            Take all back
          </Button>
        </li>
      )}
    </ul>
  );
}
