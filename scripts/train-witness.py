"""Trains the head over sentence embeddings: called by train-witness.mjs, which says what is where."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(0)
folder = Path(sys.argv[1])
facts = json.loads((folder / "lessons.json").read_text())
embeddings = np.fromfile(folder / "embeddings.f32", dtype=np.float32).reshape(-1, 512)
rows = facts["rows"]
# Embeddings have a length of 1: both parts of the input are brought to a size that a layer learns from.
SCALE, BEFORE_SCALE = 8.0, 2.4

inputs = np.zeros((len(rows), 512 + facts["before"]), dtype=np.float32)
targets = np.zeros((len(rows), facts["classes"]), dtype=np.float32)
for at, (place, _, before, classes) in enumerate(rows):
    inputs[at, :512] = embeddings[place] * SCALE
    inputs[at, 512 + before] = BEFORE_SCALE
    targets[at, classes] = 1 / len(classes)
# No text is in both: one in twenty is held back, to see what the head makes of phrases it never heard.
held = np.array([text % 20 == 0 for _, text, _, _ in rows])
x, y = torch.tensor(inputs[~held]), torch.tensor(targets[~held])
hidden = torch.nn.Linear(inputs.shape[1], facts["hidden"])
out = torch.nn.Linear(facts["hidden"], facts["classes"])
net = torch.nn.Sequential(hidden, torch.nn.ReLU(), torch.nn.Dropout(0.4), out)
optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-2)
BATCH = 256
batches = len(x) // BATCH
schedule = torch.optim.lr_scheduler.OneCycleLR(
    optimizer, 4e-3, total_steps=facts["epochs"] * batches
)
for _ in range(facts["epochs"]):
    order = torch.randperm(len(x))
    for batch in range(batches):
        some = order[batch * BATCH : (batch + 1) * BATCH]
        heard = x[some]
        # What other people say lies beside what the lessons say.
        heard[:, :512] += facts["noise"] * torch.randn(len(some), 512)
        loss = -(y[some] * F.log_softmax(net(heard), 1)).sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
net.eval()
with torch.no_grad():
    scores = F.log_softmax(net(torch.tensor(inputs[held])), 1)
    truth = torch.tensor(targets[held])
    likeliest = scores.argmax(1)
    accuracy = (truth[range(len(truth)), likeliest] > 0).float().mean().item()
    nll = -(truth * scores).sum(1).mean().item()
(folder / "trained.json").write_text(
    json.dumps({"heldBack": int(held.sum()), "accuracy": round(accuracy, 4), "nll": round(nll, 4)})
)
with torch.no_grad():
    scale = torch.ones(inputs.shape[1]) * BEFORE_SCALE
    scale[:512] = SCALE
    parts = {
        "hidden.weight": hidden.weight * scale,
        "hidden.bias": hidden.bias,
        "out.weight": out.weight,
        "out.bias": out.bias,
    }
    for name, values in parts.items():
        values.numpy().astype("<f4").tofile(folder / name)
