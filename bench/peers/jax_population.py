#!/usr/bin/env python3
"""What JAX does with the training that MesaBench does on a device: a population of small agents on the corner world, learning included.

    jax_population.py --agents 8192 --width 64 --layout open --precision float32     prints one line of JSON
    jax_population.py --agents 64 --layout open --learn-steps 300000                 and that it learns: success near 1

Untested: it was written where no JAX was to be had (see README.md, which also says what was checked without it).
"""

import argparse
import functools
import json
import statistics
import sys
import time

LEVELS = 4096
WORLD_STEPS = 1024  # a learning agent's environment steps an update: 32 environments x 32 steps


def main():
    config = parse()
    try:
        import jax  # here, so that --help and mistakes need none
    except ModuleNotFoundError:
        sys.exit(f"{sys.executable} has no JAX")
    jax.config.update("jax_default_matmul_precision", {"float32": "float32", "tf32": "tensorfloat32"}[config["precision"]])
    import jax_ppo

    levels = jax_ppo.draw_levels(LEVELS, config["layout"], seed=1)
    population = create(config, levels)
    updates = compiled_updates(config, population, levels)
    result = {**config, "parameters": parameters_of(population), "device": str(jax.devices()[0]), "jax": jax.__version__}
    print(json.dumps(result), file=sys.stderr, flush=True)
    population, rates = measure(config, updates, population, levels)
    result |= {"steps_per_second": round(statistics.median(rates)), "slowest": round(min(rates)), "fastest": round(max(rates))}
    if config["learn_steps"]:
        result["success"] = learned(config, updates, levels)
    print(json.dumps(result), flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=["mlp"], default="mlp")
    parser.add_argument("--width", type=positive, default=64, help="of its layers")
    parser.add_argument("--depth", type=positive, default=2, help="layers before the head")
    parser.add_argument("--layout", choices=["open", "blocks"], default="blocks")
    parser.add_argument("--way", choices=["sparse", "dense"], default="sparse", help="how the first layer is computed")
    parser.add_argument("--precision", choices=["float32", "tf32"], default="float32", help="of products; all else is float32")
    parser.add_argument("--agents", type=positive, default=1024)
    parser.add_argument("--chunk", type=positive, help="agents that learn at once, where memory is short: a divisor of --agents; all play at once")
    parser.add_argument("--updates", type=positive, default=10, help="updates of a timed repeat, compiled as one")
    parser.add_argument("--repeats", type=positive, default=5)
    parser.add_argument("--learn-steps", type=positive, help="then train the population anew for so many steps an agent, and test it")
    options = vars(parser.parse_args())
    if options["chunk"] and options["agents"] % options["chunk"]:
        parser.error(f"--chunk: found {options['chunk']}; allowed: divisors of --agents {options['agents']}")
    return options


def positive(text):
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"found {text}; allowed: whole numbers above 0")
    return int(text)


def create(config, levels):
    """A population that has learned nothing: an agent whose every array has the population as its first axis."""
    import jax
    import jax_ppo

    keys = jax.random.split(jax.random.key(0), config["agents"])
    one = functools.partial(jax_ppo.create, levels=levels, width=config["width"], depth=config["depth"])
    return jax.jit(jax.vmap(one))(keys)


def parameters_of(population):
    import jax

    return sum(array[0].size for array in jax.tree_util.tree_leaves(population.network))


def update(config, population, levels):
    """One rollout of the population and what is learned from it."""
    import jax
    import jax_ppo
    from jax import lax

    way, chunk = way_of(config), config["chunk"] or config["agents"]
    population, batch = jax.vmap(lambda agent: jax_ppo.gather(agent, levels, way))(population)
    learn = jax.vmap(lambda agent, batch: jax_ppo.learn(agent, levels, batch, way))
    if chunk == config["agents"]:
        return learn(population, batch)
    parts = jax.tree_util.tree_map(lambda array: array.reshape(-1, chunk, *array.shape[1:]), (population, batch))
    learned = lax.map(lambda part: learn(*part), parts)
    return jax.tree_util.tree_map(lambda array: array.reshape(-1, *array.shape[2:]), learned)


def way_of(config):
    """How the first layer is computed: on open levels there are no walls to multiply with."""
    return "rows" if (config["way"], config["layout"]) == ("sparse", "open") else config["way"]


def compiled_updates(config, population, levels):
    """A function of a population and levels, compiled for these: the population after config["updates"] updates. It takes over the memory."""
    import jax
    from jax import lax

    def many(population, levels):
        return lax.scan(lambda now, _: (update(config, now, levels), None), population, None, length=config["updates"])[0]

    return jax.jit(many, donate_argnums=0).lower(population, levels).compile()


def measure(config, updates, population, levels):
    """The population, and its environment steps per second in each repeat, learning included, after one to warm up."""
    import jax

    population = jax.block_until_ready(updates(population, levels))
    rates = []
    for _ in range(config["repeats"]):
        start = time.monotonic()
        population = jax.block_until_ready(updates(population, levels))
        rates.append(config["updates"] * config["agents"] * WORLD_STEPS / (time.monotonic() - start))
    return population, rates


def learned(config, updates, levels):
    """Share of episodes on held-out levels in which a population, trained for learn_steps steps an agent, reaches the cheese."""
    import jax
    import jax_ppo

    population = create(config, levels)
    for _ in range(-(-config["learn_steps"] // (config["updates"] * WORLD_STEPS))):
        population = updates(population, levels)
    other = jax_ppo.draw_levels(512, config["layout"], seed=2)
    shares = jax.jit(jax.vmap(lambda agent: jax_ppo.success(agent, other, way_of(config))))(population)
    return round(float(shares.mean()), 4)


if __name__ == "__main__":
    main()
