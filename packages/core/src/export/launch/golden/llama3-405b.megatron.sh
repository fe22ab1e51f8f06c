#!/usr/bin/env bash
# Run pretrain: 16384 GPUs, 2048 sequences of 8192 tokens a step.
# TP8 PP16 VP4 DP128 EP1 ETP8 CP1 MB1 selective zero1
# Names as in Megatron-LM at commit 000c4ac24f61.
#
# Not expressed, or assumed:
# - Assumed of the model, of which the plan knows the shape only: SwiGLU, RMSNorm, rotary positions
#   of base 10000 and no biases; no dropout.
# - The tokenizer decides the vocabulary, not --vocab-size, in most types; planned are 128256
#   entries after padding.
# - All else of the optimizer and of the learning rate's course is left at Megatron-LM's defaults.
set -euo pipefail

# Set these on every node; what has a value here may stay.
: "${MASTER_ADDR:?address of the first node}"
: "${NODE_RANK:?number of this node, from 0}"
MASTER_PORT="${MASTER_PORT:-29500}"
NNODES="${NNODES:-2048}"
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
  --num-layers 126
  --hidden-size 16384
  --ffn-hidden-size 53248
  --num-attention-heads 128
  --kv-channels 128
  --group-query-attention
  --num-query-groups 8
  --seq-length 8192
  --max-position-embeddings 8192
  --vocab-size 128256
  --make-vocab-size-divisible-by 32
  --untie-embeddings-and-output-weights
  --swiglu
  --normalization RMSNorm
  --position-embedding-type rope
  --disable-bias-linear
  --attention-dropout 0.0
  --hidden-dropout 0.0
)
PARALLELISM=(
  --tensor-model-parallel-size 8
  --pipeline-model-parallel-size 16
  --num-virtual-stages-per-pipeline-rank 4
  --account-for-embedding-in-pipeline-split
  --account-for-loss-in-pipeline-split
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
  --global-batch-size 2048
  --train-iters 929833
  --bf16
  --recompute-granularity selective
  --recompute-modules core_attn
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
