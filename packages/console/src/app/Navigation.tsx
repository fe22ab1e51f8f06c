import { type ReactNode, useEffect } from 'react';
import { linkTo } from '../state/paths.ts';
import { useMedia } from '../ui/useMedia.ts';
import styles from './Navigation.module.css';
import { type Page, ROOMS, type Room, roomOf } from './pages.ts';

interface Props {
  readonly current: Page | undefined;
}

/** Below this width the rooms are a bar at the bottom, and the pages of a room a strip above the page. */
const NARROW = '(max-width: 899px)';

/** The last opened page of each room, to which the bar leads back. */
const lastIn = new Map<Room, Page>();

/** The way to every page: a rail on a wide screen, a bar of the rooms on a phone; nothing beside a page that stands alone. */
export function Navigation({ current }: Props): ReactNode {
  const isNarrow = useMedia(NARROW);
  const room = roomOf(current);
  useEffect(() => {
    if (room && current) lastIn.set(room, current);
  }, [room, current]);
  if (current?.isAlone) return null;
  return (
    <nav className={styles.navigation} aria-label="Pages">
      {isNarrow ? <Bar room={room} /> : <Rail current={current} />}
    </nav>
  );
}

function Rail({ current }: Props): ReactNode {
  return ROOMS.map(({ title, pages }) => (
    <div key={title} className={styles.room}>
      {/* A room named as its only page needs no heading. */}
      {pages.some((page) => page.title === title) ? null : <h2>{title}</h2>}
      <ul>
        {pages.map((page) => (
          <li key={page.path}>
            <PageLink page={page} isCurrent={page === current} />
          </li>
        ))}
      </ul>
    </div>
  ));
}

function PageLink({ page, isCurrent }: { readonly page: Page; readonly isCurrent: boolean }) {
  return (
    <a
      className={styles.link}
      href={linkTo(page.path)}
      aria-current={isCurrent ? 'page' : undefined}
    >
      <Icon path={page.icon} />
      {page.title}
      <span className={styles.key} aria-hidden="true">
        {page.key}
      </span>
    </a>
  );
}

function Bar({ room: open }: { readonly room: Room | undefined }): ReactNode {
  return (
    <ul className={styles.bar}>
      {ROOMS.map((room) => (
        <li key={room.title}>
          <a
            className={styles.link}
            href={linkTo((lastIn.get(room) ?? room.pages[0])?.path ?? '/')}
            aria-current={room === open ? 'true' : undefined}
          >
            <Icon path={room.icon} />
            {room.title}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** On a narrow screen: the pages of the open room, if there are several. */
export function PageStrip({ current }: Props): ReactNode {
  const isNarrow = useMedia(NARROW);
  const room = roomOf(current);
  if (!isNarrow || !room || room.pages.length < 2) return null;
  return (
    <nav className={styles.strip} aria-label={`Pages of ${room.title}`}>
      {room.pages.map((page) => (
        <a
          key={page.path}
          ref={page === current ? bringIntoView : null}
          href={linkTo(page.path)}
          aria-current={page === current ? 'page' : undefined}
        >
          {page.title}
        </a>
      ))}
    </nav>
  );
}

function bringIntoView(link: HTMLElement | null): void {
  const strip = link?.parentElement;
  if (strip && link)
    strip.scrollLeft = link.offsetLeft - (strip.clientWidth - link.clientWidth) / 2;
}

function Icon({ path }: { readonly path: string }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
