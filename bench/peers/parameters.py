"""The parameters of a population: what arrays there are, how they begin, and their optimiser."""

import math
from dataclasses import dataclass

import numpy  # PyTorch's own import of it fails without a word where it is missing
import torch

from corner import ACTIONS

HEADS = ACTIONS + 1  # logits, then the value


@dataclass(frozen=True)
class Block:
    """One array of each agent's parameters, [rows][columns].

    groups: (columns, gain, fill) side by side, each begun on its own: orthogonal times gain, plus fill
    padding: rows of zeros after the others; they are no parameters
    """

    rows: int
    groups: tuple
    padding: int = 0

    @property
    def shape(self):
        return self.rows + self.padding, sum(columns for columns, _, _ in self.groups)

    @property
    def count(self):
        """Parameters of an agent."""
        return self.rows * self.shape[1]

    def initialise(self, array):
        """Writes the initial values to [rows + padding][columns]."""
        for part, (_, gain, fill) in zip(array[: self.rows].split([group[0] for group in self.groups], dim=1), self.groups):
            if gain:
                part.copy_(torch.nn.init.orthogonal_(torch.empty(part.shape), gain))
            part.add_(fill)


def weights(rows, columns, gain, split=1, padding=0):
    """A matrix, or `split` of them side by side."""
    return Block(rows, ((columns, gain, 0.0),) * split, padding)


def biases(columns, *fills):
    """A row for each of `fills`, side by side; by default one of zeros."""
    return Block(1, tuple((columns, 0.0, fill) for fill in fills or (0.0,)))


def head(rows):
    """A linear head: little policy at first, and a value of its own scale."""
    return [Block(rows, ((ACTIONS, 0.01, 0.0), (1, 1.0, 0.0))), biases(HEADS)]


class Agents:
    """The parameters of some agents in one flat tensor, so that the optimiser is one call, with views [agent][row][column] into it."""

    def __init__(self, count, blocks, learning_rate):
        shapes = [(count, *block.shape) for block in blocks]
        self.flat = torch.zeros(sum(math.prod(shape) for shape in shapes))
        self.flat.grad = torch.zeros_like(self.flat)
        self.parameters = views(self.flat, shapes)
        self.gradients = views(self.flat.grad, shapes)
        for block, parameter in zip(blocks, self.parameters):
            for array in parameter:
                block.initialise(array)
            parameter.requires_grad_()
        self.optimizer = torch.optim.Adam([self.flat], lr=learning_rate, eps=1e-5)

    def learn(self, loss, max_norm):
        """One Adam step down the gradient of `loss`, clipped to `max_norm` for each agent by itself."""
        gradients = torch.autograd.grad(loss, self.parameters)
        squares = torch.stack([gradient.square().sum((1, 2)) for gradient in gradients]).sum(0)
        scale = (max_norm / squares.sqrt().clamp(min=1e-12)).clamp(max=1.0).view(-1, 1, 1)
        for gradient, place in zip(gradients, self.gradients):
            torch.mul(gradient, scale, out=place)
        self.optimizer.step()


def views(flat, shapes):
    """Views of these shapes, one after the other in `flat`."""
    parts = flat.split([math.prod(shape) for shape in shapes])
    return [part.view(shape) for part, shape in zip(parts, shapes)]
