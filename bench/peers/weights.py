#!/usr/bin/python3
"""Weights made in PyTorch, and what PyTorch answers with them, as files that MesaBench reads.

An mlp and an rcnn, of PyTorch's own layers, learn by imitation to walk to the cheese on an open grid. Of each is written

    <network>.safetensors           the weights, as docs/weights.md says: `evaluate --world corner --network ...` judges them
    <network>.answers.safetensors   observations [step][sample][plane][row][column], 0 or 1, and outputs [step][sample][5]

The samples of one step follow those of the step before in the same episodes, so that an rcnn's memory counts. MesaBench's tests compare
its own outputs with these (tests/MesaBench.Tests/Networks/PyTorch).
"""

import argparse
import json
import pathlib

import numpy
import torch
from torch import nn

SIZE, PLANES = 7, 3  # agent, walls, cheese
CELLS = SIZE * SIZE
STEPS, SAMPLES = 2, 16
MOVES = torch.tensor([[-1, 0], [0, -1], [1, 0], [0, 1]])  # up, left, down, right


class Mlp(nn.Module):
    """Two hidden layers on the flattened observation, and a head of four logits and a value."""

    label, state = "mlp", None

    def __init__(self, width=8):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(PLANES * CELLS, width), nn.Linear(width, width)])
        self.head = nn.Linear(width, 5)

    def forward(self, planes, state):
        x = planes.flatten(1)
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.head(x), state

    def tensors(self):
        """By MesaBench's names: inputs before outputs, where PyTorch has them after."""
        layers = {f"hidden{k}": layer for k, layer in enumerate(self.hidden)} | {"head": self.head}
        return {f"{name}.weight": layer.weight.T for name, layer in layers.items()} | {f"{name}.bias": layer.bias[None] for name, layer in layers.items()}


class Rcnn(nn.Module):
    """At each tick h = tanh(conv(h) + conv(observation) + bias), and a head on h in the agent's cell."""

    label = "rcnn"

    def __init__(self, channels=4, ticks=3):
        super().__init__()
        self.ticks, self.state = ticks, torch.zeros(1, channels, SIZE, SIZE)
        self.observe = nn.Conv2d(PLANES + 1, channels, 3, padding=1)  # the last plane is one of ones, by which the border can be seen
        self.recur = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.head = nn.Linear(channels, 5)

    def forward(self, planes, state):
        seen = self.observe(torch.cat([planes, torch.ones_like(planes[:, :1])], 1))
        for _ in range(self.ticks):
            state = torch.tanh(self.recur(state) + seen)
        at = planes[:, :1]
        return self.head((state * at).sum((2, 3))), state

    def tensors(self):
        def taps(weight):  # [out][in][3][3] to [9][in][out]
            return weight.permute(2, 3, 1, 0).flatten(0, 1)

        observe = taps(self.observe.weight)
        return {
            "observe.weight": observe[:, :PLANES], "observe.ones": observe[:, PLANES], "bias": self.observe.bias[None],
            "state.weight": taps(self.recur.weight), "head.weight": self.head.weight.T, "head.bias": self.head.bias[None],
        }


def draw(count, wall_chance):
    """Planes [sample][plane][row][column], with agent and cheese in different free cells, wherever these are."""
    walls = torch.rand(count, CELLS) < wall_chance
    order = torch.rand(count, CELLS).argsort(1)
    agent, cheese = order[:, 0], order[:, 1]
    planes = torch.zeros(count, PLANES, CELLS)
    planes[:, 1] = walls.float().scatter(1, order[:, :2], 0.0)
    planes[:, 0].scatter_(1, agent[:, None], 1.0)
    planes[:, 2].scatter_(1, cheese[:, None], 1.0)
    return planes.view(count, PLANES, SIZE, SIZE)


def place(plane):
    """(row, column) [sample][2] of a plane's one."""
    cell = plane.flatten(1).argmax(1)
    return torch.stack([cell // SIZE, cell % SIZE], 1)


def walked(planes, actions):
    """The same after a step: who would walk into a wall or over the border stays."""
    here = place(planes[:, 0])
    there = (here + MOVES[actions]).clamp(0, SIZE - 1)
    samples = torch.arange(len(planes))
    blocked = planes[samples, 1, there[:, 0], there[:, 1]] > 0
    there = torch.where(blocked[:, None], here, there)
    planes = planes.clone()
    planes[:, 0] = 0
    planes[samples, 0, there[:, 0], there[:, 1]] = 1
    return planes


def train(network, updates=3000):
    """Cross-entropy to the actions that come nearer to the cheese on an open grid, each alike."""
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(updates):
        planes = draw(256, 0.0)
        offset = place(planes[:, 2]) - place(planes[:, 0])
        nearer = ((offset[:, None] * MOVES).sum(2) > 0).float()
        logits = network(planes, network.state)[0][:, :4]
        loss = -(nearer / nearer.sum(1, keepdim=True) * logits.log_softmax(1)).sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def answers(network):
    """Observations and outputs of some steps of some episodes among walls, by greedy actions."""
    planes, state, seen, outputs = draw(SAMPLES, 0.2), network.state, [], []
    for _ in range(STEPS):
        output, state = network(planes, state)
        seen.append(planes)
        outputs.append(output)
        planes = walked(planes, output[:, :4].argmax(1))
    return {"observations": torch.stack(seen), "outputs": torch.stack(outputs)}


def save(path, tensors):
    """Writes a safetensors file, as safetensors.torch.save_file does."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        values = numpy.ascontiguousarray(tensor.detach().numpy(), "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def main():
    parser = argparse.ArgumentParser(description="Trains a small mlp and a small rcnn, and writes their weights and answers.")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the folder to write to")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for kind in (Mlp, Rcnn):
        torch.manual_seed(0)
        network = kind()
        loss = train(network)
        with torch.no_grad():
            save(folder / f"{kind.label}.safetensors", network.tensors())
            save(folder / f"{kind.label}.answers.safetensors", answers(network))
        print(f"{kind.label}: loss {loss:.3f} at the end, files in {folder}")


if __name__ == "__main__":
    main()
