"""Two ways to compute a layer on the flattened observation."""

import torch
import torch.nn.functional as F

from corner import FEATURES


class DenseFirstLayer:
    """The observation as FEATURES floats, multiplied with the weights."""

    padding = 0

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

    padding = 1
    rows = FEATURES + padding

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
