import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';

interface BoundaryProps {
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly error?: Error;
}

/** Shows what went wrong in a page instead of an empty window; the rest of the console keeps working. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = {};

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Empty
        title="This page failed"
        action={<Button onClick={() => window.location.reload()}>Reload</Button>}
      >
        {error.message}. The address keeps the file and the edits; reloading brings them back.
      </Empty>
    );
  }
}
