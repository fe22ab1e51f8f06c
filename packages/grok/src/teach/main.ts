import { main as train } from '@gigafactory/trainer/program';
import { skillLessons } from '../skill/index.ts';
import { findPyTorch, PYTHON, trainWithPyTorch } from './pytorch.ts';

/** What was asked for is not here: as the trainer ends for a wrong environment. */
const WRONG = 2;

/**
 * Trains grok-nano as gigafactory-trainer trains on texts, and takes the same options. With `--pytorch` the rank computes
 * with PyTorch where a Python that has it is found.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [node = '', program = '', ...options] = argv;
  if (options.length !== 1 || options[0] !== '--pytorch') return train(argv, skillLessons());
  const python = findPyTorch();
  if (python !== undefined) return trainWithPyTorch(python, program);
  const named = process.env[PYTHON];
  if (named) {
    process.stderr.write(`${PYTHON}: ${named} has no PyTorch with NumPy\n`);
    return WRONG;
  }
  const note = 'no Python with PyTorch is found; jax-js computes';
  process.stdout.write(`${JSON.stringify({ note })}\n`);
  return train([node, program], skillLessons());
}
