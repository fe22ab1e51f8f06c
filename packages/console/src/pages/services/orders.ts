import type { Asked } from '../../control/OrderDialog.tsx';
import { orderService, type ServiceOrder } from '../../state/services.ts';

/** An order about a service as it is asked for: `Stop assistant`. */
export function askedOf(service: string, order: ServiceOrder): Asked {
  return {
    ...wordsOf(service, order),
    give: (by, why) => orderService(service, order, { by, why }),
  };
}

function wordsOf(service: string, order: ServiceOrder): Pick<Asked, 'name' | 'consequence'> {
  switch (order.kind) {
    case 'stop':
      return {
        name: `Stop ${service}`,
        consequence: `The replicas of ${service} take no new requests, finish those that they have, and end. It answers nobody until "gigafactory serve FILE" starts it again.`,
      };
    case 'restart':
      return {
        name: `Restart ${service}`,
        consequence: `The replicas of ${service} are drained and started again, one after the other, each once the one before is ready. The others go on answering meanwhile.`,
      };
    case 'rollback':
      return {
        name: `Roll back ${service} to version ${order.version}`,
        consequence: `The replicas of ${service} are drained and started with the program of version ${order.version}, one after the other. If one does not become ready, the others stay as they are.`,
      };
    case 'scale':
      return {
        name: `Scale ${service}`,
        consequence: `${service} has at least and at most so many replicas until it ends, and no more than its file has nodes for. The replicas that it loses are drained first.`,
      };
  }
}
