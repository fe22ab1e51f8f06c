import { expect, it } from 'vitest';
import { ServiceOrders } from './service-orders.ts';
import { sayReady, showBounds } from './service-words.ts';

const AT = '2026-11-30T10:00:00.000Z';

function said(given: Parameters<ServiceOrders['give']>[0]): string {
  return new ServiceOrders().give(given, 'ada', AT).order;
}

it('counts one replica as one', () => {
  expect(showBounds({ least: 1, most: 1 })).toBe('1 replica');
  expect(showBounds({ least: 2, most: 2 })).toBe('2 replicas');
  expect(showBounds({ least: 0, most: 3 })).toBe('between 0 and 3 replicas');
});

it('says how many replicas take requests', () => {
  expect(sayReady(0, 0)).toBe('It keeps no replica.');
  expect(sayReady(0, 1)).toBe('0 of 1 replica ready.');
  expect(sayReady(1, 1)).toBe('Its replica takes requests.');
  expect(sayReady(1, 3)).toBe('1 of 3 replicas ready.');
  expect(sayReady(3, 3)).toBe('All 3 replicas take requests.');
});

it('says orders as a person would, with why they were given', () => {
  const service = 'assistant';
  expect(said({ service, kind: 'scale', least: 4, most: 4 })).toBe('scale to 4 replicas');
  expect(said({ service, kind: 'scale', least: 1, most: 4, why: 'the day' })).toBe(
    'scale to between 1 and 4 replicas: the day',
  );
  expect(said({ service, kind: 'rollback' })).toBe('roll back');
  expect(said({ service, kind: 'rollback', version: 1 })).toBe('roll back to version 1');
  expect(said({ service, kind: 'restart' })).toBe('restart');
});
