import { describe, expect, it } from 'vitest';
import { numbersIn } from './cellText.ts';

const of = (value: number, unit: string, part = '') => ({ part, value, unit });

describe('numbersIn', () => {
  it.each([
    ['1.2 MW', [of(1.2, 'MW')]],
    ['100,000 GPUs', [of(100_000, 'GPUs')]],
    ['12.3 %', [of(12.3, '%')]],
    ['12%', [of(12, '%')]],
    ['1,024', [of(1024, '1')]],
    ['$4.81B', [of(4.81e9, 'USD')]],
    ['-$5', [of(-5, 'USD')]],
    ['$1.38/GPU-hour', [of(1.38, 'USD/GPU-hour')]],
    ['4.6e26 FLOP', [of(4.6e26, 'FLOP')]],
    ['+12%', [of(12, '%')]],
    ['−0.10 d', [of(-0.1, 'd')]],
    ['1.2M', [of(1.2e6, '1')]],
    ['3 d to 5 d', [of(3, 'd', 'from'), of(5, 'd', 'to')]],
    [
      '98.1% (95 %: 97.8% to 98.4%)',
      [of(98.1, '%'), of(97.8, '%', 'interval from'), of(98.4, '%', 'interval to')],
    ],
    ['1 d · 2 d · 3 d', [of(1, 'd', 'low'), of(2, 'd', 'middle'), of(3, 'd', 'high')]],
    ['1 d 02:03:04', [of(93_784, 's')]],
  ])('reads %s', (text, numbers) => {
    expect(numbersIn(text)).toEqual(numbers);
  });

  it.each([
    '',
    '–',
    'holds',
    '2026-01-05',
    '1.2.3',
    'A fleet of 64 GPUs',
    '64 of 128 GPUs',
    'h100-sxm',
    '12 wolves',
    '5 May',
    'TP8 PP4',
    'from here to there',
  ])('leaves %s as a text', (text) => {
    expect(numbersIn(text)).toBeUndefined();
  });
});
