//! `kiosque eval` as its user sees it.

use std::fs;
use std::path::Path;
use std::process::Command;

const FEED: &str = r#"{"id":"digue","title":"La digue cède à Port-Merle","text":"La digue du port a cédé mardi sous les vagues, et les pêcheurs ont perdu trois bateaux."}
{"id":"fanfare","title":"La fanfare fête ses cent ans","text":"Cent musiciens ont joué sur la place, puis sur la digue, jusque tard dans la nuit de samedi."}
{"id":"moulin","title":"Le moulin du bourg retrouve ses ailes","text":"Les charpentiers ont remonté les ailes du moulin, que la tempête avait emportées en hiver."}
"#;
const TOPICS: &str = "1\tdigue\n2\tailes du moulin\n3\tphare\n";
const QRELS: &str = "1 0 digue 2\n1 0 fanfare 1\n2 0 moulin 1\n3 0 digue 1\n";
const BACKWARDS: &str = "1 Q0 fanfare 1 2 t\n1 Q0 digue 2 1 t\n2 Q0 digue 1 2 t\n2 Q0 moulin 2 1 t\n9 Q0 digue 1 1 t\n";

/// Runs `kiosque`, with words cut at spaces, in a folder that has the files above.
fn kiosque(folder: &Path, arguments: &str) -> String {
    for (name, content) in [("feed.jsonl", FEED), ("topics.tsv", TOPICS), ("qrels.txt", QRELS), ("b.run", BACKWARDS)] {
        fs::write(folder.join(name), content).unwrap();
    }
    let output =
        Command::new(env!("CARGO_BIN_EXE_kiosque")).args(arguments.split(' ')).current_dir(folder).output().unwrap();
    format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))
}

#[test]
fn an_index_is_measured_and_so_is_the_run_that_it_gives() {
    let folder = tempfile::tempdir().unwrap();
    kiosque(folder.path(), "index feed.jsonl");
    insta::assert_snapshot!(kiosque(folder.path(), "eval --topics topics.tsv --qrels qrels.txt"), @r"
                         nDCG@10      MRR@10         MAP        P@10  Recall@100   judged@10
index                     0.6667      0.6667      0.6667      0.1000      0.6667      0.6667
Means over 3 topics.
");

    let run = kiosque(folder.path(), "search --topics topics.tsv --format trec -n 100");
    fs::write(folder.path().join("a.run"), run).unwrap();
    insta::assert_snapshot!(kiosque(folder.path(), "eval --topics topics.tsv --qrels qrels.txt --run a.run --run b.run"), @r"
kiosque: a.run: judged topics that the run lacks, counted 0: 1 of 3
kiosque: b.run: judged topics that the run lacks, counted 0: 1 of 3
kiosque: b.run: topics without judgements, left aside: 1
                         nDCG@10      MRR@10         MAP        P@10  Recall@100   judged@10
a.run                     0.6667      0.6667      0.6667      0.1000      0.6667      0.6667
b.run                     0.4969      0.5000      0.5000      0.1000      0.6667      0.5000
  difference             -0.1698     -0.1667     -0.1667     +0.0000     +0.0000     -0.1667
  p, t-test               0.2552      0.4226      0.4226      1.0000      1.0000      0.4226
  p, randomization        0.4988      1.0000      1.0000      1.0000      1.0000      1.0000
Means over 3 topics.

b.run: 0 topics better, 2 worse by nDCG@10; the farthest:
  -0.3691  1.0000 to 0.6309  2  ailes du moulin
  -0.1403  1.0000 to 0.8597  1  digue
");
}

#[test]
fn a_broken_line_is_named() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(kiosque(folder.path(), "eval --qrels b.run --run b.run"), @r#"kiosque: b.run: line 1: 6 columns, but "topic iteration document grade" was expected"#);
    insta::assert_snapshot!(kiosque(folder.path(), "eval --qrels qrels.txt --run absent.run"), @"kiosque: absent.run cannot be read: there is no such file or folder");
}
