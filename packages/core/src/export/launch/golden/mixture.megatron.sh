#!/usr/bin/env bash
# Run pretrain: 512 GPUs, 1024 sequences of 4096 tokens a step.
# TP4 PP4 VP1 DP32 EP32 ETP1 CP1 MB1 selective zero1
# Names as in Megatron-LM at commit 000c4ac24f61.
#
# Not expressed, or assumed:
# - Assumed of the model, of which the plan knows the shape only: SwiGLU, RMSNorm, rotary positions
#   of base 10000 and no biases; no dropout.
# - The tokenizer decides the vocabulary, not --vocab-size, in most types; planned are 102400
#   entries after padding.
# - The plan takes evenly loaded experts; how the router scores and balances is left at its
#   defaults, which do not balance.
# - The plan knows how many layers are dense (1), not which; they are put first.
# - All else of the optimizer and of the learning rate's course is left at Megatron-LM's defaults.
set -euo pipefail

# Set these on every node; what has a value here may stay.
: "${MASTER_ADDR:?address of the first node}"
: "${NODE_RANK:?number of this node, from 0}"
MASTER_PORT="${MASTER_PORT:-29500}"
NNODES="${NNODES:-64}"
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
  --num-layers 60
  --hidden-size 5120
  --ffn-hidden-size 12288
  --num-attention-heads 64
  --kv-channels 96
  --group-query-attention
  --num-query-groups 8
  --seq-length 4096
  --max-position-embeddings 4096
  --vocab-size 102400
  --make-vocab-size-divisible-by 128
  --untie-embeddings-and-output-weights
  --swiglu
  --normalization RMSNorm
  --position-embedding-type rope
  --disable-bias-linear
  --attention-dropout 0.0
  --hidden-dropout 0.0
  --num-experts 160
  --moe-router-topk 6
  --moe-ffn-hidden-size 1536
  --moe-shared-expert-intermediate-size 3072
  --moe-layer-freq '([0]*1+[1]*59)'
  --moe-grouped-gemm
)
PARALLELISM=(
  --tensor-model-parallel-size 4
  --pipeline-model-parallel-size 4
  --context-parallel-size 1
  --expert-model-parallel-size 32
  --expert-tensor-parallel-size 1
  --use-distributed-optimizer
  --overlap-grad-reduce
  --overlap-param-gather
  --grad-reduce-in-bf16
)
SOFTWARE=(
  --attention-backend fused
  --sequence-parallel
  --tp-comm-overlap
  --moe-token-dispatcher-type alltoall
)
TRAINING=(
  --micro-batch-size 1
  --global-batch-size 1024
  --train-iters 95368
  --bf16
  --fp8-format hybrid
  --fp8-recipe tensorwise
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
