import { useState } from 'react';
import type { Order } from '../../../state/control.ts';
import { Button } from '../../../ui/Button.tsx';
import { OrderDialog } from './OrderDialog.tsx';
import { orderName } from './orders.ts';

interface Props {
  readonly order: Order;
  /** Why it cannot be given now, if so. */
  readonly disabledReason?: string | undefined;
}

/** A button that names its target, and asks before it acts. */
export function OrderButton({ order, disabledReason }: Props) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button disabledReason={disabledReason} onClick={() => setAsking(true)}>
        {orderName(order)}
      </Button>
      {isAsking && <OrderDialog order={order} onClose={() => setAsking(false)} />}
    </>
  );
}
