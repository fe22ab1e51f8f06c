import { Figure } from '../../explain/Figure.tsx';
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

/** The run in seven figures. */
export function Headline({ run }: { readonly run: string }) {
  return (
    <Dials>
      {FIGURES.map(({ key, label, ...unit }) => (
        <Dial key={key} name={label}>
          <Figure path={`training.${run}.${key}`} size="l" {...unit} />
        </Dial>
      ))}
    </Dials>
  );
}
