#!/usr/bin/env bash
# Run pretrain: 16384 GPUs, 2048 sequences of 8192 tokens a step.
# TP8 PP16 VP4 DP128 EP1 ETP8 CP1 MB1 selective zero1
# Names as in TorchTitan 0.2, which reads TOML.
#
# Not expressed, or assumed:
# - TorchTitan has no ZeRO-1; nearest is FSDP that keeps gathered weights until the backward pass.
# - Selective recompute by operation renews every other matrix product too, where the plan renews
#   attention only: slower, and smaller.
# - torch.compile is assumed; the plan counts fused norms and activation functions.
# - All else of the optimizer and of the learning rate's course is left at TorchTitan's defaults.
set -euo pipefail

# Set these on every node; what has a value here may stay.
: "${MASTER_ADDR:?address of the first node}"
: "${NODE_RANK:?number of this node, from 0}"
MASTER_PORT="${MASTER_PORT:-29500}"
NNODES="${NNODES:-2048}"
GPUS_PER_NODE="${GPUS_PER_NODE:-8}"
CONFIG_FILE="${CONFIG_FILE:-./launch.toml}"
: "${DUMP_FOLDER:?folder of logs and checkpoints}"
: "${HF_ASSETS_PATH:?folder of the tokenizer}"
: "${DATASET:?name of a registered dataset}"
: "${DATASET_PATH:?folder of the dataset}"
: "${SAVE_INTERVAL:?steps between checkpoints}"
: "${LR:?highest learning rate}"

cat > "$CONFIG_FILE" <<TOML
[job]
dump_folder = "${DUMP_FOLDER}"
description = "pretrain"

[model]
name = "llama3"
flavor = "405B"
hf_assets_path = "${HF_ASSETS_PATH}"
converters = []

[optimizer]
lr = ${LR}

[training]
local_batch_size = 16
global_batch_size = 2048
seq_len = 8192
steps = 929833
dataset = "${DATASET}"
dataset_path = "${DATASET_PATH}"
mixed_precision_param = "bfloat16"
mixed_precision_reduce = "bfloat16"

[parallelism]
data_parallel_replicate_degree = 1
data_parallel_shard_degree = 128
fsdp_reshard_after_forward = "never"
tensor_parallel_degree = 8
enable_async_tensor_parallel = true
pipeline_parallel_degree = 16
pipeline_parallel_schedule = "Interleaved1F1B"
pipeline_parallel_layers_per_stage = 2
pipeline_parallel_first_stage_less_layers = 1
pipeline_parallel_last_stage_less_layers = 1
pipeline_parallel_microbatch_size = 1
context_parallel_degree = 1

[checkpoint]
enable = true
interval = ${SAVE_INTERVAL}

[activation_checkpoint]
mode = "selective"
selective_ac_option = "op"

[compile]
enable = true
components = ["model", "loss"]
TOML

torchrun \
  --nnodes "$NNODES" --nproc_per_node "$GPUS_PER_NODE" --node_rank "$NODE_RANK" \
  --master_addr "$MASTER_ADDR" --master_port "$MASTER_PORT" \
  -m torchtitan.train --job.config_file "$CONFIG_FILE"
