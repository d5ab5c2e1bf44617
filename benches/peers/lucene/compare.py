#!/usr/bin/env python3
"""Set kiosque beside Lucene: the same records, the same queries, one run, one table.

    cargo build --release
    python3 benches/peers/lucene/compare.py RECORDS             JSON Lines with id, title, text, source, date
    python3 benches/peers/lucene/compare.py --generate 100000   records of `cargo bench --bench generate`

It needs Java 21 or newer, and Maven, which fetches Lucene. Queries are made of the titles of the records, unless --queries
names a file of `kind<TAB>query` lines, with these kinds: one word, three words, phrase, prefix, fuzzy.

Both engines index on --threads threads, rank by relevance, count all matches and read the records of ten hits. Lucene keeps
no written forms, no language and no sketches of copies here. The last column is kiosque with age, snippets and copies.

A kind of query of which one engine finds more than --tolerance times what the other does fails the run: a fast answer to
another question measures nothing.
"""
import argparse, json, os, re, shutil, subprocess, sys, tempfile, threading, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
JAVA = 21
KINDS = "one word", "three words", "phrase", "prefix", "fuzzy"

# Lucene's analysis leaves these out, so that a phrase of one of them and another word would be that word alone.
SMALL = set("alors après aucun aussi autre avant avec avoir cette celle celui comme dans depuis donc elle elles encore entre"
            " être fait leur leurs mais même moins notre nous parce pour quand quelle quels sans sera sont sous tous tout toute"
            " votre vous était".split())


def java_home():
    """The folder of a Java that is new enough, or the end of the run."""
    home = os.environ.get("JAVA_HOME")
    java = Path(home) / "bin/java" if home else shutil.which("java")
    found = "none"
    if java and os.access(java, os.X_OK):
        printed = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
        version = re.search(r'version "(\d+)', printed)
        if version and int(version[1]) >= JAVA:
            return Path(java).resolve().parents[1]
        found = f"{java} is {version[1] if version else 'of no known version'}"
    sys.exit(f"Java {JAVA} or newer is needed ({found}): JAVA_HOME=/path/to/a/jdk {sys.argv[0]} ...")


def class_path(home):
    maven = shutil.which("mvn")
    if not maven:
        sys.exit("Maven is needed, to fetch Lucene: there is no `mvn`")
    with tempfile.NamedTemporaryFile("r") as file:
        goal = ["dependency:build-classpath", f"-Dmdep.outputFile={file.name}"]
        command = [maven, "-q", "-B", "-f", HERE / "pom.xml", *goal]
        ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "JAVA_HOME": str(home)})
        if ran.returncode:
            sys.exit(f"Maven could not fetch Lucene:\n{ran.stdout}{ran.stderr}")
        return file.read().strip()


def generated(count, folder):
    command = ["cargo", "bench", "--bench", "generate", "--", "--pages", str(count), "--jsonl", "--out", folder]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return folder / "articles.jsonl"


def queries(records, count):
    """Queries of each kind, of the long words of titles that stand all over the file."""
    size = records.stat().st_size
    found = dict.fromkeys(KINDS, ())
    with open(records, "rb") as file:
        for n in range(2 * count):
            file.seek(size * n // (2 * count))
            file.readline()  # It began in the middle of a line.
            line = file.readline()
            title = json.loads(line).get("title") or "" if line else ""
            words = [word for word in re.findall(r"[^\W\d_]{4,}", title.lower()) if word not in SMALL]
            pairs = [pair for pair in zip(words, words[1:]) if " ".join(pair) in title.lower()]
            if pairs and len(words) >= 3 and len(found["one word"]) < count:
                longest = max(words, key=len)
                made = longest, " ".join(words[:3]), '"{} {}"'.format(*pairs[0]), longest[:4] + "*", longest + "~"
                found = {kind: (*found[kind], query) for kind, query in zip(KINDS, made)}
    return "".join(f"{kind}\t{query}\n" for kind in KINDS for query in found[kind])


def measured(command):
    """Seconds that a process takes, the most memory of its own that it had (bytes, `RssAnon`), and what it printed."""
    most = 0

    def watch(pid):
        nonlocal most
        while process.poll() is None:
            try:
                own = re.search(r"RssAnon:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            except OSError:  # It has ended, or this system has no such files.
                return
            most = max(most, int(own[1]) * 1024 if own else 0)
            time.sleep(0.1)

    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        watcher = threading.Thread(target=watch, args=[process.pid])
        watcher.start()
        printed = process.communicate()[0]
        seconds = time.perf_counter() - start
        watcher.join()
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{command[0]} failed:\n{errors.read()}")
    return seconds, most, printed


def bytes_in(folder):
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def lucene_kinds(printed):
    segments, *lines = printed.splitlines()
    rows = (line.split("\t") for line in lines)
    return int(segments), {kind: (*map(float, times), int(matches)) for kind, *times, matches in rows}


def kiosque_kinds(printed):
    kinds = json.loads(printed)["kinds"]
    times = "p50_milliseconds", "p90_milliseconds", "p99_milliseconds"
    return {kind["name"]: (*(kind[time] for time in times), kind["matches"]) for kind in kinds}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", nargs="?", type=Path, help="JSON Lines")
    parser.add_argument("--generate", type=int, metavar="N", help="make so many records instead")
    parser.add_argument("--queries", type=Path, metavar="FILE", help="kind<TAB>query a line")
    parser.add_argument("--count", type=int, default=120, help="queries of each kind, where they are made of titles")
    parser.add_argument("--kiosque", metavar="BINARY", default=ROOT / "target/release/kiosque", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="512MB", help="what kiosque may take to index")
    parser.add_argument("--rounds", type=int, default=2, help="rounds of queries that count")
    parser.add_argument("--tolerance", type=float, default=5, help="how many times as much one engine may find")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the two indexes there")
    arguments = parser.parse_args()
    if (arguments.records is None) == (arguments.generate is None):
        parser.error("name a file of records, or --generate N")
    home = java_home()
    if not os.access(arguments.kiosque, os.X_OK):
        sys.exit(f"{arguments.kiosque} is not there: cargo build --release, or --kiosque BINARY")
    java = [home / "bin/java", "-Xmx2g", "--add-modules", "jdk.incubator.vector", "-cp", class_path(home)]
    java.append(HERE / "Lucene.java")

    with tempfile.TemporaryDirectory() as temporary:
        temporary = Path(temporary)
        folder = arguments.keep or temporary
        records = arguments.records or generated(arguments.generate, temporary)
        asked = arguments.queries or temporary / "queries.tsv"
        if not arguments.queries:
            asked.write_text(queries(records, arguments.count))
        threads, binary = str(arguments.threads), arguments.kiosque
        lucene_index, kiosque_index = folder / "lucene", folder / "kiosque"
        for index in lucene_index, kiosque_index:
            if index.exists():
                sys.exit(f"{index} is there already")

        lucene = measured([*java, "index", records, lucene_index, threads])
        index = [binary, "index", "--index", kiosque_index, "-j", threads, "--memory", arguments.memory, records]
        kiosque = measured(index)
        again = measured(index)
        duplicates = measured([binary, "duplicates", "--index", kiosque_index, "--format", "csv"])
        searched = measured([*java, "search", lucene_index, asked, threads, str(arguments.rounds)])[2]
        segments, lucene_found = lucene_kinds(searched)
        bench = [binary, "bench", "search", "--index", kiosque_index, "--queries", asked, "--runs", str(arguments.rounds)]
        bench += ["--format", "json"]
        bare = measured([*bench, "--starts", "0", "--sort", "relevance", "--snippet", "0", "--no-group"])[2]
        whole = measured([*bench, "--starts", "20"])[2]
        kiosque_found, whole_found = kiosque_kinds(bare), kiosque_kinds(whole)
        articles = json.loads(whole)["articles"]
        sizes = bytes_in(lucene_index), bytes_in(kiosque_index)
        read = records.stat().st_size

    ratio = lambda ours, theirs: f"{ours / theirs:.2f}" if theirs else ""
    megabytes = lambda size: f"{size / 1e6:,.0f} MB"
    seconds = lambda ran: f"{ran[0]:.1f} s"
    rows = [
        ("", "Lucene", "kiosque", "kiosque ÷ Lucene", "kiosque as users get it"),
        ("---",) * 5,
        ("indexing", seconds(lucene), seconds(kiosque), ratio(kiosque[0], lucene[0]), ""),
        ("its own memory", megabytes(lucene[1]), megabytes(kiosque[1]), ratio(kiosque[1], lucene[1]), ""),
        ("size of the index", *map(megabytes, sizes), ratio(*reversed(sizes)), ""),
        ("indexing again, nothing changed", "", seconds(again), "", ""),
        ("`duplicates`", "", f"{seconds(duplicates)}, {megabytes(duplicates[1])}", "", ""),
        ("a whole process", "", "", "", f"{json.loads(whole)['cold_start_milliseconds']:.1f} ms"),
    ]
    strange = []
    for kind, (*theirs, there) in lucene_found.items():
        *ours, here = kiosque_found[kind]
        shown = [", ".join(f"{time:.1f}" for time in times) for times in (theirs, ours, whole_found[kind][:3])]
        rows.append((f"{kind}: p50, p90, p99, ms", *shown[:2], ", ".join(map(ratio, ours, theirs)), shown[2]))
        rows.append((f"{kind}: matches", f"{there:,}", f"{here:,}", ratio(here, there), ""))
        if max(here, there) > arguments.tolerance * min(here, there):
            strange.append(f"{kind}: {there:,} and {here:,} matches")
    print(f"{articles:,} records of {megabytes(read)}, {threads} threads, {segments} segments of Lucene's\n")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    if strange:
        sys.exit("the engines do not answer the same question: " + "; ".join(strange))


if __name__ == "__main__":
    main()
