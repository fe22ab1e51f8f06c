import type { SitePower } from '@gigafactory/core/plan';

/** Every sample of a trace as CSV, W: when it begins, the site, the grid with either battery, the phase. */
export function toPowerCsv(traced: SitePower): string {
  const { site, smallestGrid, safeGrid, interval, stretches } = traced;
  const lines = site.map((power, index) => {
    const time = index * interval;
    const phase = stretches.findLast(({ start }) => start <= time + interval / 2)?.phase;
    const powers = [power, smallestGrid[index]!, safeGrid[index]!].map((each) => each.toFixed(0));
    return [time.toFixed(1), ...powers, phase].join(',');
  });
  const head = 'time_s,site_w,grid_with_smallest_battery_w,grid_with_safe_battery_w,phase';
  return `${[head, ...lines].join('\n')}\n`;
}
