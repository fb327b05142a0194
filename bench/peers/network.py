"""A population of multilayer perceptrons, one batched matrix product a layer, with two ways to compute the first layer."""

import math

import numpy
import torch
import torch.nn.functional as F

from corner import ACTIONS, FEATURES

HEADS = ACTIONS + 1  # logits, then the value


class DenseFirstLayer:
    """The observation as FEATURES floats, multiplied with the weights."""

    rows = FEATURES

    def __init__(self, levels):
        self.planes = levels.planes

    def encode(self, level, cell):
        """float32 [agent][sample][FEATURES] for levels and cells of shape [agent][sample]."""
        observation = self.planes[level]
        return observation.scatter_(2, cell.unsqueeze(2), 1.0)

    def prepare(self, observation):
        """What apply needs to be differentiated: nothing more."""
        return observation

    def apply(self, weight, bias, observation):
        """float32 [agent][sample][width]."""
        return torch.baddbmm(bias, observation, weight)


class SparseFirstLayer:
    """The observation as a list of active features: the layer is a sum of weight rows, and so is its gradient.

    Autograd's own gradient of embedding_bag is slower than the dense product here, so the gradient is a second embedding_bag, over
    the samples in which each feature is active. Those lists are made once for all epochs over a rollout. The weights have one more
    row than there are features: it fills up short lists, is zero, and gets no gradient.
    """

    rows = FEATURES + 1

    def __init__(self, levels):
        self.active = levels.active

    def encode(self, level, cell):
        """int64 [agent][sample][list]: rows of the weights of all agents, one agent below the other."""
        lists = self.active[level]
        lists[:, :, 0] = cell
        return lists.add_(torch.arange(len(lists)).view(-1, 1, 1) * self.rows)

    def prepare(self, lists):
        """(lists, samples, offsets): `samples` from offsets[r] on are those in which row r of the weights was summed."""
        agents, samples, length = lists.shape
        row = (lists - torch.arange(agents).view(-1, 1, 1) * self.rows).to(torch.uint8).view(agents, -1)
        counts = torch.bincount(lists.flatten(), minlength=agents * self.rows).view(agents, -1)
        counts[:, FEATURES] = 0  # the row that fills up short lists, which is sorted to the end
        order = torch.from_numpy(row.numpy().argsort(axis=1, kind="stable"))  # a radix sort, on bytes
        sample = torch.arange(samples).repeat_interleave(length)  # of each place in an agent's lists
        totals = counts.sum(1).tolist()
        used = torch.cat([sample.take(order[a, : totals[a]]).add_(a * samples) for a in range(agents)])
        return lists, used, counts.flatten().cumsum(0) - counts.flatten()

    def apply(self, weight, bias, prepared):
        """float32 [agent][sample][width]; `prepared` by prepare, or plain lists where no gradient is wanted."""
        lists, samples, offsets = prepared if isinstance(prepared, tuple) else (prepared, None, None)
        return SumOfRows.apply(weight, bias, lists, samples, offsets)


class SumOfRows(torch.autograd.Function):
    """Sums of weight rows, [agent][sample][width], differentiated as SparseFirstLayer describes."""

    @staticmethod
    def forward(ctx, weight, bias, lists, samples, offsets):
        ctx.save_for_backward(samples, offsets)
        ctx.shape = weight.shape
        agents, count, length = lists.shape
        sums = F.embedding_bag(lists.view(-1, length), weight.view(-1, weight.shape[2]), mode="sum")
        return sums.view(agents, count, -1) + bias

    @staticmethod
    def backward(ctx, gradient):
        samples, offsets = ctx.saved_tensors
        weight = F.embedding_bag(samples, gradient.reshape(-1, ctx.shape[2]), offsets, mode="sum")
        return weight.view(ctx.shape), gradient.sum(1, keepdim=True), None, None, None


FIRST_LAYERS = {"dense": DenseFirstLayer, "sparse": SparseFirstLayer}


class Agents:
    """The parameters of some agents in one flat tensor, so that the optimiser is one call, with views [agent][in][out] into it."""

    def __init__(self, count, rows, width, depth, learning_rate):
        sizes = [rows] + [width] * depth + [HEADS]
        shapes = [(count, height, out) for fan, out in zip(sizes, sizes[1:]) for height in (fan, 1)]
        self.flat = torch.zeros(sum(math.prod(shape) for shape in shapes))
        self.flat.grad = torch.zeros_like(self.flat)
        self.parameters = views(self.flat, shapes)
        self.gradients = views(self.flat.grad, shapes)
        for parameter in self.parameters:
            parameter.requires_grad_()
        self.optimizer = torch.optim.Adam([self.flat], lr=learning_rate, eps=1e-5)
        with torch.no_grad():
            initialise(self.parameters)

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


def initialise(parameters):
    """Orthogonal weights: gain sqrt(2) for hidden layers, 0.01 for the policy, 1 for the value; biases stay zero."""
    *hidden, heads = parameters[::2]
    for layer, weights in enumerate(hidden):
        for weight in weights:
            torch.nn.init.orthogonal_(weight[:FEATURES] if layer == 0 else weight, math.sqrt(2))
    for weight in heads:
        torch.nn.init.orthogonal_(weight[:, :ACTIONS], 0.01)
        torch.nn.init.orthogonal_(weight[:, ACTIONS:], 1.0)


def forward(first_layer, parameters, prepared):
    """Logits and value, float32 [agent][HEADS][sample]: softmax is several times faster along an axis that is not the last."""
    weight, bias, *deeper = parameters
    hidden = first_layer.apply(weight, bias, prepared).relu_()
    for weight, bias in zip(deeper[:-2:2], deeper[1:-2:2]):
        hidden = torch.baddbmm(bias, hidden, weight).relu_()
    return torch.baddbmm(deeper[-1], hidden, deeper[-2]).transpose(1, 2).contiguous()
