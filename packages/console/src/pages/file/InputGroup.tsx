import type { ReactNode } from 'react';
import { countOf } from '../../explain/notes.ts';
import { useFactory } from '../../state/factory.ts';
import type { Edits } from '../../state/url.ts';
import { Coded } from '../../ui/Coded.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useMedia } from '../../ui/useMedia.ts';
import { idOfEntry } from './changeStructure.ts';
import { AddEntry, AddHazard, EntryTools, noneYet } from './EntryTools.tsx';
import styles from './FilePage.module.css';
import { Fold } from './Fold.tsx';
import type { Field, FieldGroup } from './fields.ts';
import { InputField } from './InputField.tsx';

/** The element that a section's button jumps to. */
function anchorOf({ path }: FieldGroup): string {
  return `section-${path}`;
}

/** Buttons that jump to a section; the hash of the address is the page, so they are not links. */
export function SectionIndex({ groups }: { readonly groups: readonly FieldGroup[] }): ReactNode {
  const jump = (group: FieldGroup): void => {
    const element = document.getElementById(anchorOf(group));
    const fold = element?.querySelector('details');
    if (fold) fold.open = true;
    element?.scrollIntoView();
    element?.focus({ preventScroll: true });
  };
  return (
    <nav className={styles.index} aria-label="Sections of the file">
      {groups.map((group) => (
        <button key={group.path} type="button" onClick={() => jump(group)}>
          {group.title}
        </button>
      ))}
    </nav>
  );
}

/** Sections that are open initially when the rest is folded. */
const OPEN: readonly string[] = ['fleet', 'hardware'];

/** A section of the file; on a phone it folds, because the file is many screens long. */
export function InputGroup({ group }: { readonly group: FieldGroup }): ReactNode {
  const isPhone = useMedia('(max-width: 639px)');
  const { edits } = useFactory();
  const about = group.about === '' ? null : <Coded text={group.about} />;
  const body = <GroupBody group={group} />;
  if (!isPhone) {
    return (
      <Panel title={group.title} about={about} anchor={anchorOf(group)}>
        {body}
      </Panel>
    );
  }
  const isEdited = Object.keys(edits).some((path) => path.startsWith(`${group.path}.`));
  return (
    <section id={anchorOf(group)} aria-label={group.title} tabIndex={-1}>
      <details className={styles.fold} open={isEdited || OPEN.includes(group.path)}>
        <summary>
          <h2>{group.title}</h2>
          <span className={styles.about}>{about}</span>
        </summary>
        {body}
      </details>
    </section>
  );
}

/** More entries than this are folded, each. */
const MOST_UNFOLDED = 12;

function GroupBody({ group }: { readonly group: FieldGroup }): ReactNode {
  const { edits } = useFactory();
  const { fields, groups, collection, foldFrom = fields.length } = group;
  const isShown = ({ path }: Field, index: number): boolean =>
    index < foldFrom || edits[path] !== undefined;
  const shown = fields.filter(isShown);
  const folded = fields.filter((field, index) => !isShown(field, index));
  return (
    <>
      {shown.map((field) => (
        <InputField key={field.path} field={field} />
      ))}
      {folded.length > 0 ? (
        <Fold summary={group.path === 'hazards' ? hazardsText(folded) : foldedText(folded)}>
          {folded.map((field) => (
            <InputField key={field.path} field={field} />
          ))}
        </Fold>
      ) : null}
      {group.path === 'hazards' ? <AddHazard others={folded} /> : null}
      {groups.map((inner, index) => (
        <section
          key={inner.path}
          className={styles.subgroup}
          aria-label={inner.title}
          id={idOfEntry(inner.path)}
          tabIndex={-1}
        >
          <h3 className={styles.subtitle}>
            {inner.title}
            {collection ? (
              <EntryTools
                {...{ collection, path: inner.path, title: inner.title }}
                isFirst={index === 0}
                isLast={index === groups.length - 1}
              />
            ) : (
              <span className={styles.about}>
                <Coded text={inner.about} />
              </span>
            )}
          </h3>
          {collection && groups.length > MOST_UNFOLDED ? (
            <Fold summary={countOf(inner.fields.length, 'value')}>
              <GroupBody group={inner} />
            </Fold>
          ) : (
            <EntryBody group={inner} isEntry={collection !== undefined} />
          )}
        </section>
      ))}
      {collection ? (
        <div className={styles.add}>
          {groups.length === 0 ? <p className={styles.about}>{noneYet(collection)}</p> : null}
          <AddEntry collection={collection} />
        </div>
      ) : null}
    </>
  );
}

/** What an entry holds; below one, sections of which the file says nothing are folded. */
function EntryBody({
  group,
  isEntry,
}: {
  readonly group: FieldGroup;
  readonly isEntry: boolean;
}): ReactNode {
  const { edits } = useFactory();
  const isInEntry = !isEntry && /^(runs|services)\.[^.]+\./.test(group.path);
  if (!isInEntry || saysSomething(group, edits)) return <GroupBody group={group} />;
  return (
    <Fold summary={`As usual: ${countOf(group.fields.length, 'value')}`}>
      <GroupBody group={group} />
    </Fold>
  );
}

function saysSomething({ fields, groups }: FieldGroup, edits: Edits): boolean {
  const isSaid = ({ path, written }: Field): boolean =>
    written !== undefined || edits[path] !== undefined;
  return fields.some(isSaid) || groups.some((inner) => saysSomething(inner, edits));
}

function hazardsText(folded: readonly Field[]): string {
  return `${countOf(folded.length, 'hazard')} off, or as usual`;
}

/** `9 values from the catalogue, 2 of them assumed`. */
function foldedText(folded: readonly Field[]): string {
  const assumed = folded.filter(({ note }) => note?.kind === 'assumed').length;
  const values = `${countOf(folded.length, 'value')} from the catalogue`;
  return assumed === 0 ? values : `${values}, ${assumed} of them assumed`;
}
