#!/usr/bin/env python3
"""Measure the pipeline that one glues together without kiosque: trafilatura feeding tantivy or SQLite FTS5.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python compare.py PAGES                          both indexes, one extracting process per core
    venv/bin/python compare.py PAGES --kiosque target/release/kiosque       and kiosque on the same pages, same run

trafilatura runs in its fast mode, with metadata and without comments; each index keeps the texts and has French
analysis, as far as it offers any. What is timed is the whole job from a folder of files to a committed index, without
the interpreter's own start. Every pipeline runs --runs times, in turn, and its median counts.
"""
import argparse, json, logging, multiprocessing, os, sqlite3, statistics, subprocess, sys, tempfile, time
from datetime import datetime, timezone
from pathlib import Path

import tantivy
import trafilatura


def extract(path):
    """A page's article, or None where trafilatura finds none or fails."""
    try:
        document = trafilatura.bare_extraction(
            Path(path).read_bytes(), fast=True, with_metadata=True, include_comments=False
        )
    except Exception:  # One bad page must not end the run.
        return None
    if document is None or not document.text:
        return None
    return path, document.title or "", document.text, document.sitename or "", document.date


def into_tantivy(articles, folder):
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("path", stored=True, tokenizer_name="raw")
    for field in "title", "text", "source":
        schema.add_text_field(field, stored=True, tokenizer_name="french")
    schema.add_date_field("date", stored=True, indexed=True, fast=True)
    index = tantivy.Index(schema.build(), path=folder)
    french = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.stopword("french"),
        tantivy.Filter.stemmer("french"),
        tantivy.Filter.ascii_fold(),
    ):
        french = french.filter(step)
    index.register_tokenizer("french", french.build())
    writer = index.writer()
    count = 0
    for path, title, text, source, date in articles:
        document = tantivy.Document(path=path, title=title, text=text, source=source)
        if date:
            document.add_date("date", datetime.fromisoformat(date).replace(tzinfo=timezone.utc))
        writer.add_document(document)
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def into_sqlite(articles, folder):
    database = sqlite3.connect(Path(folder) / "articles.sqlite")
    database.execute(
        "CREATE VIRTUAL TABLE articles USING fts5"
        "(path UNINDEXED, title, text, source, date UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')"
    )
    count = 0
    for article in articles:
        database.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", article)
        count += 1
    database.commit()
    database.close()
    return count


INDEXES = {"tantivy": into_tantivy, "sqlite": into_sqlite}


def glued(paths, processes, index):
    """Seconds from files to a committed index, and the number of articles in it."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        with multiprocessing.Pool(processes) as pool:
            found = (article for article in pool.imap_unordered(extract, paths, chunksize=8) if article)
            articles = INDEXES[index](found, folder)
        return time.perf_counter() - start, articles


def kiosque(binary, pages, processes):
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [binary, "index", "--index", f"{folder}/index", "-j", str(processes), "--format", "json", pages]
        report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return time.perf_counter() - start, report["added"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", help="folder of HTML files")
    parser.add_argument("-j", "--processes", type=int, default=os.cpu_count())
    parser.add_argument("--index", choices=sorted(INDEXES), action="append", help="only this index")
    parser.add_argument("--kiosque", metavar="BINARY", help="measure kiosque too")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)

    paths = sorted(str(path) for path in Path(arguments.pages).rglob("*") if path.is_file())
    if not paths:
        sys.exit(f"{arguments.pages}: no file")
    size = sum(os.path.getsize(path) for path in paths)
    pipelines = {
        f"trafilatura + {index}": lambda index=index: glued(paths, arguments.processes, index)
        for index in arguments.index or INDEXES
    }
    if arguments.kiosque:
        pipelines["kiosque"] = lambda: kiosque(arguments.kiosque, arguments.pages, arguments.processes)
    runs = {name: [] for name in pipelines}
    for _ in range(arguments.runs):
        for name, pipeline in pipelines.items():
            runs[name].append(pipeline())

    rows = []
    for name, results in runs.items():
        seconds = statistics.median(seconds for seconds, _ in results)
        rows.append({
            "pipeline": name,
            "articles": results[0][1],
            "seconds": round(seconds, 3),
            "pages_per_second": round(len(paths) / seconds, 1),
            "megabytes_per_second": round(size / 1e6 / seconds, 1),
        })
    report = {
        "pages": len(paths),
        "bytes": size,
        "processes": arguments.processes,
        "runs": arguments.runs,
        "trafilatura": trafilatura.__version__,
        "tantivy": tantivy.__version__,
        "sqlite": sqlite3.sqlite_version,
        "pipelines": rows,
    }
    if arguments.kiosque:
        fastest = max(row["pages_per_second"] for row in rows if row["pipeline"] != "kiosque")
        report["kiosque_to_fastest_glue"] = round(rows[-1]["pages_per_second"] / fastest, 1)
    if arguments.json:
        print(json.dumps(report, indent=2))
        return
    print(f"{len(paths)} pages, {size / 1e6:.1f} MB, {arguments.processes} processes, median of {arguments.runs}")
    for row in rows:
        print(
            f"{row['pipeline']:22} {row['pages_per_second']:10.1f} pages/s {row['megabytes_per_second']:8.1f} MB/s"
            f" {row['seconds']:9.3f} s {row['articles']:8} articles"
        )
    if arguments.kiosque:
        print(f"kiosque is {report['kiosque_to_fastest_glue']} times the fastest of the others")


if __name__ == "__main__":
    main()
