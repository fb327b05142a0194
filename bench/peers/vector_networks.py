"""Networks on the flattened observation: one batched matrix product a layer, [agent][sample][feature]."""

import math

import torch

from corner import FEATURES
from first_layers import FIRST_LAYERS
from networks import Feedforward, Recurrent
from parameters import biases, head, weights


class Mlp(Feedforward):
    """`depth` ReLU layers of `width`, and a linear head."""

    def __init__(self, levels, way, width, depth):
        self.first = FIRST_LAYERS[way](levels)
        self.blocks = [weights(FEATURES, width, math.sqrt(2), padding=self.first.padding), biases(width)]
        for _ in range(depth - 1):
            self.blocks += [weights(width, width, math.sqrt(2)), biases(width)]
        self.blocks += head(width)
        self.encode, self.prepare = self.first.encode, self.first.prepare

    def heads(self, parameters, observation):
        weight, bias, *deeper = parameters
        hidden = self.first.apply(weight, bias, observation).relu_()
        for weight, bias in zip(deeper[:-2:2], deeper[1:-2:2]):
            hidden = torch.baddbmm(bias, hidden, weight).relu_()
        return answers(hidden, *deeper[-2:])


class Gru(Recurrent):
    """A gated recurrent unit: h += z (tanh((r h) w + u x + b) - h), z and r sigmoids of such sums; a linear head on h."""

    agent_axis = 0

    def __init__(self, levels, way, width):
        self.first, self.width = FIRST_LAYERS[way](levels), width
        self.blocks = [
            weights(FEATURES, width, 1.0, split=3, padding=self.first.padding),  # of z, of r, of what is new
            biases(width, 0.0, 0.0, 0.0),
            weights(width, width, 1.0, split=2),  # of z, of r
            weights(width, width, 1.0),
            *head(width),
        ]
        self.encode, self.prepare = self.first.encode, self.first.prepare

    def start(self, agents, environments):
        return [torch.zeros(agents, environments, self.width)]

    def seen(self, parameters, observation):
        return self.first.apply(*parameters[:2], observation)

    def advance(self, parameters, seen, memory):
        (h,), (gates, new) = memory, parameters[2:4]
        of_gates, of_new = seen.split([2 * self.width, self.width], dim=2)
        z, r = torch.baddbmm(of_gates, h, gates).sigmoid_().chunk(2, dim=2)
        return [torch.lerp(h, torch.baddbmm(of_new, r * h, new).tanh_(), z)]

    def observations(self, prepared, steps):
        return [None] * steps

    def read(self, memory, observation):
        return memory[0]

    def answer(self, parameters, read):
        return answers(read, *parameters[-2:])


def answers(x, weight, bias):
    """Heads [agent][HEADS][sample] of [agent][sample][feature]: softmax is several times faster along an axis that is not the last."""
    return torch.baddbmm(bias, x, weight).transpose(1, 2).contiguous()
