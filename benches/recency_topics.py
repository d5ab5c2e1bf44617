#!/usr/bin/env python3
"""Topics of two kinds from any dated collection, to measure what age should count for.

  recency_topics.py ARTICLES.jsonl[.gz] FOLDER      lines {id, title, date, ...}; undated and untitled ones are passed over

Writes FOLDER/recurring.tsv, timeless.tsv and their qrels. Nothing is drawn by lot, so the same collection gives the same
topics. A subject is two words side by side in titles (stop words between them do not count) that at least MENTIONS dated
articles have; such an article is about the subject. An episode ends where a week passes without one.

  recurring  at least three episodes, the last of them within two months of the collection's newest date. Who asks wants
             the latest: its articles are graded 2, others of the 30 days before the newest 1, older ones 0.
  timeless   articles spread over two years or more, no 90 days with more than half of them; all are graded 1. And single
             articles a year old or more, asked for by the three rarest words of their title: graded 1, all others 0.

Of subjects with the same articles the first in alphabetical order stays; at most TOPICS of a kind, those with most
articles first, single articles spread evenly over the dates.
"""
import collections, datetime, gzip, json, os, re, sys

MENTIONS, TOPICS = 6, 100
STOP = set("""le la les un une des du de au aux et ou où en dans par pour sur sous vers avec sans chez entre depuis
contre après avant que qui quoi dont se sa son ses ce cet cette ces il elle on nous vous ils elles leur leurs ne pas plus
est sont été être ont avoir fait faire tout tous toute toutes comme comment pourquoi quand quel quelle quels quelles
mais encore déjà très trop deux trois""".split())


def words(title):
    found = re.findall(r"[^\W\d_]+", title.lower())
    return [word for word in found if len(word) > 2 and word not in STOP]


def read(path):
    articles = {}
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record.get("date") and record.get("title"):
                day = datetime.date.fromisoformat(record["date"][:10])
                articles[record["id"]] = (day, words(record["title"]))
    return articles


def subjects(articles):
    """Pair of words -> the articles about it, oldest first."""
    about = collections.defaultdict(set)
    for name, (_, title) in articles.items():
        for pair in zip(title, title[1:]):
            about[pair].add(name)
    seen, kept = set(), {}
    for pair in sorted(about):
        names = frozenset(about[pair])
        if len(names) >= MENTIONS and names not in seen:
            seen.add(names)
            kept[pair] = sorted(names, key=lambda name: (articles[name][0], name))
    return kept


def episodes(days):
    parts = [[days[0]]]
    for before, day in zip(days, days[1:]):
        if (day - before).days > 7:
            parts.append([])
        parts[-1].append(day)
    return parts


def main(path, folder):
    articles = read(path)
    newest = max(day for day, _ in articles.values())
    recurring, timeless = [], []
    for pair, names in subjects(articles).items():
        days = [articles[name][0] for name in names]
        parts = episodes(days)
        crowded = max(sum(0 <= (day - first).days < 90 for day in days) for first in days)
        if len(parts) >= 3 and (newest - days[-1]).days <= 60:
            latest = parts[-1][0]
            grade = lambda day: 2 if day >= latest else int((days[-1] - day).days <= 30)
            recurring.append((len(names), pair, {name: grade(articles[name][0]) for name in names}))
        elif (days[-1] - days[0]).days >= 730 and crowded * 2 <= len(days):
            timeless.append((len(names), pair, dict.fromkeys(names, 1)))
    frequency = collections.Counter(word for _, title in articles.values() for word in set(title))
    single = []
    for name, (day, title) in sorted(articles.items(), key=lambda item: (item[1][0], item[0])):
        rarest = sorted(set(title), key=lambda word: (frequency[word], word))[:3]
        if (newest - day).days >= 365 and len(rarest) == 3:
            single.append((1, sorted(rarest, key=title.index), {name: 1}))
    by_size = lambda topic: (-topic[0], topic[1])
    recurring = sorted(recurring, key=by_size)[:TOPICS]
    timeless = sorted(timeless, key=by_size)[:TOPICS]
    room = TOPICS - len(timeless)
    timeless += single[:: max(1, -(-len(single) // room))] if room else []
    os.makedirs(folder, exist_ok=True)
    for kind, topics in (("recurring", recurring), ("timeless", timeless)):
        with open(f"{folder}/{kind}.tsv", "w") as queries, open(f"{folder}/{kind}-qrels.txt", "w") as qrels:
            for number, (_, query, grades) in enumerate(topics, 1):
                queries.write(f"{kind[0]}{number}\t{' '.join(query)}\n")
                qrels.writelines(f"{kind[0]}{number} 0 {name} {grade}\n" for name, grade in grades.items())
        print(f"{kind}: {len(topics)} topics", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
