#!/usr/bin/env bash
# Run pretrain: 1024 GPUs, 1536 sequences of 2048 tokens a step.
# TP8 PP8 VP1 DP16 EP1 ETP8 CP1 MB1 recompute zero1
# Names as in Megatron-LM at commit 000c4ac24f61.
#
# Not expressed, or assumed:
# - Assumed of the model, of which the plan knows the shape only: GELU, LayerNorm, learned positions
#   and biases; no dropout.
# - The tokenizer decides the vocabulary, not --vocab-size, in most types; planned are 51200 entries
#   after padding.
# - All else of the optimizer and of the learning rate's course is left at Megatron-LM's defaults.
set -euo pipefail

# Set these on every node; what has a value here may stay.
: "${MASTER_ADDR:?address of the first node}"
: "${NODE_RANK:?number of this node, from 0}"
MASTER_PORT="${MASTER_PORT:-29500}"
NNODES="${NNODES:-128}"
GPUS_PER_NODE="${GPUS_PER_NODE:-8}"
: "${MEGATRON_PATH:?folder of Megatron-LM}"
: "${DATA_PATH:?prefix of the tokenized data or a list of weights and prefixes}"
: "${TOKENIZER_TYPE:?such as HuggingFaceTokenizer}"
: "${TOKENIZER_MODEL:?folder or file of the tokenizer}"
: "${CHECKPOINT_PATH:?folder of the checkpoints}"
: "${SAVE_INTERVAL:?steps between checkpoints}"
: "${LR:?highest learning rate}"

export CUDA_DEVICE_MAX_CONNECTIONS=1

MODEL=(
  --num-layers 96
  --hidden-size 12288
  --ffn-hidden-size 49152
  --num-attention-heads 96
  --kv-channels 128
  --seq-length 2048
  --max-position-embeddings 2048
  --vocab-size 51200
  --make-vocab-size-divisible-by 128
  --normalization LayerNorm
  --position-embedding-type learned_absolute
  --attention-dropout 0.0
  --hidden-dropout 0.0
)
PARALLELISM=(
  --tensor-model-parallel-size 8
  --pipeline-model-parallel-size 8
  --context-parallel-size 1
  --use-distributed-optimizer
  --overlap-grad-reduce
  --overlap-param-gather
  --grad-reduce-in-bf16
)
SOFTWARE=(
  --attention-backend fused
  --sequence-parallel
  --tp-comm-overlap
)
TRAINING=(
  --micro-batch-size 1
  --global-batch-size 1536
  --train-iters 95368
  --bf16
  --recompute-granularity full
  --recompute-method uniform
  --recompute-num-layers 1
  --lr "$LR"
)
DATA=(
  --data-path $DATA_PATH
  --tokenizer-type "$TOKENIZER_TYPE"
  --tokenizer-model "$TOKENIZER_MODEL"
  --save "$CHECKPOINT_PATH"
  --load "$CHECKPOINT_PATH"
  --save-interval "$SAVE_INTERVAL"
)

torchrun \
  --nnodes "$NNODES" --nproc_per_node "$GPUS_PER_NODE" --node_rank "$NODE_RANK" \
  --master_addr "$MASTER_ADDR" --master_port "$MASTER_PORT" \
  "$MEGATRON_PATH/pretrain_gpt.py" \
  "${MODEL[@]}" "${PARALLELISM[@]}" "${SOFTWARE[@]}" "${TRAINING[@]}" "${DATA[@]}"
