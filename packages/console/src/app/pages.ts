import { type Preloadable, preloadable } from './preloadable.tsx';

/** A page of the console; each is a script of its own, loaded when it is opened. */
export interface Page extends Preloadable<object> {
  /** Behind the `#` of the address. */
  readonly path: string;
  readonly title: string;
  /** What one finds there, for the palette and the help. */
  readonly about: string;
  /** Of the navigation's icon, on a 16 x 16 grid. */
  readonly icon: string;
  /** It works while the file cannot be planned, to mend it. */
  readonly withoutPlan?: boolean;
}

export const PAGES: readonly Page[] = [
  {
    path: '/',
    title: 'Overview',
    about: 'The factory at a glance and the claims held against it',
    icon: 'M2 2h5v7H2zM9 2h5v4H9zM9 8h5v6H9zM2 11h5v3H2z',
    ...preloadable(async () => (await import('../pages/overview/OverviewPage.tsx')).OverviewPage),
  },
  {
    path: '/design',
    title: 'Design',
    about: 'Fabric, fleet, power, money and schedule',
    icon: 'M6 2h4v3H6zM1 11h4v3H1zM11 11h4v3h-4zM8 5v3M3 11V8h10v3',
    ...preloadable(async () => (await import('../pages/design/DesignPage.tsx')).DesignPage),
  },
  {
    path: '/training',
    title: 'Training',
    about: 'How each run is split, where its time goes, what else would fit',
    icon: 'M2 13V9M6 13V5M10 13V7M14 13V2',
    ...preloadable(async () => (await import('../pages/training/TrainingPage.tsx')).TrainingPage),
  },
  {
    path: '/twin',
    title: 'Twin',
    about: 'The factory lives through its months, failures and repairs included',
    icon: 'M1 8h3l2-5 4 10 2-5h3',
    ...preloadable(async () => (await import('../pages/twin/TwinPage.tsx')).TwinPage),
  },
  {
    path: '/power',
    title: 'Power',
    about: 'How fast the site’s power moves, and the battery against it',
    icon: 'M9 1L3 9h4l-1 6 7-9H9z',
    ...preloadable(async () => (await import('../pages/power/PowerPage.tsx')).PowerPage),
  },
  {
    path: '/inputs',
    title: 'Inputs',
    about: 'Every value of the factory file, editable, and the file itself',
    withoutPlan: true,
    icon: 'M2 4h12M2 8h12M2 12h12M5 2.5v3M11 6.5v3M7 10.5v3',
    ...preloadable(async () => (await import('../pages/inputs/InputsPage.tsx')).InputsPage),
  },
];

/** The page of a location; its parts below (`/inputs/line/12`) belong to it. */
export function pageAt(location: string): Page | undefined {
  if (location === '/') return PAGES[0];
  return PAGES.find(({ path }) => {
    return path !== '/' && (location === path || location.startsWith(`${path}/`));
  });
}
