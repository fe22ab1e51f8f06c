import { main as train } from '@gigafactory/trainer/program';
import { skillLessons } from '../skill/index.ts';
import { findPyTorch, trainWithPyTorch } from './pytorch.ts';

/**
 * Trains grok-nano as gigafactory-trainer trains on texts, and takes the same options. With `--pytorch` the rank computes
 * with PyTorch where a Python that has it is found.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [node = '', program = '', ...options] = argv;
  if (options.length === 1 && options[0] === '--pytorch') {
    const python = findPyTorch();
    if (python !== undefined) return trainWithPyTorch(python, program);
    process.stdout.write(
      `${JSON.stringify({ note: 'no Python with PyTorch is found; jax-js computes' })}\n`,
    );
    return train([node, program], skillLessons());
  }
  return train(argv, skillLessons());
}
