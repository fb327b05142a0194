#!/usr/bin/env python3
"""What PyTorch does with the training that MesaBench does: a population of small agents on the corner world, learning included.

    torch_population.py --network rcnn --width 8 --set ticks=6 --agents 16      one configuration; prints one line of JSON
    torch_population.py --network mlp --width 64 --sweep                        the best of many; one line of JSON, the rest on stderr

See README.md for what is measured and how.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import statistics
import sys
import time

LEVELS = 4096
WORLD_STEPS = 1024  # a learning agent's environment steps an update: 32 environments x 32 steps

# The C library otherwise gives memory back after each large tensor, and new pages cost more than many of the operations that fill them.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(2**40)}


# Settings with their defaults, and the ways to compute it, the likely best first.
NETWORKS = {
    "mlp": ({"width": 16, "depth": 2}, ["sparse", "dense"]),
    "cnn": ({"width": 16, "depth": 3}, ["grouped", "unfold"]),
    "gru": ({"width": 32}, ["dense", "sparse"]),
    "rcnn": ({"width": 16, "ticks": 2}, ["grouped", "unfold"]),
    "drc": ({"width": 8, "depth": 2, "ticks": 3}, ["grouped", "unfold"]),
    "transformer": ({"width": 16, "heads": 2, "blocks": 2}, ["bmm"]),
}


def main():
    config = parse()
    best = sweep(config) if config["sweep"] else measure(config)
    if config["learn_steps"]:
        best["success"] = in_fresh_processes(learn, {**config, **best, "processes": 1})[0]
    print(json.dumps(best), flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=NETWORKS, default="mlp")
    parser.add_argument("--width", type=int, help="of its layers, or its channels")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER", help="another setting of the network: --set ticks=6")
    parser.add_argument("--layout", choices=["open", "blocks"], default="blocks")
    parser.add_argument("--way", help="how the network is computed: sparse or dense, grouped or unfold; a sweep keeps to it")
    parser.add_argument("--agents", type=int, default=16, help="agents of each process")
    parser.add_argument("--group", type=int, default=4, help="agents that learn at once; all of them play at once")
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2, help="of each timed repeat, which takes one update at least")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--learn-steps", type=int, default=0, help="then train eight agents for so many steps each, and test them")
    parser.add_argument("--sweep", action="store_true", help="try ways, agents, groups, threads and processes; print the best")
    options = parser.parse_args()
    defaults, ways = NETWORKS[options.network]
    given = dict(setting.partition("=")[::2] for setting in options.set)
    if options.width:
        given["width"] = options.width
    for name, value in given.items():
        if name not in defaults or not str(value).isdigit():
            parser.error(f"{options.network}: found {name}={value}; allowed: numbers for {', '.join(defaults)}")
    if options.way not in [None, *ways]:
        parser.error(f"--way: found {options.way}; allowed: {', '.join(ways)}")
    settings = {**defaults, **{name: int(value) for name, value in given.items()}}
    ways = [options.way] if options.way else ways
    return {**vars(options), "settings": settings, "ways": ways, "way": ways[0]}


def sweep(config):
    """The fastest configuration: ways and sizes briefly, on one process a core; then the fastest few, and one process, for as long as asked."""
    cores = len(os.sched_getaffinity(0))
    brief = {**config, "threads": 1, "processes": cores, "repeats": 2, "seconds": 0.5}

    def tried(ways, sizes):
        cases = [{**brief, "way": way, "agents": agents, "group": group} for way in ways for agents, group in sizes]
        return [report(measure(case)) for case in cases]

    found = tried(config["ways"], [(4, 4)])
    ways = [result["way"] for result in found if speed(result) > max(map(speed, found)) / 2]  # no size makes up for a factor of two
    found += tried(ways, [(4, 1), (16, 4), (16, 16), (32, 4), (32, 32)])
    found.sort(key=speed, reverse=True)
    again = [shape(result) for result in found[:3]]
    if cores > 1:
        again += [{**again[0], "processes": 1, "threads": threads} for threads in (1, cores)]
    return max((report(measure({**config, **candidate})) for candidate in again), key=speed)


def shape(config):
    return {key: config[key] for key in ["way", "threads", "processes", "agents", "group"]}


def report(result):
    print(json.dumps(result), file=sys.stderr, flush=True)
    return result


def speed(result):
    return result["steps_per_second"]


def measure(config):
    """The configuration with its environment steps per second, learning included: the median over repeats, all processes together."""
    answers = in_fresh_processes(time_updates, config)
    rates = [sum(turn) for turn in zip(*(rates for _, rates in answers))]
    figures = {"steps_per_second": round(statistics.median(rates)), "slowest": round(min(rates)), "fastest": round(max(rates))}
    what = {"network": config["network"], "settings": config["settings"], "parameters": answers[0][0], "layout": config["layout"]}
    return {**what, **shape(config), **figures}


def in_fresh_processes(work, config):
    """What work(config, barrier, index) returns in each of the configured processes, started anew with the configured threads."""
    for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:  # read when the libraries are loaded
        os.environ[name] = str(config["threads"])
    os.environ.update(KEEP_MEMORY)
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(config["processes"])
    pipes, workers = [], []
    for index in range(config["processes"]):
        receiver, sender = context.Pipe(duplex=False)
        worker = context.Process(target=send, args=(sender, work, config, barrier, index))
        worker.start()
        sender.close()  # so that a worker that dies is seen as the end of its pipe
        pipes.append(receiver)
        workers.append(worker)
    answers = [pipe.recv() for pipe in pipes]
    for worker in workers:
        worker.join()
    return answers


def send(sender, work, config, barrier, index):
    sender.send(work(config, barrier, index))


def time_updates(config, barrier, index):
    """Parameters of an agent, and this process's environment steps per second in each repeat; all processes start a repeat together."""
    population = make(config, config["agents"], index)
    population.update()  # warm-up
    rates = []
    for _ in range(config["repeats"]):
        barrier.wait()
        start = time.monotonic()
        updates = 0
        while updates == 0 or time.monotonic() - start < config["seconds"]:
            population.update()
            updates += 1
        rates.append(updates * config["agents"] * WORLD_STEPS / (time.monotonic() - start))
    return sum(block.count for block in population.network.blocks), rates


def learn(config, barrier, index):
    """Fraction of episodes on held-out levels in which eight agents, trained for learn_steps steps each, reach the cheese."""
    import corner
    import ppo

    population = make(config, 8, index)
    for _ in range(config["learn_steps"] // WORLD_STEPS):
        population.update()
    levels = corner.draw_levels(512, config["layout"], seed=2)
    return round(ppo.success(population, network_on(levels, config), levels), 4)


def make(config, agents, index):
    """A population in this process."""
    import torch  # here, so that only workers load it, with their thread counts

    import corner
    import ppo

    torch.set_num_threads(config["threads"])
    torch.manual_seed(index)
    levels = corner.draw_levels(LEVELS, config["layout"], seed=1)
    return ppo.Population(levels, network_on(levels, config), agents, config["group"])


def network_on(levels, config):
    """The configuration's network, which sees these levels."""
    from cell_networks import Cnn, Drc, Rcnn
    from transformer import Transformer
    from vector_networks import Gru, Mlp

    kinds = {"mlp": Mlp, "cnn": Cnn, "gru": Gru, "rcnn": Rcnn, "drc": Drc, "transformer": Transformer}
    return kinds[config["network"]](levels, config["way"], **config["settings"])


if __name__ == "__main__":
    main()
