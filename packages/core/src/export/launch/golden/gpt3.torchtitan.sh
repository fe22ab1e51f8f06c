#!/usr/bin/env bash
# Run pretrain: 1024 GPUs, 1536 sequences of 2048 tokens a step.
# TP8 PP8 VP1 DP16 EP1 ETP8 CP1 MB1 recompute zero1
# Names as in TorchTitan 0.2, which reads TOML.
#
# Not expressed, or assumed:
# - TorchTitan takes shapes from its code, and we know of no flavour with this one: register it as
#   MODEL_NAME and MODEL_FLAVOR (queryRank 0, keyValueRank 0, ropeDim 0, window 0, windowLayers 0,
#   mtpLayers 0, experts 0, topK 0, expertFfn 0, sharedFfn 0, layers 96, hidden 12288, heads 96,
#   kvHeads 96, headDim 128, valueDim 128, vocab 51200, ffn 49152, mlpMatrices 2, embeddingMatrices
#   1, denseLayers 96).
# - TorchTitan has no ZeRO-1; nearest is FSDP that keeps gathered weights until the backward pass.
# - torch.compile is assumed; the plan counts fused norms and activation functions.
# - All else of the optimizer and of the learning rate's course is left at TorchTitan's defaults.
set -euo pipefail

# Set these on every node; what has a value here may stay.
: "${MASTER_ADDR:?address of the first node}"
: "${NODE_RANK:?number of this node, from 0}"
MASTER_PORT="${MASTER_PORT:-29500}"
NNODES="${NNODES:-128}"
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
converters = []

[optimizer]
lr = ${LR}

[training]
local_batch_size = 96
global_batch_size = 1536
seq_len = 2048
steps = 95368
dataset = "${DATASET}"
dataset_path = "${DATASET_PATH}"
mixed_precision_param = "bfloat16"
mixed_precision_reduce = "bfloat16"

[parallelism]
data_parallel_replicate_degree = 1
data_parallel_shard_degree = 16
fsdp_reshard_after_forward = "never"
tensor_parallel_degree = 8
enable_async_tensor_parallel = true
pipeline_parallel_degree = 8
pipeline_parallel_schedule = "1F1B"
pipeline_parallel_layers_per_stage = 12
pipeline_parallel_first_stage_less_layers = 0
pipeline_parallel_last_stage_less_layers = 0
pipeline_parallel_microbatch_size = 1
context_parallel_degree = 1

[checkpoint]
enable = true
interval = ${SAVE_INTERVAL}

[activation_checkpoint]
mode = "full"

[compile]
enable = true
components = ["model", "loss"]
TOML

torchrun \
  --nnodes "$NNODES" --nproc_per_node "$GPUS_PER_NODE" --node_rank "$NODE_RANK" \
  --master_addr "$MASTER_ADDR" --master_port "$MASTER_PORT" \
  -m torchtitan.train --job.config_file "$CONFIG_FILE"
