"""Compares exports of a results folder, as pandas and numpy read them, with its CSV files.

    mesabench export results/quick --to json
    mesabench export results/quick --to parquet                                 # read where pandas has pyarrow or fastparquet
    mesabench export results/quick --to rliable --score preference
    python3 bench/readers/tables.py results/quick

Ends with 1 where a single value differs. Needs pandas; safetensors is read with numpy alone, so that what rliable would be given can be checked without it.
"""

import json
import os
import sys

import numpy
import pandas


def differences(table, csv):
    """Values that are not the same, those that are missing on both sides being so."""
    if list(table.columns) != list(csv.columns) or len(table) != len(csv):
        return len(csv) * len(csv.columns)
    count = 0
    for name in csv.columns:
        ours, theirs = table[name], csv[name]
        if pandas.api.types.is_numeric_dtype(theirs) and not pandas.api.types.is_numeric_dtype(ours):
            ours = pandas.to_numeric(ours)  # "Inf" among numbers
        count += int((~((ours == theirs) | (ours.isna() & theirs.isna()))).sum())
    return count


def read_parquet(path):
    try:
        return pandas.read_parquet(path)
    except ImportError:
        return None


def arrays(path):
    """The tensors of a safetensors file, and its metadata; safetensors.numpy.load_file does the same."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        values = numpy.frombuffer(file.read(), dtype="<f4")
    metadata = header.pop("__metadata__")
    return {name: values[entry["data_offsets"][0] // 4:entry["data_offsets"][1] // 4].reshape(entry["shape"]) for name, entry in header.items()}, metadata


def wrong_scores(folder, path):
    scores, metadata = arrays(path)
    tasks, score = json.loads(metadata["tasks"]), metadata["score"]
    agents = pandas.read_csv(os.path.join(folder, "agents.csv"))
    expected = {name: numpy.full(array.shape, numpy.nan, numpy.float32) for name, array in scores.items()}
    for cell, label, alpha, seed, value in agents[["cell", "world_label", "alpha", "seed", score]].itertuples(index=False):
        task = f"{label}_a{alpha:g}"
        expected[cell[len(task) + 1:]][seed, tasks.index(task)] = value
    wrong = sum(int((~((array == expected[name]) | (numpy.isnan(array) & numpy.isnan(expected[name])))).sum()) for name, array in scores.items())
    print(f"{path}: {score} of {len(scores)} algorithms, {len(tasks)} tasks, {sum(array.size for array in scores.values())} values, {wrong} differ")
    return wrong


def main(folder):
    folder = folder.rstrip("/")
    wrong = 0
    for ending, read in (("json", lambda path: pandas.read_json(path, precise_float=True)), ("parquet", read_parquet)):
        exported = f"{folder}-{ending}"
        if not os.path.isdir(exported):
            continue
        tables = values = differ = 0
        for name in sorted(name for name in os.listdir(exported) if name.endswith("." + ending) and name not in ("export.json", f"columns.{ending}")):
            table = read(os.path.join(exported, name))
            if table is None:
                print(f"{exported}: not read, for pandas has neither pyarrow nor fastparquet here")
                break
            csv = pandas.read_csv(os.path.join(folder, name[:-len(ending)] + "csv"), float_precision="round_trip")
            tables, values, differ = tables + 1, values + csv.size, differ + differences(table, csv)
        else:
            print(f"{exported}: {tables} tables, {values} values, {differ} differ")
        wrong += differ
    scores = f"{folder}-rliable"
    for name in sorted(os.listdir(scores)) if os.path.isdir(scores) else ():
        if name.endswith(".safetensors"):
            wrong += wrong_scores(folder, os.path.join(scores, name))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
