"""The mean of a column for each class, from the activation store: python mean_by_digit.py <folder> <network> <layer>"""
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

folder, network, layer = sys.argv[1:4]
column = int(sys.argv[4]) if len(sys.argv) > 4 else 0
manifest = json.load(open(f"{folder}/manifest.json"))
stored = next(l for l in manifest["layers"] if l["network"] == network and l["layer"] == layer)
low, step = stored["scale"]["low"][column], stored["scale"]["step"][column]


def map_shard(file):
    """One worker: a shard's sum of values and count for each class."""
    table = pa.ipc.open_file(pa.memory_map(f"{folder}/{file}")).read_all()
    values = pc.add(low, pc.multiply(step, pc.cast(table[f"a{column}"], pa.float64())))
    partial = pa.table({"label": table["label"], "value": values}).group_by("label")
    return partial.aggregate([("value", "sum"), ("value", "count")])


def merge(a, b):
    """Partials add up, in any order."""
    both = pa.concat_tables([a, b]).group_by("label").aggregate([("value_sum", "sum"), ("value_count", "sum")])
    return both.rename_columns(["label", "value_sum", "value_count"])


with ThreadPoolExecutor() as workers:
    total = reduce(merge, workers.map(map_shard, stored["files"]))
rows = {row["label"]: row["value_sum"] / row["value_count"] for row in total.to_pylist()}
print(json.dumps([rows.get(label) for label in range(10)]))
