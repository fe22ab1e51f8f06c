import { once } from 'node:events';
import { connect } from 'node:net';
import { answerLoopback, measureLoopback } from './loopback.ts';
import { measureCopy, measureElementwise, measureProducts, startProcessor } from './processor.ts';

/** Of each of the three that are timed again and again, s; all together take about twenty. */
const SECONDS = 5;

/**
 * Measures what a training step on this machine rests on, and reports a line before each part and one with all
 * figures: `{"measuring": WHAT}`, then `{"measured": {products, elementwise, copy, loopback, latency}}` in FLOP/s, B/s
 * and s.
 *
 * @param program this program, to be started as the second process
 */
export async function measure(
  program: string,
  report: (line: Readonly<Record<string, unknown>>) => void,
): Promise<void> {
  report({ measuring: 'matrix products' });
  await startProcessor();
  const products = measureProducts(SECONDS);
  report({ measuring: 'element-wise operations' });
  const elementwise = measureElementwise(SECONDS);
  report({ measuring: 'memory' });
  const copy = measureCopy(SECONDS / 2);
  report({ measuring: 'the loopback interface' });
  const { bandwidth, latency } = await measureLoopback(program);
  report({ measured: { products, elementwise, copy, loopback: bandwidth, latency } });
}

/** The second process of a measurement. */
export async function answer(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  answerLoopback(socket);
  await once(socket, 'close');
}
