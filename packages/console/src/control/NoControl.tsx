import type { ReactNode } from 'react';
import type { ControlFault } from '../api/control/client.ts';
import { CodeLines } from '../ui/CodeLines.tsx';
import { Empty } from '../ui/Empty.tsx';
import { PageHead } from '../ui/PageHead.tsx';

/** What a page shows when it can, for words about what it cannot. */
export interface Things {
  /** `runs`. */
  readonly plural: string;
  /** `run`. */
  readonly singular: string;
  /** Why a page from a static server has none. */
  readonly without: string;
  /** Lines to type so that there are some and a page that may see them. */
  readonly toType: string;
  /** Where all of them are. */
  readonly href: string;
}

interface Props {
  /** Of the page. */
  readonly title: string;
  readonly fault: ControlFault;
  readonly things: Things;
}

/** Why nothing of a state folder can be shown at all, and what to type. */
export function NoControl({ title, fault, things }: Props): ReactNode {
  return (
    <>
      <PageHead title={title} />
      <Reason fault={fault} things={things} />
    </>
  );
}

function Reason({ fault: { reason, message }, things }: Omit<Props, 'title'>): ReactNode {
  const { plural, singular, without, toType, href } = things;
  switch (reason) {
    case 'token':
      return (
        <Empty underTitle title={`This tab may not see the ${plural}`}>
          <p>
            {message} Other users of a machine reach its loopback addresses too, so its {plural} are
            shown only to the token of its state folder. Open the link that <code>up</code> prints;
            it carries the token:
          </p>
          <CodeLines text={toType} />
        </Empty>
      );
    case 'none':
      return (
        <Empty underTitle title="No control plane is behind this page">
          <p>{without} Type there:</p>
          <CodeLines text={toType} />
        </Empty>
      );
    case 'unknown':
      return (
        <Empty
          underTitle
          title={`There is no such ${singular}`}
          action={<a href={href}>All {plural}</a>}
        >
          {message}
        </Empty>
      );
    default:
      return (
        <Empty underTitle title="The control plane does not answer">
          <p>{message} The page goes on trying. This starts it again, if it was stopped:</p>
          <CodeLines text="gigafactory ls" />
        </Empty>
      );
  }
}
