import type { ReactNode } from 'react';
import type { ControlFault } from '../../api/control/client.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { CodeLines } from '../../ui/CodeLines.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { PageHead } from '../../ui/PageHead.tsx';

interface Props {
  /** Of the page. */
  readonly title: string;
  readonly fault: ControlFault;
}

/** Why no run can be shown at all, and what to type. */
export function NoControl({ title, fault }: Props): ReactNode {
  return (
    <>
      <PageHead title={title} />
      <Reason fault={fault} />
    </>
  );
}

function Reason({ fault: { reason, message } }: Pick<Props, 'fault'>): ReactNode {
  switch (reason) {
    case 'token':
      return (
        <Empty title="This tab may not see the runs">
          <p>
            {message} Other users of a machine reach its loopback addresses too, so a control plane
            answers only to the token of its folder. Start a run if there is none yet, and open the
            link that <code>up</code> prints; it carries the token:
          </p>
          <CodeLines text={TO_TYPE} />
        </Empty>
      );
    case 'none':
      return (
        <Empty title="No control plane is behind this page">
          <p>
            A page from a static server plans and simulates, but real runs need the machine that
            they run on. Type there:
          </p>
          <CodeLines text={TO_TYPE} />
        </Empty>
      );
    case 'unknown':
      return (
        <Empty title="There is no such run" action={<a href={linkTo(paths.runs())}>All runs</a>}>
          {message}
        </Empty>
      );
    default:
      return (
        <Empty title="The control plane does not answer">
          <p>{message} The page goes on trying. This starts it again, if it was stopped:</p>
          <CodeLines text="gigafactory ls" />
        </Empty>
      );
  }
}

const TO_TYPE = 'gigafactory run FILE\ngigafactory up FILE';
