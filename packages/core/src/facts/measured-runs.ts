// Written by scripts/write-backtest.mjs: run it again instead of editing.

/** GPUs of the largest published training run that the model was compared with. */
export const MOST_MEASURED_GPUS = 16384;
