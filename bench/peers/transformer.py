"""Transformers whose tokens are cells: [agent][sample x cell][feature]."""

import math

import torch
import torch.nn.functional as F

from cell_networks import EPSILON
from corner import CELLS, PLANES
from networks import Feedforward
from parameters import biases, head, weights
from vector_networks import answers

WIDENING = 2


class Transformer(Feedforward):
    """Each cell's planes and a learned position; blocks x += attention(norm(x)), x += mlp(norm(x)); a linear head on norm(x) at the agent."""

    def __init__(self, levels, way, width, heads, blocks):
        self.planes = levels.planes.view(-1, PLANES, CELLS).transpose(1, 2).contiguous()
        self.width, self.head_count = width, heads
        self.blocks = [weights(PLANES, width, 1.0), weights(CELLS, width, 1.0)]
        for _ in range(blocks):
            self.blocks += [
                *norm(width),
                *(weights(width, width, 1.0, split=3), biases(width, 0.0, 0.0)),  # query, value, key; a key needs no bias
                *(weights(width, width, 0.5), biases(width)),
                *norm(width),
                *(weights(width, WIDENING * width, math.sqrt(2)), biases(WIDENING * width)),
                *(weights(WIDENING * width, width, 0.5), biases(width)),
            ]
        self.blocks += [*norm(width), *head(width)]

    def encode(self, level, cell):
        """(planes [agent][sample][cell][PLANES], cells [agent][sample])."""
        planes = self.planes[level]
        planes[..., 0].scatter_(2, cell.unsqueeze(2), 1.0)
        return planes, cell

    def heads(self, parameters, observation):
        (planes, cell), (embed, position, *deeper) = observation, parameters
        agents, samples = cell.shape
        x = torch.bmm(planes.flatten(1, 2), embed).view(agents, samples, CELLS, -1).add_(position.unsqueeze(1)).flatten(1, 2)
        for i in range(0, len(deeper) - 4, 12):
            gain, move, project, project_bias, out, out_bias, *mlp = deeper[i : i + 12]
            attended = self.attention(normalised(x, gain, move), project, project_bias, samples)
            x = x + torch.baddbmm(out_bias, attended, out)
            gain, move, first, first_bias, second, second_bias = mlp
            inner = torch.baddbmm(first_bias, normalised(x, gain, move), first).relu_()
            x = x + torch.baddbmm(second_bias, inner, second)
        # Tokens are normalised one by one, so that those that the head does not read may be left out.
        x = x.view(agents, samples, CELLS, -1).gather(2, cell.view(agents, samples, 1, 1).expand(-1, -1, 1, self.width)).squeeze(2)
        return answers(normalised(x, *deeper[-4:-2]), *deeper[-2:])

    def attention(self, x, project, bias, samples):
        agents, each = len(x), self.width // self.head_count
        projected = torch.baddbmm(F.pad(bias, (0, self.width)), x, project)
        # [query, value or key][agent x sample x head][cell][feature]
        apart = projected.view(agents * samples, CELLS, 3, self.head_count, each).permute(2, 0, 3, 1, 4)
        query, value, key = apart.reshape(3, agents * samples * self.head_count, CELLS, each).unbind()
        scores = torch.bmm(query * (1 / math.sqrt(each)), key.transpose(1, 2)).softmax(2)
        mixed = torch.bmm(scores, value).view(agents * samples, self.head_count, CELLS, each)
        return mixed.transpose(1, 2).reshape(agents, samples * CELLS, self.width)


def norm(width):
    return [biases(width, 1.0), biases(width)]


def normalised(x, gain, move):
    return torch.addcmul(move, F.layer_norm(x, x.shape[-1:], eps=EPSILON), gain)
