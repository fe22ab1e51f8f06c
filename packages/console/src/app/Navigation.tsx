import type { ReactNode } from 'react';
import styles from './Navigation.module.css';
import { PAGES, type Page } from './pages.ts';

/** The pages: a rail on a wide screen, a bar at the bottom of a phone. */
export function Navigation({ current }: { readonly current: Page | undefined }): ReactNode {
  return (
    <nav className={styles.navigation} aria-label="Pages">
      <ul>
        {PAGES.map((page, index) => (
          <li key={page.path}>
            <a
              className={styles.link}
              href={`#${page.path}`}
              aria-current={page === current ? 'page' : undefined}
            >
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d={page.icon} />
              </svg>
              {page.title}
              <span className={styles.key} aria-hidden="true">
                {index + 1}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
