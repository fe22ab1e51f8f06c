#!/usr/bin/env python3
"""A rank that trains a job of gigafactory-trainer with PyTorch, on the same checkpoints and the same data.

Launched by RANK and WORLD_SIZE like gigafactory-trainer, with MASTER_ADDR and MASTER_PORT where there are several. Needs,
beside the checkpoint to start from, the tokens of each sample: `gigafactory-trainer --prepare FOLDER` writes both.

    GIGAFACTORY_SAMPLES=FOLDER/samples.i32 GIGAFACTORY_RESUME=FOLDER/step-00000000 python3 train.py

A lost rank ends the others: recover such a run by its gang, not by replica.
"""

import hashlib
import json
import math
import os
import shutil
import signal
import struct
import sys
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F

LEFT, BAD_DATA, BAD_LAUNCH = 75, 76, 2
ROPE_THETA, NORM_EPSILON = 10_000.0, 1e-5
WEIGHTS, OPTIMIZER = "model.safetensors", "optimizer.safetensors"
COPIED = ("config.json", "tokenizer.json")


def fail(code, message):
    print(message, file=sys.stderr)
    sys.exit(code)


def report(**line):
    print(json.dumps(line), flush=True)


def setting(name, default=None):
    value = os.environ.get(name, default)
    if not value:
        fail(BAD_LAUNCH, f"{name} is missing")
    return value


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            values = np.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


def write_safetensors(path, tensors):
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.detach().numpy().astype("<f4").tobytes())


def describe(path):
    with open(path, "rb") as file:
        content = file.read()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def read_checkpoint(path):
    """The manifest, once every file is what it says."""
    try:
        with open(os.path.join(path, "manifest.json"), encoding="utf8") as file:
            manifest = json.load(file)
        for name, expected in manifest["files"].items():
            if describe(os.path.join(path, name)) != expected:
                fail(BAD_DATA, f"{os.path.join(path, name)} is not what was written")
    except (OSError, ValueError, KeyError) as error:
        fail(BAD_DATA, f"{path}: {error}")
    return manifest


class Trainer:
    def __init__(self):
        self.rank, self.size = int(setting("RANK", "0")), int(setting("WORLD_SIZE", "1"))
        self.checkpoints = setting("GIGAFACTORY_CHECKPOINTS")
        self.every = int(setting("GIGAFACTORY_CHECKPOINT_EVERY", "100"))
        self.start = setting("GIGAFACTORY_RESUME")
        with open(setting("GIGAFACTORY_JOB"), encoding="utf8") as file:
            self.job = json.load(file)
        self.manifest = read_checkpoint(self.start)
        self.step = self.manifest["step"]
        self.weights = read_safetensors(os.path.join(self.start, WEIGHTS))
        moments = read_safetensors(os.path.join(self.start, OPTIMIZER))
        self.first = {name: moments[f"exp_avg.{name}"] for name in self.weights}
        self.second = {name: moments[f"exp_avg_sq.{name}"] for name in self.weights}
        for weight in self.weights.values():
            weight.requires_grad_(True)
        self.samples = setting("GIGAFACTORY_SAMPLES")
        self.rope = self.angles()
        self.leaves = False
        # Products in bf16; weights, their moments and sums stay in 32 bits.
        self.mixed = os.environ.get("TRAINER_BF16") == "1"

    def angles(self):
        half = self.job["model"]["headDim"] // 2
        rates = ROPE_THETA ** (-torch.arange(half, dtype=torch.float64) / half)
        turns = torch.outer(torch.arange(self.job["sequenceLength"], dtype=torch.float64), rates)
        turns = torch.cat([turns, turns], dim=-1)
        return turns.cos().float(), turns.sin().float()

    def rotate(self, x):
        low, high = x.chunk(2, dim=-1)
        return x * self.rope[0] + torch.cat([-high, low], dim=-1) * self.rope[1]

    def norm(self, x, name):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + NORM_EPSILON) * self.weights[name]

    def attend(self, x, at):
        model = self.job["model"]
        batch, sequence, _ = x.shape

        def split(name, heads):
            flat = F.linear(x, self.weights[f"{at}.{name}.weight"])
            return flat.view(batch, sequence, heads, -1).transpose(1, 2)

        # Attention computes in 32 bits in any case: its kernels for bf16 are slow on processors.
        queries = self.rotate(split("q_proj", model["heads"]).float())
        keys = self.rotate(split("k_proj", model["kvHeads"]).float())
        values = split("v_proj", model["kvHeads"]).float()
        group = model["heads"] // model["kvHeads"]
        keys, values = keys.repeat_interleave(group, 1), values.repeat_interleave(group, 1)
        with torch.autocast("cpu", enabled=False):
            mixed = F.scaled_dot_product_attention(queries, keys, values, is_causal=True)
        return F.linear(mixed.transpose(1, 2).reshape(batch, sequence, -1), self.weights[f"{at}.o_proj.weight"])

    def loss(self, rows):
        rows = torch.from_numpy(rows.astype(np.int64))
        # A token that is not to be foretold is written as -1 - token.
        tokens, targets = torch.where(rows < 0, -1 - rows, rows), rows[:, 1:]
        if (tokens >= self.job["model"]["vocab"]).any():
            fail(BAD_DATA, f"{self.samples} has token {tokens.max().item()} of {self.job['model']['vocab']}")
        x = F.embedding(tokens[:, :-1], self.weights["model.embed_tokens.weight"])
        for layer in range(self.job["model"]["layers"]):
            at = f"model.layers.{layer}"
            x = x + self.attend(self.norm(x, f"{at}.input_layernorm.weight"), f"{at}.self_attn")
            inner = self.norm(x, f"{at}.post_attention_layernorm.weight")
            gate = F.silu(F.linear(inner, self.weights[f"{at}.mlp.gate_proj.weight"]))
            up = F.linear(inner, self.weights[f"{at}.mlp.up_proj.weight"])
            x = x + F.linear(gate * up, self.weights[f"{at}.mlp.down_proj.weight"])
        head = self.weights.get("lm_head.weight", self.weights["model.embed_tokens.weight"])
        taught = targets >= 0
        if not taught.any():
            # The mean over nothing would be no number.
            return x.sum() * 0
        logits = F.linear(self.norm(x[taught], "model.norm.weight"), head)
        return F.cross_entropy(logits.float(), targets[taught])

    def rows(self, first, count):
        """Samples of the file; waits for those that are still being written."""
        width = self.job["sequenceLength"] + 1
        start, size = 4 * width * first, 4 * width * count
        while os.path.getsize(self.samples) < start + size:
            if self.leaves:
                sys.exit(LEFT)
            time.sleep(0.2)
        return np.fromfile(self.samples, dtype="<i4", count=width * count, offset=start).reshape(count, width)

    def gradient(self):
        """Mean gradient by weight, mean loss, and whether a rank was told to leave: the same on all ranks."""
        job = self.job
        count = job["globalBatch"] // job["microBatch"]
        for weight in self.weights.values():
            weight.grad = None
        total = 0.0
        for index in range(self.rank * count // self.size, (self.rank + 1) * count // self.size):
            row = self.step * job["globalBatch"] + index * job["microBatch"]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.mixed):
                loss = self.loss(self.rows(row, job["microBatch"]))
            loss.backward()
            total += loss.item()
        parts = [torch.zeros_like(w) if w.grad is None else w.grad for w in self.weights.values()]
        flat = torch.cat([*[part.flatten() for part in parts], torch.tensor([total, float(self.leaves)])])
        if self.size > 1:
            dist.all_reduce(flat)
        sizes = [weight.numel() for weight in self.weights.values()]
        slopes = dict(zip(self.weights, (flat[:-2] / count).split(sizes)))
        return slopes, flat[-2].item() / count, flat[-1].item() > 0

    @torch.no_grad()
    def apply(self, slopes):
        """AdamW as in packages/trainer/src/train/adamw.ts."""
        self.step += 1
        norm = math.sqrt(sum(slope.double().square().sum().item() for slope in slopes.values()))
        scale, rate = min(1.0, 1.0 / max(norm, 1e-30)), self.learning_rate()
        correct = 1 - 0.9**self.step, 1 - 0.95**self.step
        for name, weight in self.weights.items():
            slope = slopes[name].view_as(weight) * scale
            first, second = self.first[name], self.second[name]
            first.lerp_(slope, 0.1)
            second.lerp_(slope.square(), 0.05)
            weight.mul_(1 - rate * (0.1 if weight.dim() > 1 else 0))
            weight.sub_(rate * (first / correct[0]) / ((second / correct[1]).sqrt() + 1e-8))

    def learning_rate(self):
        steps = self.job["steps"]
        warm_up = min(50, math.ceil(steps / 10))
        if self.step <= warm_up:
            return 3e-3 * self.step / warm_up
        progress = min(1, (self.step - warm_up) / max(1, steps - warm_up))
        return 3e-3 * (0.1 + 0.9 * (1 + math.cos(math.pi * progress)) / 2)

    def save(self):
        """Under a temporary name until all of it is on disk, the manifest last."""
        name = f"step-{self.step:08d}"
        path, unfinished = (os.path.join(self.checkpoints, part) for part in (name, f".unfinished-{os.getpid()}-{name}"))
        os.makedirs(unfinished)
        write_safetensors(os.path.join(unfinished, WEIGHTS), self.weights)
        moments = {f"exp_avg.{key}": value for key, value in self.first.items()}
        moments.update({f"exp_avg_sq.{key}": value for key, value in self.second.items()})
        write_safetensors(os.path.join(unfinished, OPTIMIZER), moments)
        for file in COPIED:
            shutil.copyfile(os.path.join(self.start, file), os.path.join(unfinished, file))
        names = (WEIGHTS, OPTIMIZER, *COPIED)
        files = {file: describe(os.path.join(unfinished, file)) for file in names}
        with open(os.path.join(unfinished, "manifest.json"), "w", encoding="utf8") as file:
            json.dump({**self.manifest, "step": self.step, "files": files}, file, indent=2)
        for entry in (*[os.path.join(unfinished, file) for file in (*names, "manifest.json")], unfinished):
            sync(entry)
        if os.path.exists(path):
            os.rename(path, f"{unfinished}-replaced")
        os.rename(unfinished, path)
        shutil.rmtree(f"{unfinished}-replaced", ignore_errors=True)
        sync(self.checkpoints)
        report(checkpoint=path, step=self.step)

    def train(self):
        job = self.job
        report(start=self.step)
        while self.step < job["steps"]:
            slopes, loss, leaves = self.gradient()
            self.apply(slopes)
            report(step=self.step, loss=loss, tokens=self.step * job["globalBatch"] * job["sequenceLength"])
            due = self.step % self.every == 0 or self.step == job["steps"] or leaves
            if due and self.rank == 0:
                self.save()
            if leaves and self.step < job["steps"]:
                # Nobody leaves before the state is saved.
                if self.size > 1:
                    dist.barrier()
                return LEFT
        if self.size > 1:
            dist.barrier()
        return 0


def sync(path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    os.environ.setdefault("USE_LIBUV", "0")
    trainer = Trainer()

    def leave(*_):
        trainer.leaves = True

    signal.signal(signal.SIGTERM, leave)
    if trainer.size > 1:
        dist.init_process_group("gloo")
    return trainer.train()


if __name__ == "__main__":
    sys.exit(main())
