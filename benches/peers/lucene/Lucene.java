import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * Lucene as one would use it for what kiosque does: French analysis, title and text searched together, the records kept.
 *
 * <pre>
 * Lucene index RECORDS DIR THREADS             prints nothing
 * Lucene search DIR QUERIES THREADS ROUNDS     prints segments, then kind, p50, p90, p99 (ms), matches: tabs between them
 * </pre>
 *
 * A search reads the stored fields of ten hits and counts all matches, as kiosque does.
 */
public class Lucene {
    private static final Analyzer FRENCH = new FrenchAnalyzer();

    /** How much more a word counts in a title than in the text. */
    private static final float TITLE = 3;

    /** Lines that a thread is given at a time. */
    private static final int BATCH = 64;

    /** Rounds of queries that do not count: the virtual machine compiles what it has run a few thousand times. */
    private static final int WARM_UP = 2;

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "index" -> index(Path.of(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[3]));
            case "search" -> search(
                Path.of(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void index(Path records, Path folder, int threads) throws Exception {
        var config = new IndexWriterConfig(FRENCH).setRAMBufferSizeMB(384).setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        try (var directory = new MMapDirectory(folder);
             var writer = new IndexWriter(directory, config);
             var workers = Executors.newFixedThreadPool(threads);
             var lines = Files.newBufferedReader(records)) {
            // A worker asks for its next lines itself, so no more are read than there are threads.
            Callable<Void> work = () -> {
                for (List<String> batch; !(batch = next(lines)).isEmpty(); ) {
                    for (String line : batch) {
                        writer.addDocument(document(line));
                    }
                }
                return null;
            };
            var done = new ArrayList<Future<Void>>();
            for (int thread = 0; thread < threads; thread++) {
                done.add(workers.submit(work));
            }
            for (var worker : done) {
                worker.get();
            }
        }
    }

    private static List<String> next(java.io.BufferedReader lines) throws IOException {
        synchronized (lines) {
            var batch = new ArrayList<String>(BATCH);
            for (String line; batch.size() < BATCH && (line = lines.readLine()) != null; ) {
                batch.add(line);
            }
            return batch;
        }
    }

    private static Document document(String line) throws IOException {
        var record = record(line);
        var document = new Document();
        document.add(new StringField("id", record.getOrDefault("id", ""), Store.YES));
        for (String name : List.of("title", "text")) {
            document.add(new TextField(name, record.getOrDefault(name, ""), Store.YES));
        }
        String source = record.getOrDefault("source", "");
        document.add(new StringField("source", source, Store.YES));
        document.add(new SortedDocValuesField("source", new BytesRef(source)));
        String date = record.get("date");
        if (date != null) {
            long day = LocalDate.parse(date.substring(0, 10)).toEpochDay();
            document.add(new LongPoint("date", day));
            document.add(new NumericDocValuesField("date", day));
        }
        return document;
    }

    /** The texts of a record, by their names. */
    private static Map<String, String> record(String line) throws IOException {
        var record = new HashMap<String, String>();
        try (var parser = JSON.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    record.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return record;
    }

    private static final JsonFactory JSON = new JsonFactory();

    private static void search(Path folder, Path queries, int threads, int rounds) throws Exception {
        try (var directory = new MMapDirectory(folder);
             var reader = DirectoryReader.open(directory);
             ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            var searcher = new IndexSearcher(reader, workers);
            // A query that is asked again should be searched for again.
            searcher.setQueryCache(null);
            System.out.println(reader.leaves().size());
            var kinds = new LinkedHashMap<String, Kind>();
            for (int round = 0; round < WARM_UP + rounds; round++) {
                for (String line : Files.readAllLines(queries)) {
                    String[] parts = line.split("\t", 2);
                    var kind = kinds.computeIfAbsent(parts[0], any -> new Kind());
                    long start = System.nanoTime();
                    long matches = answer(searcher, query(parts[0], parts[1]));
                    if (round < WARM_UP) {
                        kind.matches += round == 0 ? matches : 0;
                    } else {
                        kind.times.add((System.nanoTime() - start) / 1e6);
                    }
                }
            }
            kinds.forEach((name, kind) -> {
                kind.times.sort(null);
                System.out.printf(Locale.ROOT, "%s\t%.3f\t%.3f\t%.3f\t%d%n",
                    name, kind.time(0.5), kind.time(0.9), kind.time(0.99), kind.matches);
            });
        }
    }

    /** The latencies of one kind of queries, and the articles that match, of all together. */
    private static class Kind {
        final List<Double> times = new ArrayList<>();
        long matches;

        double time(double share) {
            return times.get((int) (share * (times.size() - 1) + 0.5));
        }
    }

    private static long answer(IndexSearcher searcher, Query query) throws IOException {
        TopDocs found = searcher.search(query, new TopScoreDocCollectorManager(10, null, Integer.MAX_VALUE));
        for (ScoreDoc hit : found.scoreDocs) {
            searcher.storedFields().document(hit.doc);
        }
        return found.totalHits.value();
    }

    /** What kiosque's query language says, in Lucene's terms. */
    private static Query query(String kind, String text) throws IOException {
        return switch (kind) {
            case "prefix" -> new ConstantScoreQuery(inEither(field -> new PrefixQuery(new Term(field, text.replace("*", "")))));
            case "fuzzy" -> inEither(field -> fuzzy(field, text.replace("~", "")));
            case "phrase" -> {
                String[] words = words(text).toArray(new String[0]);
                yield inEither(field -> new PhraseQuery(field, words));
            }
            default -> {
                var all = new BooleanQuery.Builder();
                for (String word : words(text)) {
                    var either = new CombinedFieldQuery.Builder(word).addField("title", TITLE).addField("text", 1);
                    all.add(either.build(), Occur.MUST);
                }
                yield all.build();
            }
        };
    }

    /** One slip in a short word, two in a longer one: what kiosque allows. */
    private static Query fuzzy(String field, String word) {
        return new FuzzyQuery(new Term(field, word), word.length() < 6 ? 1 : 2);
    }

    private static Query inEither(java.util.function.Function<String, Query> of) {
        var either = new BooleanQuery.Builder();
        for (String field : List.of("title", "text")) {
            either.add(of.apply(field), Occur.SHOULD);
        }
        return either.build();
    }

    private static List<String> words(String text) throws IOException {
        var words = new ArrayList<String>();
        try (var tokens = FRENCH.tokenStream("text", text)) {
            var term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(term.toString());
            }
            tokens.end();
        }
        return words;
    }
}
