import { paths } from '../state/paths.ts';
import type { Source } from '../state/source.ts';
import { type Preloadable, preloadable } from '../ui/preloadable.tsx';

/** A page of the console; each is a separate script, loaded when it is opened. */
export interface Page extends Preloadable<object> {
  /** After the `#` of the address. */
  readonly path: string;
  readonly title: string;
  /** What the page shows, for the palette and the help. */
  readonly about: string;
  /** The key that opens it, pressed after `g`. */
  readonly key: string;
  /** Path of the navigation's icon, on a 16 x 16 grid. */
  readonly icon: string;
  /** Whose figures of a run it can show; empty if it shows no run. */
  readonly sources: readonly Source[];
  /** Whether it works while the file cannot be planned, so that the file can be fixed. */
  readonly withoutPlan?: boolean;
  /** Whether it is about something else than the open file: shown whatever that is, without a plan. */
  readonly isApart?: boolean;
  /** Whether it takes the whole window, without the navigation. */
  readonly isAlone?: boolean;
}

/** Pages that belong together: a heading in the rail, a place in the bar of a phone. */
export interface Room {
  readonly title: string;
  /** Icon in the bar of a phone. */
  readonly icon: string;
  readonly pages: readonly Page[];
}

const BOTH: readonly Source[] = ['plan', 'twin'];

/** In the order of the navigation, the help and the palette. */
export const ROOMS: readonly Room[] = [
  {
    title: 'Overview',
    icon: 'M2 2h5v7H2zM9 2h5v4H9zM9 8h5v6H9zM2 11h5v3H2z',
    pages: [
      {
        path: paths.overview(),
        title: 'Overview',
        about: 'The factory at a glance and the claims checked against it',
        key: 'o',
        icon: 'M2 2h5v7H2zM9 2h5v4H9zM9 8h5v6H9zM2 11h5v3H2z',
        sources: BOTH,
        ...preloadable(
          async () => (await import('../pages/overview/OverviewPage.tsx')).OverviewPage,
        ),
      },
    ],
  },
  {
    title: 'Plan',
    icon: 'M6 2h4v3H6zM1 11h4v3H1zM11 11h4v3h-4zM8 5v3M3 11V8h10v3',
    pages: [
      {
        path: paths.hardware(),
        title: 'Hardware',
        about: 'The fleet from site to GPU, and the fabric that joins it',
        key: 'h',
        icon: 'M2 2h12v5H2zM2 9h12v5H2zM4.5 4.5h1M4.5 11.5h1M8 4.5h4M8 11.5h4',
        sources: [],
        ...preloadable(
          async () => (await import('../pages/hardware/HardwarePage.tsx')).HardwarePage,
        ),
      },
      {
        path: paths.power(),
        title: 'Power',
        about: 'Where the power goes, how fast it moves, and the battery against that',
        key: 'p',
        icon: 'M9 1L3 9h4l-1 6 7-9H9z',
        sources: ['plan'],
        ...preloadable(async () => (await import('../pages/power/PowerPage.tsx')).PowerPage),
      },
      {
        path: paths.money(),
        title: 'Money',
        about: 'What the factory costs to build and to run',
        key: 'm',
        icon: 'M1.5 4h13v8h-13zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6M3.5 8h.5M12 8h.5',
        sources: [],
        ...preloadable(async () => (await import('../pages/money/MoneyPage.tsx')).MoneyPage),
      },
      {
        path: paths.schedule(),
        title: 'Schedule',
        about: 'When each task ends, when the factory is ready, when the runs go',
        key: 's',
        icon: 'M2 3.5h6M5 8h6M9 12.5h5M2 1v14',
        sources: BOTH,
        ...preloadable(
          async () => (await import('../pages/schedule/SchedulePage.tsx')).SchedulePage,
        ),
      },
      {
        path: paths.training(),
        title: 'Training',
        about: 'How a run is split, where its time goes, what else would fit',
        key: 't',
        icon: 'M2 13V9M6 13V5M10 13V7M14 13V2',
        sources: BOTH,
        ...preloadable(
          async () => (await import('../pages/training/TrainingPage.tsx')).TrainingPage,
        ),
      },
      {
        path: paths.compare(),
        title: 'Compare',
        about: 'The file and its scenarios side by side: figures, claims, money, dates, twins',
        key: 'x',
        icon: 'M2 2h4.5v12H2zM9.5 2H14v12H9.5zM2 6h4.5M9.5 9H14',
        sources: ['plan'],
        ...preloadable(async () => (await import('../pages/compare/ComparePage.tsx')).ComparePage),
      },
      {
        path: paths.whatIf(),
        title: 'What if',
        about: 'What moves a figure, one or two inputs varied, and what would make a claim hold',
        key: 'i',
        icon: 'M2 13.5V2M2 13.5h12M4 11c3 0 3-7 6-7s2 3 4 3',
        sources: [],
        ...preloadable(async () => (await import('../pages/whatIf/WhatIfPage.tsx')).WhatIfPage),
      },
    ],
  },
  {
    title: 'Operate',
    icon: 'M1 8h3l2-5 4 10 2-5h3',
    pages: [
      {
        path: paths.twin(),
        title: 'Twin',
        about: 'The factory simulated through its months, failures and repairs included',
        key: 'w',
        icon: 'M1 8h3l2-5 4 10 2-5h3',
        sources: ['twin'],
        ...preloadable(async () => (await import('../pages/twin/TwinPage.tsx')).TwinPage),
      },
      {
        path: paths.runs(),
        title: 'Runs',
        about: 'The real runs that the supervisor keeps alive: live, with their logs and orders',
        key: 'r',
        icon: 'M3 2.5v11l10-5.5z',
        sources: [],
        isApart: true,
        ...preloadable(async () => (await import('../pages/runs/RunsPage.tsx')).RunsPage),
      },
      {
        path: paths.services(),
        title: 'Services',
        about: 'The real services that answer people: replicas, load, versions and orders',
        key: 'v',
        icon: 'M2 2.5h12v8.5H8l-3.5 3V11H2zM5 5.5h6M5 8h4',
        sources: [],
        isApart: true,
        ...preloadable(
          async () => (await import('../pages/services/ServicesPage.tsx')).ServicesPage,
        ),
      },
    ],
  },
  {
    title: 'Files',
    icon: 'M3 1.5h6.5L13 5v9.5H3zM9.5 1.5V5H13',
    pages: [
      {
        path: paths.file(),
        title: 'File',
        about: 'Every value of the factory file, editable, and the file itself',
        key: 'f',
        icon: 'M3 1.5h6.5L13 5v9.5H3zM9.5 1.5V5H13M5.5 8h5M5.5 11h5',
        sources: [],
        withoutPlan: true,
        ...preloadable(async () => (await import('../pages/file/FilePage.tsx')).FilePage),
      },
      {
        path: paths.assumptions(),
        title: 'Assumptions',
        about: 'The unpublished values that the plan rests on, each with its reason',
        key: 'a',
        icon: 'M5.5 5.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M8 12v.5',
        sources: [],
        ...preloadable(
          async () => (await import('../pages/assumptions/AssumptionsPage.tsx')).AssumptionsPage,
        ),
      },
      {
        path: paths.catalogue(),
        title: 'Catalogue',
        about: 'What a file can name, and the sources behind the figures of this plan',
        key: 'c',
        icon: 'M2.5 2h3v12h-3zM6.5 2h3v12h-3zM10.3 3l2.6-.6 2 11.2-2.6.5z',
        sources: [],
        ...preloadable(
          async () => (await import('../pages/catalogue/CataloguePage.tsx')).CataloguePage,
        ),
      },
      {
        path: paths.models(),
        title: 'Models',
        about: 'What was trained and published: versions with lineage, and which one is promoted',
        key: 'd',
        icon: 'M8 1.5l5.5 3.2v6.6L8 14.5l-5.5-3.2V4.7zM2.5 4.7L8 8l5.5-3.3M8 8v6.5',
        sources: [],
        isApart: true,
        ...preloadable(async () => (await import('../pages/models/ModelsPage.tsx')).ModelsPage),
      },
    ],
  },
  {
    title: 'Grok',
    icon: 'M2 2.5h12v8.5H8l-3.5 3V11H2zM5 5.5h6M5 8h4',
    pages: [
      {
        path: paths.chat(),
        title: 'Chat',
        about: 'Ask about the factory in plain English; every figure opens its derivation',
        key: 'q',
        icon: 'M2 2.5h12v8.5H8l-3.5 3V11H2zM5 5.5h6M5 8h4',
        sources: [],
        isApart: true,
        isAlone: true,
        ...preloadable(async () => (await import('../pages/grok/ChatPage.tsx')).ChatPage),
      },
    ],
  },
];

export const PAGES: readonly Page[] = ROOMS.flatMap(({ pages }) => pages);

/** The page of a location; sub-paths (`/files/file/line/12`) belong to it. */
export function pageAt(location: string): Page | undefined {
  if (location === '/') return PAGES[0];
  return PAGES.find(({ path }) => {
    return path !== '/' && (location === path || location.startsWith(`${path}/`));
  });
}

/** The room that a page is in. */
export function roomOf(page: Page | undefined): Room | undefined {
  return ROOMS.find(({ pages }) => pages.some((each) => each === page));
}
