#!/usr/bin/env python3
"""What PyTorch does with the training that MesaBench does: a population of small agents on the corner world, learning included.

    torch_population.py --agents 16 --first-layer sparse        one configuration; prints one line of JSON
    torch_population.py --sweep --width 64 --layout blocks      the best of many; prints one line of JSON, the rest on stderr

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


def main():
    options = parse()
    best = sweep(options) if options.sweep else measure(vars(options))
    if options.learn_steps:
        best["success"] = in_fresh_processes(learn, {**vars(options), **best, "processes": 1})[0]
    print(json.dumps(best), flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=16, help="agents of each process")
    parser.add_argument("--group", type=int, default=4, help="agents that learn at once; all of them play at once")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--depth", type=int, default=2)
    parser.add_argument("--layout", choices=["open", "blocks"], default="blocks")
    parser.add_argument("--first-layer", choices=["dense", "sparse"], default="sparse")
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--updates", type=int, default=8, help="in each timed repeat")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--learn-steps", type=int, default=0, help="then train eight agents for so many steps each, and test them")
    parser.add_argument("--sweep", action="store_true", help="try threads, processes, agents, groups and first layers; print the best")
    parser.add_argument("--only-first-layer", choices=["dense", "sparse"], help="keep the sweep to one of them")
    return parser.parse_args()


def sweep(options):
    """The fastest configuration: first all of them briefly, then the fastest few of each first layer for as long as asked."""
    cores = len(os.sched_getaffinity(0))
    parallel = [(1, 1)] if cores == 1 else [(1, 1), (cores, 1), (1, cores)]
    sizes = [(4, 4), (16, 4), (16, 16), (32, 4), (32, 32)]
    firsts = [options.only_first_layer] if options.only_first_layer else ["dense", "sparse"]
    found = []
    for (threads, processes), (agents, group), first in itertools.product(parallel, sizes, firsts):
        config = {**vars(options), "threads": threads, "processes": processes, "agents": agents, "group": group, "first_layer": first}
        found.append(report(measure({**config, "repeats": 2, "updates": max(1, 48 // agents)})))
    again = []
    for first in firsts:
        fastest = sorted((result for result in found if result["first_layer"] == first), key=speed, reverse=True)[:2]
        again += [report(measure({**vars(options), **candidate})) for candidate in fastest]
    return max(again, key=speed)


def report(result):
    print(json.dumps(result), file=sys.stderr, flush=True)
    return result


def speed(result):
    return result["steps_per_second"]


def measure(config):
    """The configuration with its environment steps per second, learning included: the median over repeats, all processes together."""
    spans = in_fresh_processes(time_updates, config)
    steps = config["processes"] * config["agents"] * WORLD_STEPS * config["updates"]
    rates = [steps / (max(end for _, end in turn) - min(start for start, _ in turn)) for turn in zip(*spans)]
    keys = ["width", "depth", "layout", "first_layer", "threads", "processes", "agents", "group"]
    figures = {"steps_per_second": round(statistics.median(rates)), "slowest": round(min(rates)), "fastest": round(max(rates))}
    return {**{key: config[key] for key in keys}, **figures}


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
    """(start, end) of each repeat, in seconds of the machine's monotonic clock; all processes start a repeat together."""
    population = make(config, config["agents"], index)
    population.update()  # warm-up
    spans = []
    for _ in range(config["repeats"]):
        barrier.wait()
        start = time.monotonic()
        for _ in range(config["updates"]):
            population.update()
        spans.append((start, time.monotonic()))
    return spans


def learn(config, barrier, index):
    """Fraction of episodes on held-out levels in which eight agents, trained for learn_steps steps each, reach the cheese."""
    import corner
    import ppo

    population = make(config, 8, index)
    for _ in range(config["learn_steps"] // WORLD_STEPS):
        population.update()
    return round(ppo.success(population, corner.draw_levels(512, config["layout"], seed=2)), 4)


def make(config, agents, index):
    """A population in this process."""
    import torch  # here, so that only workers load it, with their thread counts

    import corner
    import ppo

    torch.set_num_threads(config["threads"])
    torch.manual_seed(index)
    levels = corner.draw_levels(LEVELS, config["layout"], seed=1)
    return ppo.Population(levels, agents, config["group"], config["width"], config["depth"], config["first_layer"])


if __name__ == "__main__":
    main()
