import { type ReactNode, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { type Asked, OrderDialog } from './OrderDialog.tsx';

interface Props {
  readonly order: Asked;
  /** Why it cannot be given now, if so. */
  readonly disabledReason?: string | undefined;
  /** Whether there is anything to order; a dialog that is open stays until it is closed. */
  readonly isOffered?: boolean;
  /** Fields that it needs besides who gives it and why. */
  readonly children?: ReactNode;
}

/** A button that names its target, and asks before it acts. */
export function OrderButton({ order, disabledReason, isOffered = true, children }: Props) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      {isOffered && (
        <Button disabledReason={disabledReason} onClick={() => setAsking(true)}>
          {order.name}
        </Button>
      )}
      {isAsking && (
        <OrderDialog order={order} onClose={() => setAsking(false)}>
          {children}
        </OrderDialog>
      )}
    </>
  );
}
