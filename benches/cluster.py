#!/usr/bin/env python3
"""What an index in an OpenSearch cluster costs beside one in a folder, in one run.

    cargo build --release
    benches/cluster.py ADDRESS [--pages FOLDER] [--records FILE]... [--queries FILE]

ADDRESS is that of a cluster, such as http://127.0.0.1:9200; the indices that are made there begin with `bench-` and are deleted again. FOLDER
has pages; they are indexed into a folder and into the cluster, without and with a replica, and again unchanged. Each FILE of records
(JSON Lines) is indexed and searched by the queries, of which each line is `kind<TAB>query`, as `kiosque search` is by whoever types it:
the first ten hits, a process a query. The answers must be those of the folder, but for the time that they took.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request


def run(arguments):
    begun = time.time()
    done = subprocess.run([KIOSQUE, *arguments], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(f"{' '.join(arguments)}: {done.stderr}")
    return time.time() - begun, done.stdout


def index(path, place, *options):
    seconds, report = run(["index", path, "-i", place, "--format", "json", *options])
    report = json.loads(report)
    return seconds, report["added"] + report["updated"] + report["unchanged"]


def ask(method, path):
    return json.load(urllib.request.urlopen(urllib.request.Request(f"{ADDRESS}{path}", method=method)))


def bytes_of(name):
    ask("POST", f"/{name}/_refresh")
    return ask("GET", f"/{name}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]


def size(folder):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def load(pages, folder):
    alone, count = index(pages, f"{folder}/index")
    print(f"{count} pages into a folder: {alone:.1f} s, {count / alone:.0f} a second, {size(f'{folder}/index') / count:.0f} bytes each")
    for replicas in (0, 1):
        name = f"bench-pages-{replicas}"
        seconds, _ = index(pages, f"{ADDRESS}/{name}", "--shards", "3", "--replicas", str(replicas))
        print(
            f"into the cluster, {replicas} replicas: {seconds:.1f} s, {alone / seconds:.2f} of that speed; {bytes_of(name) / count:.0f} bytes each"
        )
    seconds, _ = index(pages, f"{ADDRESS}/{name}")
    print(f"again, nothing changed: {seconds:.1f} s, of 100,000 {1e5 * seconds / count:.1f}")


def search(records, queries, folder):
    place, name = f"{folder}/records", "bench-records"
    _, count = index(records, place)
    seconds, _ = index(records, f"{ADDRESS}/{name}", "--shards", "3", "--replicas", "0")
    again, _ = index(records, f"{ADDRESS}/{name}")
    print(f"{count} records: {count / seconds:.0f} a second, {bytes_of(name) / count:.0f} bytes each; unchanged {again:.1f} s")
    took, differ = {}, 0
    for line in open(queries):
        kind, query = line.rstrip("\n").split("\t")
        answers = []
        for index_of in (f"{ADDRESS}/{name}", place):
            answer = json.loads(run(["search", "--format", "json", "-n", "10", "-i", index_of, "--", query])[1])
            answers.append((answer.pop("took_ms"), answer))
        took.setdefault(kind, []).append(answers[0][0])
        differ += answers[0][1] != answers[1][1]
    took["all"] = [ms for kind in took.values() for ms in kind]
    for kind, ms in took.items():
        print(f"  {kind}: {len(ms)} queries, p50 {statistics.median(ms):.0f} ms, p95 {statistics.quantiles(ms, n=20)[-1]:.0f} ms")
    print(f"  {differ} answers differ from the folder's")
    ask("DELETE", f"/{name}")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("address")
parser.add_argument("--kiosque", default="target/release/kiosque")
parser.add_argument("--pages")
parser.add_argument("--records", action="append", default=[])
parser.add_argument("--queries")
options = parser.parse_args()
KIOSQUE, ADDRESS = options.kiosque, options.address.rstrip("/")
with tempfile.TemporaryDirectory() as scratch:
    if options.pages:
        load(options.pages, scratch)
        ask("DELETE", "/bench-pages-0,bench-pages-1")
    for number, records in enumerate(options.records):
        search(records, options.queries, os.path.join(scratch, str(number)))
