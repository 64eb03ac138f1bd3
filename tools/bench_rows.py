"""Reads what `neurocrypt bench --json` prints, for bench_table.py and plot_bench.py."""
import json


def load(path):
    """Returns (environment, list of measurements)."""
    environment, rows = None, []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["kind"] == "environment":
                environment = row
            elif row["kind"] == "measurement":
                rows.append(row)
    if environment is None or not rows:
        raise SystemExit(f"{path}: not the output of neurocrypt bench --json")
    return environment, rows


def find(rows, **wanted):
    """The one row whose fields have the wanted values, or None."""
    for row in rows:
        if all(row[field] == value for field, value in wanted.items()):
            return row
    return None


def size_name(count):
    if count >= 1 << 20:
        return f"{count >> 20} MiB"
    return f"{count >> 10} KiB" if count >= 1 << 10 else f"{count} B"
