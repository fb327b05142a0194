"""Proximal policy optimisation for a population: 32 environments x 32 steps an update and agent, 4 epochs over the whole batch."""

from dataclasses import dataclass

import torch

import corner
from corner import ACTIONS, MAX_STEPS
from networks import pick
from parameters import Agents

ENVIRONMENTS = 32
STEPS = 32
EPOCHS = 4
DISCOUNT = 0.95
GAE_LAMBDA = 0.95
CLIP = 0.2
ENTROPY_BONUS = 0.01
VALUE_WEIGHT = 0.5
MAX_GRADIENT_NORM = 0.5
LEARNING_RATE = 2e-3


@dataclass
class Rollout:
    """What happened in one update, each [agent][step][environment], but logits [agent][ACTIONS][step][environment].

    `begins` is true where an episode begins, `value` is of the state before each step, `last` [agent][environment] of the state after the
    last. `memories` are a network's memory before the first step and after each.
    """

    level: torch.Tensor
    cell: torch.Tensor
    begins: torch.Tensor
    entered: torch.Tensor
    action: torch.Tensor
    terminated: torch.Tensor
    truncated: torch.Tensor
    value: torch.Tensor
    last: torch.Tensor
    logits: torch.Tensor
    memories: list


class Population:
    """Agents in training. They play all at once; they learn in groups, small enough that a group's activations stay in cache."""

    def __init__(self, levels, network, agents, group):
        self.levels = levels
        self.network = network
        sizes = [min(group, agents - start) for start in range(0, agents, group)]
        self.groups = [Agents(size, network.blocks, LEARNING_RATE) for size in sizes]
        self.state = corner.reset(levels, agents, ENVIRONMENTS)
        self.memory = network.start(agents, ENVIRONMENTS)

    def update(self):
        """One rollout and what is learned from it."""
        with torch.no_grad():
            bound = self.bound()
            rollout = play(self.levels, self.state, self.memory, self.network, bound)
            self.memory = rollout.memories[-1]
            values_after = bootstrap(rollout, self.network, bound)
            advantages = estimate_advantages(rollout, values_after)
            old = log_probabilities(rollout.logits.flatten(2), rollout.action.flatten(1))[1]
            targets = advantages + rollout.value
            advantages = normalise(advantages.flatten(1))
        batch = [rollout.level, rollout.cell, rollout.action, old, advantages, targets]
        sizes = [len(group.parameters[0]) for group in self.groups]
        parts = zip(*(tensor.flatten(1).split(sizes) for tensor in batch))
        memories = [tensor.split(sizes, dim=self.network.agent_axis) for tensor in rollout.memories[0]]
        for i, (group, part, begins) in enumerate(zip(self.groups, parts, rollout.begins.split(sizes))):
            learn(group, self.network, [memory[i] for memory in memories], begins, *part)

    @torch.no_grad()
    def bound(self):
        """Parameters of all groups, as the network's layers want them."""
        return self.network.bind([torch.cat(blocks) for blocks in zip(*(group.parameters for group in self.groups))])


def play(levels, state, memory, network, bound):
    """STEPS steps of every environment with sampled actions."""
    agents = len(state.level)
    fresh = torch.randint(levels.count, (STEPS, agents, ENVIRONMENTS))
    # argmax(logits + Gumbel noise) is a sample of the softmax; a Gumbel is minus the logarithm of an exponential
    noise = torch.empty(STEPS, agents, ACTIONS, ENVIRONMENTS).exponential_().log_().neg_()
    record, logits, memories = [], [], [memory]
    for t in range(STEPS):
        level, cell, begins = state.level, state.cell, state.steps == 0
        heads, memory = network.step(bound, network.encode(level, cell), memory, begins)
        action = noise[t].add_(heads[:, :ACTIONS]).max(1).indices  # several times faster than argmax
        entered, terminated, truncated = corner.step(levels, state, action, fresh[t])
        record.append((level, cell, begins, entered, action, terminated, truncated, heads[:, ACTIONS]))
        logits.append(heads[:, :ACTIONS])
        memories.append(memory)
    heads, _ = network.step(bound, network.encode(state.level, state.cell), memory, state.steps == 0)
    return Rollout(*(torch.stack(column, dim=1) for column in zip(*record)), heads[:, ACTIONS], torch.stack(logits, dim=2), memories)


def bootstrap(rollout, network, bound):
    """Value of the state after each step, [agent][step][environment]: of the episode's own last state where it was truncated."""
    values = torch.cat([rollout.value[:, 1:], rollout.last.unsqueeze(1)], dim=1)
    truncated = rollout.truncated.flatten(1)
    counts = truncated.sum(1)
    most = int(counts.max())
    if most == 0:
        return values
    # truncated steps first: each agent's are padded with steps that were not truncated to as many as any agent has
    places = truncated.to(torch.uint8).sort(dim=1, descending=True).indices[:, :most]
    level, entered = (tensor.flatten(1).gather(1, places) for tensor in (rollout.level, rollout.entered))
    memory = pick(network, rollout.memories[1:], places)
    own = network.step(bound, network.encode(level, entered), memory, torch.zeros_like(places, dtype=torch.bool))[0][:, ACTIONS]
    flat = values.flatten(1)
    flat.scatter_(1, places, torch.where(truncated.gather(1, places), own, flat.gather(1, places)))
    return flat.view_as(values)


def estimate_advantages(rollout, values_after):
    """Generalised advantage estimation (Schulman et al. 2016, equation 16), [agent][step][environment]."""
    goes_on = DISCOUNT * (~rollout.terminated).float()
    errors = rollout.terminated.float() + goes_on * values_after - rollout.value
    decay = DISCOUNT * GAE_LAMBDA * (~(rollout.terminated | rollout.truncated)).float()
    for t in range(STEPS - 2, -1, -1):
        errors[:, t].addcmul_(decay[:, t], errors[:, t + 1])
    return errors


def normalise(advantages):
    """Each agent's advantages, [agent][sample], to mean 0 and standard deviation 1."""
    deviation, mean = torch.std_mean(advantages, dim=1, unbiased=False, keepdim=True)
    return (advantages - mean) / (deviation + 1e-8)


def log_probabilities(heads, action):
    """Of all actions, [agent][ACTIONS][sample], and of the actions taken, [agent][sample]."""
    every = heads[:, :ACTIONS].log_softmax(1)
    return every, every.gather(1, action.unsqueeze(1)).squeeze(1)


def learn(group, network, memory, begins, level, cell, action, old, advantages, targets):
    """EPOCHS passes over the batch, each tensor [agent][sample] but `begins` [agent][step][environment]."""
    with torch.no_grad():
        prepared = network.prepare(network.encode(level, cell))
    for _ in range(EPOCHS):
        heads = network.unroll(network.bind(group.parameters), prepared, memory, begins)
        group.learn(ppo_loss(heads, action, old, advantages, targets), MAX_GRADIENT_NORM)


def ppo_loss(heads, action, old, advantages, targets):
    """Sum over agents of each one's mean loss (Schulman et al. 2017, equation 9)."""
    every, taken = log_probabilities(heads, action)
    ratio = (taken - old).exp()
    gain = torch.minimum(ratio * advantages, ratio.clamp(1 - CLIP, 1 + CLIP) * advantages)
    entropy = -(every.exp() * every).sum(1)
    error = (heads[:, ACTIONS] - targets).square()
    return (VALUE_WEIGHT * error - gain - ENTROPY_BONUS * entropy).sum() / error.shape[1]


@torch.no_grad()
def success(population, network, levels):
    """Fraction of episodes on other levels that reach the cheese, over all agents, with sampled actions; `network` sees those levels."""
    agents, environments = len(population.state.level), 256
    bound = population.bound()
    state, memory = corner.reset(levels, agents, environments), network.start(agents, environments)
    reached = torch.zeros_like(state.level, dtype=torch.bool)
    over = torch.zeros_like(reached)
    for _ in range(MAX_STEPS):
        heads, memory = network.step(bound, network.encode(state.level, state.cell), memory, state.steps == 0)
        logits = heads[:, :ACTIONS]
        action = (logits + torch.empty_like(logits).exponential_().log_().neg_()).argmax(1)
        _, terminated, truncated = corner.step(levels, state, action, state.level)
        reached |= terminated & ~over
        over |= terminated | truncated
    return reached.float().mean().item()
