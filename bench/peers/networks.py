"""Populations of networks, each the same function of the same parameters as MesaBench's of that name.

A network has `blocks`, the arrays of an agent's parameters, and is used in this order:

    bind(parameters)                the parameters as its layers want them
    encode(level, cell)             observations, from levels and cells [agent][sample]
    step(bound, observation, memory, begins)    heads [agent][HEADS][environment] and memory after one step
    prepare(observation)            what unroll wants of a rollout's observations, made once for all epochs
    unroll(bound, prepared, memory, begins)     heads [agent][HEADS][sample] of a rollout, to be differentiated

Samples of a rollout are numbered step by step, then by environment. `begins` [agent][(step)][environment] is true where an episode
begins. Memory is a list of tensors whose first two axes are agent and sample, the agent's being `agent_axis`.
"""

import torch


class Feedforward:
    """A network without memory: a subclass computes `heads(bound, observation)`."""

    agent_axis = 0

    def bind(self, parameters):
        return parameters

    def start(self, agents, environments):
        return []

    def step(self, bound, observation, memory, begins):
        return self.heads(bound, observation), []

    def unroll(self, bound, prepared, memory, begins):
        return self.heads(bound, prepared)

    def prepare(self, observation):
        return observation


class Recurrent:
    """A network with memory, differentiated through all steps of a rollout. A subclass computes

    seen(bound, observation): what does not depend on memory, for all samples at once; then `slices` it into steps
    advance(bound, seen, memory): memory after a step
    read(memory, observation): what the head reads
    answer(bound, read): heads
    """

    def bind(self, parameters):
        return parameters

    def prepare(self, observation):
        return observation

    def step(self, bound, observation, memory, begins):
        memory = self.advance(bound, self.seen(bound, observation), self.forget(memory, begins))
        return self.answer(bound, self.read(memory, observation)), memory

    def unroll(self, bound, prepared, memory, begins):
        steps = begins.shape[1]
        seen = self.slices(self.seen(bound, prepared), steps)
        observations = self.observations(prepared, steps)
        read = []
        for t in range(steps):
            memory = self.advance(bound, seen[t], self.forget(memory, begins[:, t]))
            read.append(self.read(memory, observations[t]))
        return self.answer(bound, torch.cat(read, dim=1 - self.agent_axis))

    def forget(self, memory, begins):
        """Memory, but zeros where an episode begins."""
        keeps = (~begins).float()
        if self.agent_axis == 1:
            keeps = keeps.t()
        return [tensor * keeps.reshape(keeps.shape + (1,) * (tensor.dim() - 2)) for tensor in memory]

    def slices(self, seen, steps):
        return seen.chunk(steps, dim=1 - self.agent_axis)


def pick(network, memories, places):
    """Memory [agent][place] of a rollout, from the memories after each step; places [agent][place] are sample numbers."""
    axis = network.agent_axis
    agents = torch.arange(len(places))
    index = (agents.unsqueeze(1), places) if axis == 0 else (places.t(), agents.unsqueeze(0))
    return [torch.cat(column, dim=1 - axis)[index] for column in zip(*memories)]
