import { parseQuantity } from '@gigafactory/core/base';
import { z } from 'zod';

/**
 * A number with its unit, as a person writes it (`30 s`, `$5`, `64 MB`), in SI. A number alone is refused by
 * `parseQuantity` where a unit is needed.
 *
 * @param unit the dimension, by one of its units
 */
function quantity(unit: string) {
  return z.union([z.string(), z.number()]).transform((written, context) => {
    const read = parseQuantity(String(written), unit);
    if (read.ok && read.value.value >= 0) return read.value.value;
    const message = read.ok ? `${written} is below 0` : (read.problems[0]?.message ?? '');
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** s. */
export const duration = quantity('s').meta({ description: 'Time with its unit: 30 s, 10 min' });
/** US dollars. */
export const money = quantity('USD').meta({ description: 'Money: $5' });
/** B. */
export const bytes = quantity('B').meta({ description: 'Size with its unit: 64 MB' });
/** s since 1970-01-01 UTC. */
export const date = quantity('date').meta({ description: 'A day: 2026-11-30' });
