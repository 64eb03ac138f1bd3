#!/usr/bin/env python3
"""Times a training step of lab/abadi_andersen beside the same networks in PyTorch, one core, batch 512.

usage: bench_abadi_andersen.py [--program build/release/bin/measure-abadi-andersen] [--rounds 5]

The two take turns; prints one JSON line with the medians. Needs Debian's python3-torch and
libopenblas0-pthread, which nothing else in the project does.
"""
import argparse
import json
import os
import statistics
import subprocess
import time

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import torch  # noqa: E402  (reads the two variables above)
from torch import nn  # noqa: E402

BITS, BATCH = 16, 512


class Network(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.dense = nn.Linear(inputs, 2 * BITS)
        self.conv1 = nn.Conv1d(1, 2, 4)
        self.conv2 = nn.Conv1d(2, 4, 2, stride=2)
        self.conv3 = nn.Conv1d(4, 4, 1)
        self.conv4 = nn.Conv1d(4, 1, 1)

    def forward(self, x):
        x = torch.sigmoid(self.dense(x)).unsqueeze(1)
        x = torch.sigmoid(self.conv1(nn.functional.pad(x, (1, 2))))
        x = torch.sigmoid(self.conv3(torch.sigmoid(self.conv2(x))))
        return torch.tanh(self.conv4(x)).squeeze(1)


def signs(columns):
    return torch.randint(0, 2, (BATCH, columns)).float() * 2 - 1


class Game:
    def __init__(self):
        torch.manual_seed(1)
        torch.set_num_threads(1)
        self.alice, self.bob, self.eve = Network(2 * BITS), Network(2 * BITS), Network(BITS)
        self.pair = torch.optim.Adam([*self.alice.parameters(), *self.bob.parameters()], 8e-4)
        self.listener = torch.optim.Adam(self.eve.parameters(), 8e-4)

    def step(self):
        message, key = signs(BITS), signs(BITS)
        code = self.alice(torch.cat([message, key], 1))
        bob_wrong = (self.bob(torch.cat([code, key], 1)) - message).abs().sum(1).mean() / 2
        eve_wrong = (self.eve(code) - message).abs().sum(1).mean() / 2
        self.pair.zero_grad()
        (bob_wrong / BITS + ((BITS / 2 - eve_wrong) / (BITS / 2)) ** 2).backward()
        self.pair.step()
        for _ in range(2):
            message, key = signs(BITS), signs(BITS)
            with torch.no_grad():
                code = self.alice(torch.cat([message, key], 1))
            self.listener.zero_grad()
            ((self.eve(code) - message).abs().sum(1).mean() / 2).backward()
            self.listener.step()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="build/release/bin/measure-abadi-andersen")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    game = Game()
    game.step()
    ours, theirs = [], []
    for _ in range(options.rounds):
        start = time.perf_counter()
        for _ in range(20):
            game.step()
        theirs.append(20 / (time.perf_counter() - start))
        run = subprocess.run([options.program, "--seeds", "1", "--steps", "500"], check=True,
                             capture_output=True, text=True)
        ours.append(json.loads(run.stdout.splitlines()[0])["steps_per_s"])
    print(json.dumps({"steps_per_s": statistics.median(ours), "torch_steps_per_s": statistics.median(theirs),
                      "times_as_fast": statistics.median(ours) / statistics.median(theirs),
                      "torch": torch.__version__, "rounds": options.rounds}))


main()
