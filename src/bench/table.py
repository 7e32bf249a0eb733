"""python3 table.py DIRECTORY: the reports that side-by-side.sh left there, as tables of medians and ratios.

A report is called ROUND.PEER.WHAT.json, where WHAT is idle, handshakes, or the size of the bursts. Ratios are taken within
each round, to the floor's cost of one message at a time, and the median of these is shown.
"""

import json
import pathlib
import statistics
import sys

LATE = 0.01  # of the deliveries took longer than a second: it could not keep up

reports = {}
for file in pathlib.Path(sys.argv[1]).glob("*.json"):
    number, peer, what, _ = file.name.split(".")
    if file.stat().st_size:
        reports[int(number), peer, what] = json.loads(file.read_text())
order = (pathlib.Path(sys.argv[1]) / "peers").read_text().split()
rounds = sorted({number for number, _, _ in reports})
bursts = sorted({int(what) for _, _, what in reports if what.isdigit()})


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def values(peer, what, pick):
    return [pick(reports[n, peer, what]) for n in rounds if (n, peer, what) in reports]


def cpu(report):
    return report["server"]["cpu_us_per_delivery"] if report["received"] else None


def ratios(peer, what):
    for n in rounds:
        floor = cpu(reports[n, "floor", "1"]) if (n, "floor", "1") in reports else None
        cost = cpu(reports[n, peer, what]) if (n, peer, what) in reports else None
        yield cost / floor if floor and cost else None


def shown(value, pattern):
    return "–" if value is None else pattern % value


def row(cells):
    print("| " + " | ".join(cells) + " |")


def head(cells):
    row(cells)
    row(["---"] * len(cells))


def name(burst):
    return "one at a time" if burst == 1 else "bursts of %d" % burst


def remarks(peer):
    told = []
    for burst in bursts:
        what = str(burst)
        late = median(values(peer, what, lambda report: report["over_a_second"]))
        lost = sum(values(peer, what, lambda report: report["lost"]))
        if late and late > LATE:
            told.append("%s: %.0f %% late by more than 1 s" % (name(burst), late * 100))
        if lost:
            told.append("%s: %d lost" % (name(burst), lost))
    return "; ".join(told)


print("Server CPU for each delivery, as a ratio to the floor's one at a time (and in µs); medians of %d rounds.\n" % len(rounds))
head([""] + [name(burst) for burst in bursts] + [""])
for peer in order:
    cells = []
    for burst in bursts:
        what = str(burst)
        cells.append(
            shown(median(ratios(peer, what)), "%.3f") + " (" + shown(median(values(peer, what, cpu)), "%.2f") + ")")
    row([peer] + cells + [remarks(peer)])

print("\nLatency in ms, p50 / p99.\n")
head([""] + [name(burst) for burst in bursts])
for peer in order:
    row([peer] + [
        " / ".join(
            shown(median(values(peer, str(burst), lambda report: report["latency_ms"][p])), "%.1f") for p in ("p50", "p99"))
        for burst in bursts
    ])

print("\nConnections. Handshakes end where the generator does: the floor's are the most it can make.\n")
head(["", "handshakes/s", "server CPU each, µs", "resident memory each when idle, KB", "CPU when idle, % of a core"])
for peer in order:
    row([
        peer,
        shown(median(values(peer, "handshakes", lambda report: report["handshakes"]["per_second"])), "%.0f"),
        shown(median(values(peer, "handshakes", lambda report: report["handshakes"]["server_cpu_us"])), "%.0f"),
        shown(median(values(peer, "idle", lambda report: report["server"]["rss_bytes_per_connection"] / 1000)), "%.1f"),
        shown(median(values(peer, "idle", lambda report: report["server"]["cores"] * 100)), "%.1f"),
    ])

generator = max(
    (report["generator"]["cores"] for (_, _, what), report in reports.items() if what.isdigit()), default=0)
print("\nThe load generator used at most %.0f %% of its core." % (generator * 100))
