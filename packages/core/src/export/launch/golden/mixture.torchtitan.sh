#!/usr/bin/env bash
# Run pretrain: 512 GPUs, 1024 sequences of 4096 tokens a step.
# TP4 PP4 VP1 DP32 EP32 ETP1 CP1 MB1 selective zero1
# Names as in TorchTitan 0.2, which reads TOML.
#
# Not expressed, or assumed:
# - TorchTitan takes shapes from its code, and we know of no flavour with this one: register it as
#   MODEL_NAME and MODEL_FLAVOR (queryRank 0, keyValueRank 0, ropeDim 0, window 0, windowLayers 0,
#   mtpLayers 0, experts 160, topK 6, expertFfn 1536, sharedFfn 3072, layers 60, hidden 5120, heads
#   64, kvHeads 8, headDim 96, valueDim 96, vocab 102400, ffn 12288, mlpMatrices 3,
#   embeddingMatrices 2, denseLayers 1).
# - Experts in fp8 or mxfp8 are a prototype in TorchTitan and need a nightly torchao.
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
NNODES="${NNODES:-64}"
GPUS_PER_NODE="${GPUS_PER_NODE:-8}"
CONFIG_FILE="${CONFIG_FILE:-./launch.toml}"
: "${DUMP_FOLDER:?folder of logs and checkpoints}"
: "${HF_ASSETS_PATH:?folder of the tokenizer}"
: "${DATASET:?name of a registered dataset}"
: "${DATASET_PATH:?folder of the dataset}"
: "${SAVE_INTERVAL:?steps between checkpoints}"
: "${LR:?highest learning rate}"
: "${MODEL_NAME:?name of the model as registered in code}"
: "${MODEL_FLAVOR:?flavour of the model as registered in code}"

cat > "$CONFIG_FILE" <<TOML
[job]
dump_folder = "${DUMP_FOLDER}"
description = "pretrain"

[model]
name = "${MODEL_NAME}"
flavor = "${MODEL_FLAVOR}"
hf_assets_path = "${HF_ASSETS_PATH}"
converters = ["quantize.linear.float8", "quantize.grouped_mm.float8"]

[optimizer]
lr = ${LR}

[training]
local_batch_size = 32
global_batch_size = 1024
seq_len = 4096
steps = 95368
dataset = "${DATASET}"
dataset_path = "${DATASET_PATH}"
mixed_precision_param = "bfloat16"
mixed_precision_reduce = "bfloat16"

[parallelism]
data_parallel_replicate_degree = 1
data_parallel_shard_degree = 32
fsdp_reshard_after_forward = "never"
tensor_parallel_degree = 4
enable_async_tensor_parallel = true
pipeline_parallel_degree = 4
pipeline_parallel_schedule = "1F1B"
pipeline_parallel_layers_per_stage = 15
pipeline_parallel_first_stage_less_layers = 0
pipeline_parallel_last_stage_less_layers = 0
pipeline_parallel_microbatch_size = 1
context_parallel_degree = 1
expert_parallel_degree = 32
expert_tensor_parallel_degree = 1

[checkpoint]
enable = true
interval = ${SAVE_INTERVAL}

[activation_checkpoint]
mode = "selective"
selective_ac_option = "op"

[compile]
enable = true
components = ["model", "loss"]

[quantize.linear.float8]
recipe_name = "tensorwise"
filter_fqns = ["output", "router.gate"]

[quantize.grouped_mm.float8]
fqns = ["experts"]
TOML

torchrun \
  --nnodes "$NNODES" --nproc_per_node "$GPUS_PER_NODE" --node_rank "$NODE_RANK" \
  --master_addr "$MASTER_ADDR" --master_port "$MASTER_PORT" \
  -m torchtitan.train --job.config_file "$CONFIG_FILE"
