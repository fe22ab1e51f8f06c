import { readFileSync } from 'node:fs';

let round = 0;

/**
 * An example's text that no cache has seen: each time with another price of electricity and another
 * comment at its end, so that nothing remembered of an earlier one can help. The price changes what
 * power costs and nothing else.
 *
 * @param {string} name of the example, without its ending
 */
export function anotherText(name) {
  const text = readFileSync(new URL(`../examples/${name}.yaml`, import.meta.url), 'utf8');
  round++;
  const price = `electricityPrice: $${(0.06 + round * 1e-6).toFixed(6)}/kWh`;
  const priced = text.replace(/electricityPrice: \S+/, price);
  if (priced === text) throw new Error(`${name} has no price of electricity to change`);
  return `${priced}# round ${round}\n`;
}
