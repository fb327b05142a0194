"""Networks of 3x3 convolutions, [sample][agent][channel][row][column], with two ways to convolve with weights of each agent's own."""

import math

import torch
import torch.nn.functional as F

from corner import CELLS, CHEESE, PLANES, SIZE
from networks import Feedforward, Recurrent
from parameters import biases, head, weights
from vector_networks import answers

EPSILON = 1e-5  # of normalisations


class Grouped:
    """A convolution with a group of channels for each agent."""

    @staticmethod
    def bind(weight):
        """[agent x out][in][3][3] of [agent][tap][in][out]."""
        return weight.permute(0, 3, 2, 1).reshape(-1, weight.shape[2], 3, 3)

    @staticmethod
    def convolve(x, weight, bias=None):
        samples, agents = x.shape[:2]
        y = F.conv2d(x.flatten(1, 2), weight, None if bias is None else bias.flatten(), padding=1, groups=agents)
        return y.view(samples, agents, -1, SIZE, SIZE)


class Unfold:
    """The nine cells around each one below the other, and a batched matrix product."""

    @staticmethod
    def bind(weight):
        """[agent][out][in x tap] of [agent][tap][in][out]."""
        return weight.permute(0, 3, 2, 1).flatten(2)

    @staticmethod
    def convolve(x, weight, bias=None):
        samples, agents = x.shape[:2]
        around = F.unfold(x.flatten(0, 1), 3, padding=1).view(samples, agents, -1, CELLS)
        y = torch.matmul(weight, around).view(samples, agents, -1, SIZE, SIZE)
        return y if bias is None else y + bias.view(agents, -1, 1, 1)


CONVOLUTIONS = {"grouped": Grouped, "unfold": Unfold}


class Observer:
    """Observations as planes with one more of ones, by which a convolution that sees zeros beyond the border knows where it is."""

    def __init__(self, levels):
        planes = levels.planes.view(-1, PLANES, CELLS)
        self.planes = torch.cat([planes, torch.ones(len(planes), 1, CELLS)], dim=1).flatten(1)

    def encode(self, level, cell):
        """(planes [sample][agent][PLANES + 1][row][column], cells [sample][agent])."""
        level, cell = level.t(), cell.t()
        planes = self.planes[level].scatter_(2, cell.unsqueeze(2), 1.0)
        return planes.view(*level.shape, PLANES + 1, SIZE, SIZE), cell

    @staticmethod
    def blocks(channels, gain, split=1, fills=()):
        return [weights(9 * PLANES, channels, gain, split), weights(9, channels, 0.1, split), biases(channels, *fills)]


class Cells:
    """What all networks of cells share."""

    agent_axis = 1

    def __init__(self, levels, way):
        self.observer = Observer(levels)
        self.encode = self.observer.encode
        self.way = CONVOLUTIONS[way]
        self.convolve = self.way.convolve

    def kernel(self, *parts):
        """Weights as `convolve` wants them, from parts [agent][9 x in][out] whose inputs lie one after the other."""
        return self.way.bind(torch.cat([part.view(len(part), 9, -1, part.shape[2]) for part in parts], dim=2))

    def blank(self, agents, environments, channels):
        return torch.zeros(environments, agents, channels, SIZE, SIZE)


class RecurrentCells(Cells, Recurrent):
    """A network whose memory is a state in each cell, and whose head reads the cell of the agent."""

    def observations(self, prepared, steps):
        return prepared[1].chunk(steps)

    def read(self, memory, observation):
        """[sample][agent][channel] of the last state in memory, where the agents are."""
        cell = observation[1] if isinstance(observation, tuple) else observation
        state = memory[-1].flatten(3)
        return state.gather(3, cell.view(*cell.shape, 1, 1).expand(-1, -1, state.shape[2], 1)).squeeze(3)

    def answer(self, bound, read):
        return answers(read.transpose(0, 1), *bound[-2:])


class Rcnn(RecurrentCells):
    """A weight-tied recurrent convolution: at every tick state = tanh(conv(state) + conv(observation) + bias)."""

    def __init__(self, levels, way, width, ticks):
        super().__init__(levels, way)
        self.width, self.ticks = width, ticks
        self.blocks = [*Observer.blocks(width, 4.0), weights(9 * width, width, 0.2), *head(width)]

    def bind(self, parameters):
        observe, ones, bias, state, *heads = parameters
        return [self.kernel(observe, ones), bias, self.kernel(state), *heads]

    def start(self, agents, environments):
        return [self.blank(agents, environments, self.width)]

    def seen(self, bound, observation):
        return self.convolve(observation[0], *bound[:2])

    def advance(self, bound, seen, memory):
        (state,) = memory
        for _ in range(self.ticks):
            state = self.convolve(state, bound[2]).add_(seen).tanh_()
        return [state]


class Drc(RecurrentCells):
    """A deep repeated ConvLSTM: at every tick each layer gates what its cell keeps by the observation, the layer below (the lowest: the top
    one), its own h, and the mean and maximum of that over all cells."""

    def __init__(self, levels, way, width, depth, ticks):
        super().__init__(levels, way)
        self.width, self.depth, self.ticks = width, depth, ticks
        self.blocks = []
        for _ in range(depth):  # gates: input, forget, output, candidate
            self.blocks += Observer.blocks(width, 1.0, split=4, fills=(0.0, 1.0, 0.0, 0.0))
            self.blocks += [weights(9 * width, width, 0.5, split=4) for _ in ("below", "own")]
            self.blocks.append(weights(2 * width, width, 0.5, split=4))
        self.blocks += head(width)

    def bind(self, parameters):
        bound = []
        for layer in range(self.depth):
            observe, ones, bias, below, own, pool = parameters[6 * layer : 6 * layer + 6]
            bound.append((self.kernel(observe, ones), bias, self.kernel(below, own), pool))
        return [*bound, *parameters[-2:]]

    def start(self, agents, environments):
        return [self.blank(agents, environments, self.width) for _ in range(2 * self.depth)]

    def seen(self, bound, observation):
        return torch.cat([self.convolve(observation[0], *layer[:2]) for layer in bound[: self.depth]], dim=2)

    def advance(self, bound, seen, memory):
        seen = seen.chunk(self.depth, dim=2)
        c, h = list(memory[: self.depth]), list(memory[self.depth :])
        for _ in range(self.ticks):
            for layer in range(self.depth):
                _, _, kernel, pool = bound[layer]
                sums = self.convolve(torch.cat([h[layer - 1], h[layer]], dim=2), kernel) + (seen[layer] + self.pooled(h[layer], pool))
                gates, candidate = sums.split([3 * self.width, self.width], dim=2)
                entering, kept, shown = gates.sigmoid().chunk(3, dim=2)
                c[layer] = kept * c[layer] + entering * candidate.tanh()
                h[layer] = shown * c[layer].tanh()
        return [*c, *h]

    def pooled(self, h, pool):
        """[sample][agent][4 x channel][1][1] what every cell is told of all cells."""
        both = torch.cat([h.mean((3, 4)), h.amax((3, 4))], dim=2)
        return torch.bmm(both.transpose(0, 1), pool).transpose(0, 1).unsqueeze(3).unsqueeze(4)


class Cnn(Cells, Feedforward):
    """Residual convolutions: in each block x += conv(relu(conv(norm(x)))), normalised over all cells and channels; a linear head on norm(x)."""

    def __init__(self, levels, way, width, depth):
        super().__init__(levels, way)
        self.blocks = Observer.blocks(width, math.sqrt(2))
        for _ in range(depth):
            self.blocks += [
                *(biases(width, 1.0), biases(width)),  # of the normalisation
                *(weights(9 * width, width, math.sqrt(2)), biases(width)),
                *(weights(9 * width, width, 0.5), biases(width)),
            ]
        self.blocks += [biases(width, 1.0), biases(width), *head(CELLS * width)]

    def bind(self, parameters):
        observe, ones, bias, *others = parameters
        bound = [self.kernel(observe, ones), bias]
        for i in range(0, len(others) - 4, 6):
            gain, move, first, first_bias, second, second_bias = others[i : i + 6]
            bound += [gain, move, self.kernel(first), first_bias, self.kernel(second), second_bias]
        return bound + others[-4:]

    def heads(self, bound, observation):
        x = self.convolve(observation[0], *bound[:2])
        for i in range(2, len(bound) - 4, 6):
            gain, move, first, first_bias, second, second_bias = bound[i : i + 6]
            inner = self.convolve(normalised(x, gain, move), first, first_bias).relu_()
            x = x + self.convolve(inner, second, second_bias)
        return answers(normalised(x, *bound[-4:-2]).flatten(2).transpose(0, 1), *bound[-2:])


def normalised(x, gain, move):
    """Mean 0 and variance 1 over all cells and channels of each agent, then a gain and a bias a channel."""
    return F.group_norm(x.flatten(1, 2), x.shape[1], gain.flatten(), move.flatten(), EPSILON).view(x.shape)
