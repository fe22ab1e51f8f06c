export {
  type Cache,
  Decoder,
  type DecoderModel,
  MOST_ROWS,
  type Part,
} from './decoder.ts';
export { type Choice, choose, logProbability } from './sample.ts';
