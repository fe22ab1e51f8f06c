import type { ServiceDetail } from '@gigafactory/core/api';
import { giveOrder, ofService } from '../api/control/client.ts';
import { askAgain, useWatched, type Watched } from './control.ts';

/** One service in full. */
export function useService(service: string): Watched<ServiceDetail> {
  return useWatched<ServiceDetail>(ofService(service));
}

/** The orders about a service that a page may give. */
export type ServiceOrder =
  | { readonly kind: 'stop' | 'restart' }
  | { readonly kind: 'scale'; readonly least: number; readonly most: number }
  | { readonly kind: 'rollback'; readonly version: number };

/** Gives an order, and asks at once what has become of it. */
export async function orderService(
  service: string,
  { kind, ...what }: ServiceOrder,
  { by, why }: { readonly by: string; readonly why: string },
) {
  const order = { ...what, by, ...(why === '' ? {} : { why }) };
  const given = await giveOrder(ofService(service, kind), order);
  askAgain();
  return given;
}
