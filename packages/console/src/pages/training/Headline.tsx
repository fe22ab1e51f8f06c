import { RunChange } from '../../explain/Change.tsx';
import { RunFigure, runFigureName } from '../../explain/RunFigure.tsx';
import { usePlan } from '../../state/plan.tsx';
import { useSource } from '../../state/source.ts';
import { Dial, Dials } from '../../ui/Dials.tsx';

const FIGURES = [
  { key: 'stepTime', label: 'Step time' },
  { key: 'mfu', label: 'MFU' },
  { key: 'tokensPerSecondPerGpu', label: 'Tokens per GPU' },
  { key: 'memory.total', label: 'Memory, fullest GPU' },
  { key: 'goodput', label: 'Goodput' },
  { key: 'duration', label: 'Duration' },
  { key: 'end', label: 'End', unit: 'date' },
] as const;

/** The run in seven figures, or six if it has no date. */
export function Headline({ run }: { readonly run: string }) {
  const [source] = useSource();
  const { training } = usePlan();
  const hasEnd = training[run]?.end !== undefined;
  return (
    <Dials>
      {FIGURES.filter(({ key }) => key !== 'end' || hasEnd).map(({ key, label, ...unit }) => (
        <Dial key={key} name={runFigureName(label, key, source)}>
          <RunFigure run={run} field={key} size="l" {...unit} />
          <RunChange run={run} field={key} />
        </Dial>
      ))}
    </Dials>
  );
}
