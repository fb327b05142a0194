"""Proximal policy optimisation in JAX, written for one agent; jax_population.py maps it over a population. Untested: see README.md.

It is the training of corner.py and ppo.py, with the same numbers. What one agent has is [step][environment] or [sample], samples being
numbered step by step, then by environment. A network is a list of (weight [in][out], bias [out]), of which the last is the head.
"""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy
from jax import lax

SIZE = 7
CELLS = SIZE * SIZE
FEATURES = 3 * CELLS  # planes: agent, walls, cheese
ACTIONS = 4  # up, left, down, right
MAX_STEPS = 4 * SIZE
CHEESE = 0  # its cell
WALL_CHANCE = 0.25

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
DECAYS = 0.9, 0.999
EPSILON = 1e-5

# Two truncations of an environment lie MAX_STEPS apart at least, so a rollout has no more than this.
MOST_TRUNCATIONS = -(-STEPS // MAX_STEPS)


class Levels(NamedTuple):
    """A bank of levels, which all agents share: where actions lead, starts, and walls."""

    next_cell: jax.Array  # int32 [level * CELLS * ACTIONS]
    start: jax.Array  # int32 [level]
    walls: jax.Array  # float32 [level][CELLS]


class State(NamedTuple):
    """Where an agent's environments are, each int32 [environment]."""

    level: jax.Array
    cell: jax.Array
    steps: jax.Array


class Rollout(NamedTuple):
    """What happened in an update, each [step][environment]; `value` is of the state before each step."""

    level: jax.Array
    cell: jax.Array
    entered: jax.Array
    action: jax.Array
    log_probability: jax.Array
    value: jax.Array
    terminated: jax.Array
    truncated: jax.Array


class Batch(NamedTuple):
    """What is learned from, each [sample]."""

    level: jax.Array
    cell: jax.Array
    action: jax.Array
    log_probability: jax.Array
    advantage: jax.Array
    target: jax.Array


class Agent(NamedTuple):
    """An agent in training: its network, Adam's moments of it and steps so far, its environments, and the key of its random numbers."""

    network: list
    mean: list
    square: list
    count: jax.Array
    state: State
    key: jax.Array


def draw_levels(count, layout, seed):
    """`count` solvable levels, by numpy; blocks: each cell but the cheese's is a wall with probability WALL_CHANCE."""
    random = numpy.random.default_rng(seed)
    drawn = 2 * count + 64
    walls = random.random((drawn, CELLS)) < (WALL_CHANCE if layout == "blocks" else 0.0)
    walls[:, CHEESE] = False
    moves = next_cells(walls)
    starts = reaches_cheese(walls, moves)
    kept = numpy.flatnonzero(starts.any(1))[:count]
    if len(kept) < count:
        raise RuntimeError(f"only {len(kept)} of {drawn} candidate levels were solvable, {count} are needed")
    start = (random.random((count, CELLS)) * starts[kept]).argmax(1)  # any of the cells alike
    return Levels(jnp.asarray(moves[kept].reshape(-1).astype("int32")), jnp.asarray(start.astype("int32")), jnp.asarray(walls[kept].astype("float32")))


def next_cells(walls):
    """[level][cell][action]: where each action leads; a bump leaves the agent where it is."""
    cell = numpy.arange(CELLS)
    row, column = cell // SIZE, cell % SIZE
    rows = numpy.stack([row - 1, row, row + 1, row], axis=1).clip(0, SIZE - 1)
    columns = numpy.stack([column, column - 1, column, column + 1], axis=1).clip(0, SIZE - 1)
    to = rows * SIZE + columns
    return numpy.where(walls[:, to], cell[:, None], to)


def reaches_cheese(walls, moves):
    """[level][cell]: free cells, other than the cheese's, from which it can be reached within MAX_STEPS."""
    level = numpy.arange(len(walls))[:, None, None]
    reached = numpy.zeros_like(walls)
    reached[:, CHEESE] = True
    for _ in range(MAX_STEPS):
        reached |= reached[level, moves].any(2)
    reached &= ~walls
    reached[:, CHEESE] = False
    return reached


def create(key, levels, width, depth):
    """A new agent: orthogonal weights, biases of zero, environments at the starts of random levels."""
    *keys, policy, value, place, key = jax.random.split(key, depth + 4)
    network = [(orthogonal(own, inputs, width, math.sqrt(2)), jnp.zeros(width)) for own, inputs in zip(keys, [FEATURES] + [width] * (depth - 1))]
    head = jnp.concatenate([orthogonal(policy, width, ACTIONS, 0.01), orthogonal(value, width, 1, 1.0)], axis=1)
    network.append((head, jnp.zeros(ACTIONS + 1)))
    moments = [jax.tree_util.tree_map(jnp.zeros_like, network) for _ in range(2)]
    return Agent(network, *moments, jnp.zeros(()), reset(place, levels, ENVIRONMENTS), key)


def orthogonal(key, rows, columns, gain):
    return jax.nn.initializers.orthogonal(gain)(key, (rows, columns), jnp.float32)


def reset(key, levels, environments):
    level = jax.random.randint(key, (environments,), 0, len(levels.start))
    return State(level, levels.start[level], jnp.zeros_like(level))


def step(levels, state, action, fresh):
    """Moves all environments; where an episode ends, the level numbered in `fresh` begins. The reward is 1 where terminated."""
    entered = levels.next_cell[(state.level * CELLS + state.cell) * ACTIONS + action]
    steps = state.steps + 1
    terminated = entered == CHEESE
    truncated = (steps >= MAX_STEPS) & ~terminated
    done = terminated | truncated
    after = State(jnp.where(done, fresh, state.level), jnp.where(done, levels.start[fresh], entered), jnp.where(done, 0, steps))
    return after, (entered, terminated, truncated)


def first_layer(weight, levels, level, cell, way):
    """The first layer's sums without its bias, [sample][width].

    way: dense, a product with the whole observation; sparse, the rows of the agent and the cheese, and a product with the walls; rows, the
    same without that product, where no level has walls
    """
    rows = weight[cell] + weight[2 * CELLS + CHEESE]
    if way == "rows":
        return rows
    walls = levels.walls[level]
    if way == "sparse":
        return rows + walls @ weight[CELLS : 2 * CELLS]
    cheese = jnp.broadcast_to(jax.nn.one_hot(CHEESE, CELLS), walls.shape)
    return jnp.concatenate([jax.nn.one_hot(cell, CELLS), walls, cheese], axis=1) @ weight


def heads(network, levels, level, cell, way):
    """Logits [sample][ACTIONS] and values [sample] of levels and cells [sample]."""
    (weight, bias), *deeper = network
    x = first_layer(weight, levels, level, cell, way) + bias
    for weight, bias in deeper:
        x = jax.nn.relu(x) @ weight + bias
    return x[:, :ACTIONS], x[:, ACTIONS]


def play(network, levels, state, noise, fresh, way):
    """STEPS steps of every environment with sampled actions: the state after them, and the rollout.

    noise: Gumbel [step][environment][ACTIONS]: argmax(logits + noise) is a sample of the softmax
    fresh: int32 [step][environment], the levels of episodes that begin
    """

    def once(state, drawn):
        noise, fresh = drawn
        logits, value = heads(network, levels, state.level, state.cell, way)
        action = jnp.argmax(logits + noise, axis=1)
        after, (entered, terminated, truncated) = step(levels, state, action, fresh)
        taken = log_probabilities(logits, action)[1]
        return after, Rollout(state.level, state.cell, entered, action, taken, value, terminated, truncated)

    return lax.scan(once, state, (noise, fresh))


def log_probabilities(logits, action):
    """Of all actions, [sample][ACTIONS], and of the actions taken, [sample]."""
    every = jax.nn.log_softmax(logits, axis=1)
    return every, jnp.take_along_axis(every, action[:, None], axis=1)[:, 0]


def bootstrap(network, levels, rollout, state, way):
    """Value of the state after each step, [step][environment]: of the episode's own last state where it was truncated."""
    last = heads(network, levels, state.level, state.cell, way)[1]
    after = jnp.concatenate([rollout.value[1:], last[None]])
    # truncated steps first, so that only as many last states are shown as there can be
    places = jnp.argsort(jnp.where(rollout.truncated, 0, 1), axis=0)[:MOST_TRUNCATIONS]
    level, entered = (jnp.take_along_axis(x, places, axis=0).reshape(-1) for x in (rollout.level, rollout.entered))
    own = heads(network, levels, level, entered, way)[1].reshape(places.shape)
    number = jnp.arange(STEPS)[:, None]
    for place, value in zip(places, own):
        after = jnp.where((number == place) & rollout.truncated, value, after)
    return after


def estimate_advantages(rollout, after):
    """Generalised advantage estimation (Schulman et al. 2016, equation 16), [step][environment]."""
    terminated = rollout.terminated.astype(jnp.float32)
    errors = terminated + DISCOUNT * (1 - terminated) * after - rollout.value
    decay = DISCOUNT * GAE_LAMBDA * (1 - (rollout.terminated | rollout.truncated).astype(jnp.float32))

    def back(later, at):
        error, decay = at
        advantage = error + decay * later
        return advantage, advantage

    return lax.scan(back, jnp.zeros_like(errors[0]), (errors, decay), reverse=True)[1]


def batch_of(network, levels, rollout, state, way):
    """What there is to learn from a rollout; advantages to mean 0 and standard deviation 1."""
    advantages = estimate_advantages(rollout, bootstrap(network, levels, rollout, state, way))
    apart = advantages - advantages.mean()
    normal = apart / (jnp.sqrt((apart * apart).mean()) + 1e-8)
    kept = rollout.level, rollout.cell, rollout.action, rollout.log_probability, normal, advantages + rollout.value
    return Batch(*(x.reshape(-1) for x in kept))


def ppo_loss(network, levels, batch, way):
    """An agent's mean loss (Schulman et al. 2017, equation 9)."""
    logits, value = heads(network, levels, batch.level, batch.cell, way)
    every, taken = log_probabilities(logits, batch.action)
    ratio = jnp.exp(taken - batch.log_probability)
    gain = jnp.minimum(ratio * batch.advantage, jnp.clip(ratio, 1 - CLIP, 1 + CLIP) * batch.advantage)
    entropy = -(jnp.exp(every) * every).sum(1)
    error = value - batch.target
    return (VALUE_WEIGHT * error * error - gain - ENTROPY_BONUS * entropy).mean()


def learn(agent, levels, batch, way):
    """EPOCHS steps of Adam (Kingma and Ba 2015), each on the whole batch with its gradient clipped."""

    def epoch(agent, _):
        gradient = jax.grad(ppo_loss)(agent.network, levels, batch, way)
        return descend(agent, gradient), None

    return lax.scan(epoch, agent, None, length=EPOCHS)[0]


def descend(agent, gradient):
    """One step of Adam down a gradient, clipped to MAX_GRADIENT_NORM."""
    norm = jnp.sqrt(sum((part * part).sum() for part in jax.tree_util.tree_leaves(gradient)))
    scale = jnp.minimum(1.0, MAX_GRADIENT_NORM / jnp.maximum(norm, 1e-12))
    count = agent.count + 1
    first, second = DECAYS
    each = jax.tree_util.tree_map
    mean = each(lambda m, g: first * m + (1 - first) * scale * g, agent.mean, gradient)
    square = each(lambda s, g: second * s + (1 - second) * (scale * g) ** 2, agent.square, gradient)

    def moved(parameter, m, s):
        return parameter - LEARNING_RATE * (m / (1 - first**count)) / (jnp.sqrt(s / (1 - second**count)) + EPSILON)

    return agent._replace(network=each(moved, agent.network, mean, square), mean=mean, square=square, count=count)


def gather(agent, levels, way):
    """An agent after a rollout, and what it has to learn from it."""
    key, of_actions, of_levels = jax.random.split(agent.key, 3)
    noise = jax.random.gumbel(of_actions, (STEPS, ENVIRONMENTS, ACTIONS))
    fresh = jax.random.randint(of_levels, (STEPS, ENVIRONMENTS), 0, len(levels.start))
    state, rollout = play(agent.network, levels, agent.state, noise, fresh, way)
    return agent._replace(state=state, key=key), batch_of(agent.network, levels, rollout, state, way)


def success(agent, levels, way, episodes=256):
    """Share of episodes on these levels in which the agent reaches the cheese, with sampled actions."""
    place, of_actions = jax.random.split(agent.key)
    state = reset(place, levels, episodes)

    def once(carry, noise):
        state, reached, over = carry
        logits, _ = heads(agent.network, levels, state.level, state.cell, way)
        state, (_, terminated, truncated) = step(levels, state, jnp.argmax(logits + noise, axis=1), state.level)
        return (state, reached | (terminated & ~over), over | terminated | truncated), None

    none = jnp.zeros(episodes, dtype=bool)
    noise = jax.random.gumbel(of_actions, (MAX_STEPS, episodes, ACTIONS))
    return lax.scan(once, (state, none, none), noise)[0][1].astype(jnp.float32).mean()
