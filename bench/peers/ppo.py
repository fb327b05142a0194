"""Proximal policy optimisation for a population: 32 environments x 32 steps an update and agent, 4 epochs over the whole batch."""

from dataclasses import dataclass

import torch

import corner
from corner import ACTIONS, MAX_STEPS
from network import FIRST_LAYERS, Agents, forward

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

    `value` is of the state before each step, `last` [agent][environment] of the state after the last.
    """

    level: torch.Tensor
    cell: torch.Tensor
    entered: torch.Tensor
    action: torch.Tensor
    terminated: torch.Tensor
    truncated: torch.Tensor
    value: torch.Tensor
    last: torch.Tensor
    logits: torch.Tensor


class Population:
    """Agents in training. They play all at once; they learn in groups, small enough that a group's activations stay in cache."""

    def __init__(self, levels, agents, group, width, depth, first_layer):
        self.levels = levels
        self.first_layer = FIRST_LAYERS[first_layer](levels)
        sizes = [min(group, agents - start) for start in range(0, agents, group)]
        self.groups = [Agents(size, self.first_layer.rows, width, depth, LEARNING_RATE) for size in sizes]
        self.state = corner.reset(levels, agents, ENVIRONMENTS)

    def update(self):
        """One rollout and what is learned from it."""
        parameters = self.parameters()
        with torch.no_grad():
            rollout = play(self.levels, self.state, self.first_layer, parameters)
            values_after = bootstrap(rollout, self.first_layer, parameters)
            advantages = estimate_advantages(rollout, values_after)
            old = log_probabilities(rollout.logits.flatten(2), rollout.action.flatten(1))[1]
            targets = advantages + rollout.value
            advantages = normalise(advantages.flatten(1))
        batch = [rollout.level, rollout.cell, rollout.action, old, advantages, targets]
        sizes = [len(group.parameters[0]) for group in self.groups]
        for group, *parts in zip(self.groups, *(tensor.flatten(1).split(sizes) for tensor in batch)):
            learn(group, self.first_layer, *parts)

    def parameters(self):
        """Parameters of all groups, [agent][in][out]."""
        with torch.no_grad():
            return [torch.cat(blocks) for blocks in zip(*(group.parameters for group in self.groups))]


def play(levels, state, first_layer, parameters):
    """STEPS steps of every environment with sampled actions."""
    agents = len(state.level)
    fresh = torch.randint(levels.count, (STEPS, agents, ENVIRONMENTS))
    # argmax(logits + Gumbel noise) is a sample of the softmax; a Gumbel is minus the logarithm of an exponential
    noise = torch.empty(STEPS, agents, ACTIONS, ENVIRONMENTS).exponential_().log_().neg_()
    record, logits = [], []
    for t in range(STEPS):
        level, cell = state.level, state.cell
        heads = forward(first_layer, parameters, first_layer.encode(level, cell))
        action = noise[t].add_(heads[:, :ACTIONS]).max(1).indices  # several times faster than argmax
        entered, terminated, truncated = corner.step(levels, state, action, fresh[t])
        record.append((level, cell, entered, action, terminated, truncated, heads[:, ACTIONS]))
        logits.append(heads[:, :ACTIONS])
    last = forward(first_layer, parameters, first_layer.encode(state.level, state.cell))[:, ACTIONS]
    return Rollout(*(torch.stack(column, dim=1) for column in zip(*record)), last, torch.stack(logits, dim=2))


def bootstrap(rollout, first_layer, parameters):
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
    own = forward(first_layer, parameters, first_layer.encode(level, entered))[:, ACTIONS]
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


def learn(group, first_layer, level, cell, action, old, advantages, targets):
    """EPOCHS passes over the batch, each tensor [agent][sample]."""
    with torch.no_grad():
        prepared = first_layer.prepare(first_layer.encode(level, cell))
    for _ in range(EPOCHS):
        heads = forward(first_layer, group.parameters, prepared)
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
def success(population, levels):
    """Fraction of episodes on other levels that reach the cheese, over all agents, with sampled actions."""
    agents = len(population.state.level)
    parameters = population.parameters()
    first_layer = type(population.first_layer)(levels)
    state = corner.reset(levels, agents, 256)
    reached = torch.zeros_like(state.level, dtype=torch.bool)
    over = torch.zeros_like(reached)
    for _ in range(MAX_STEPS):
        logits = forward(first_layer, parameters, first_layer.encode(state.level, state.cell))[:, :ACTIONS]
        action = (logits + torch.empty_like(logits).exponential_().log_().neg_()).argmax(1)
        _, terminated, truncated = corner.step(levels, state, action, state.level)
        reached |= terminated & ~over
        over |= terminated | truncated
    return reached.float().mean().item()
