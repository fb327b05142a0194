"""The corner world in PyTorch: cheese in the top-left corner, and every environment of every agent moved by one tensor operation."""

from dataclasses import dataclass

import torch

SIZE = 7
CELLS = SIZE * SIZE
PLANES = 3  # agent, walls, cheese
FEATURES = PLANES * CELLS
ACTIONS = 4  # up, left, down, right
MAX_STEPS = 4 * SIZE
CHEESE = 0  # its cell
WALL_CHANCE = 0.25


@dataclass(frozen=True)
class Levels:
    """A bank of levels, which all agents share.

    next_cell: int64 [level * CELLS * ACTIONS], the cell reached from a cell by an action
    start: int64 [level]
    planes: float32 [level][FEATURES], an observation without its agent
    active: int64 [level][most + 1], the same as a list of active features; entry 0 is left for the agent's own,
        and FEATURES, which is no feature, fills up short lists
    """

    next_cell: torch.Tensor
    start: torch.Tensor
    planes: torch.Tensor
    active: torch.Tensor

    @property
    def count(self):
        return len(self.start)


@dataclass
class State:
    """Where all environments are; each tensor is int64 [agent][environment]."""

    level: torch.Tensor
    cell: torch.Tensor
    steps: torch.Tensor


def draw_levels(count, layout, seed):
    """Draws `count` solvable levels; blocks: each cell but the cheese's is a wall with probability WALL_CHANCE."""
    random = torch.Generator().manual_seed(seed)
    drawn = 2 * count + 64  # most draws have a start; a shortage would show as an error below
    walls = torch.rand(drawn, CELLS, generator=random) < (WALL_CHANCE if layout == "blocks" else 0.0)
    walls[:, CHEESE] = False
    moves = next_cells(walls)
    starts = reaches_cheese(walls, moves)
    starts[:, CHEESE] = False
    kept = starts.any(1).nonzero().squeeze(1)[:count]
    if len(kept) < count:
        raise RuntimeError(f"only {len(kept)} of {drawn} candidate levels were solvable, {count} are needed")
    start = torch.multinomial(starts[kept].float(), 1, generator=random).squeeze(1)
    planes = torch.zeros(count, PLANES, CELLS)
    planes[:, 1] = walls[kept].float()
    planes[:, 2, CHEESE] = 1
    planes = planes.view(count, FEATURES)
    return Levels(moves[kept].flatten(), start, planes, active_lists(planes))


def next_cells(walls):
    """int64 [level][cell][action]: where each action leads; a bump leaves the agent where it is."""
    cell = torch.arange(CELLS)
    row, column = cell // SIZE, cell % SIZE
    targets = torch.stack(
        [
            (row - 1).clamp(min=0) * SIZE + column,
            row * SIZE + (column - 1).clamp(min=0),
            (row + 1).clamp(max=SIZE - 1) * SIZE + column,
            row * SIZE + (column + 1).clamp(max=SIZE - 1),
        ],
        dim=1,
    )
    return torch.where(walls[:, targets], cell.view(1, CELLS, 1), targets)


def reaches_cheese(walls, moves):
    """bool [level][cell]: free cells from which the cheese can be reached within MAX_STEPS."""
    reached = torch.zeros_like(walls)
    reached[:, CHEESE] = True
    for _ in range(MAX_STEPS):
        reached |= reached.gather(1, moves.flatten(1)).view(moves.shape).any(2)
    return reached & ~walls


def active_lists(planes):
    """The active features of each row of `planes`, as Levels.active describes."""
    counts = planes.sum(1).long()
    lists = torch.full((len(planes), 1 + int(counts.max())), FEATURES)
    level, feature = planes.nonzero(as_tuple=True)
    place = torch.arange(len(level)) - (counts.cumsum(0) - counts)[level]
    lists[level, 1 + place] = feature
    return lists


def reset(levels, agents, environments):
    """Every environment at the start of a random level."""
    level = torch.randint(levels.count, (agents, environments))
    return State(level, levels.start[level], torch.zeros_like(level))


def step(levels, state, action, fresh):
    """Moves all environments; where an episode ends, the level numbered in `fresh` begins.

    Returns (next cell before any reset, terminated, truncated), each [agent][environment]. The reward is 1 where terminated.
    """
    entered = levels.next_cell.take((state.level * CELLS + state.cell) * ACTIONS + action)
    state.steps += 1
    terminated = entered == CHEESE
    truncated = (state.steps >= MAX_STEPS) & ~terminated
    done = terminated | truncated
    state.level = torch.where(done, fresh, state.level)
    state.cell = torch.where(done, levels.start[fresh], entered)
    state.steps *= ~done
    return entered, terminated, truncated
