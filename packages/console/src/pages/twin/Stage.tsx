import { useState } from 'react';
import { domainOfNode, isGrouping } from '../../life/domains.ts';
import { FleetMap } from '../../life/map/FleetMap.tsx';
import { Inspector } from '../../life/map/Inspector.tsx';
import type { Moment } from '../../life/playback/useMoment.ts';
import type { Clock } from '../../life/timeline/useClock.ts';
import { aimOf } from '../../lives/breakage.ts';
import type { Breakages } from '../../lives/useBreakages.ts';
import { useKey } from '../../state/keys.ts';
import { useParam } from '../../state/location.ts';
import { BreakBar, Chips, FIRST_TOOL } from './breaking/BreakBar.tsx';

interface Props {
  readonly clock: Clock;
  /** s. */
  readonly end: number;
  /** Of one life, or of two to compare. */
  readonly moments: readonly Moment[];
  readonly names: readonly [string, string];
  readonly breakages: Breakages;
  readonly isBreaking: boolean;
  readonly onBreaking: (on: boolean) => void;
}

/** The fleet at this moment: to look at, and to break. */
export function Stage({ clock, end, moments, names, breakages, isBreaking, onBreaking }: Props) {
  const { time, playing, seek } = clock;
  const moment = moments[0]!;
  const { trace } = moment;
  const [chosen, setChosen] = useState<number>();
  const [tool, setTool] = useState(FIRST_TOOL);
  const [wanted, setGrouping] = useParam('map', { replace: true });
  const grouping = isGrouping(wanted) ? wanted : 'rack';
  const refusal = refusalOf(breakages, time, end);
  const breakAt = (node: number): void => {
    setChosen(node);
    if (refusal) return;
    const aim = aimOf(tool.what);
    const index = aim === 'node' ? node : domainOfNode(trace, aim, node).index;
    breakages.add({ ...tool, index, at: Math.floor(time) });
  };
  useKey('u', 'Take back what was broken last', () => breakages.remove(breakages.list.length - 1));
  useKey('b', 'Break something, or stop breaking', () => onBreaking(!isBreaking));
  return (
    <>
      {isBreaking && (
        <BreakBar
          {...{ tool, time, chosen, refusal }}
          onTool={setTool}
          onBreak={breakAt}
          onDone={() => onBreaking(false)}
        />
      )}
      <Chips
        list={breakages.list}
        onSeek={seek}
        onRemove={breakages.remove}
        onClear={breakages.clear}
      />
      <FleetMap
        lives={moments.map((each, i) => ({
          name: moments.length > 1 ? names[i]! : '',
          moment: each,
        }))}
        grouping={grouping}
        onGrouping={(next) => setGrouping(next === 'rack' ? undefined : next)}
        chosen={chosen}
        onChoose={setChosen}
        aim={isBreaking ? aimOf(tool.what) : undefined}
        onBreak={breakAt}
      />
      {chosen !== undefined && chosen < trace.nodes && (
        <Inspector
          {...{ moment, time, playing }}
          node={chosen}
          onSeek={seek}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
}

/** Why nothing can be broken now, if so. */
function refusalOf({ isFull }: Breakages, time: number, end: number): string | undefined {
  if (isFull) return 'The address has no room for more: undo something first.';
  return time >= end ? 'The life is over: go back in time to break something.' : undefined;
}
