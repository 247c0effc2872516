package io.packetwalk.index;

import io.packetwalk.evidence.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/** The index in memory. Chunks keep no text: it stands in the bundle, and is read again there. */
public final class LuceneIndex implements ChunkIndex {
    private static final String TEXT = "text";
    private static final String ORDINAL = "ordinal";
    private static final FieldType TOKENS = tokens();

    /** Lucene tells at start that it could use vector instructions; kept here, for an unreferenced logger forgets its level. */
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    static {
        LUCENE.setLevel(Level.SEVERE);
    }

    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final IndexWriter writer;
    private final List<Source> chunks = new ArrayList<>();

    public LuceneIndex() {
        try {
            writer = new IndexWriter(directory, new IndexWriterConfig());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FieldType tokens() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.setTokenized(true);
        type.freeze();
        return type;
    }

    @Override
    public void add(Source at, String text) {
        Document document = new Document();
        document.add(new Field(TEXT, new Tokens(Parts.all(text)), TOKENS));
        document.add(new StoredField(ORDINAL, chunks.size()));
        chunks.add(at);
        try {
            writer.addDocument(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void clear() {
        chunks.clear();
        try {
            writer.deleteAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Chunk> search(LineQuery query) {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            if (reader.numDocs() == 0) {
                return List.of();
            }
            IndexSearcher searcher = new IndexSearcher(reader);
            List<Chunk> found = new ArrayList<>();
            for (ScoreDoc hit : searcher.search(lucene(query), reader.numDocs()).scoreDocs) {
                int ordinal = searcher.storedFields()
                        .document(hit.doc)
                        .getField(ORDINAL)
                        .numericValue()
                        .intValue();
                found.add(new Chunk(chunks.get(ordinal), hit.score));
            }
            found.sort(Comparator.comparing(Chunk::at));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A superset of the chunks with a hit: what must be absent from a line may well be in its chunk. */
    private static Query lucene(LineQuery query) {
        return switch (query) {
            case LineQuery.Word(String text, boolean prefix) -> word(text, prefix);
            case LineQuery.Phrase(String text) -> word(text, false);
            case LineQuery.Not _not -> MatchAllDocsQuery.INSTANCE;
            case LineQuery.And(List<LineQuery> all) -> {
                BooleanQuery.Builder every = new BooleanQuery.Builder();
                all.stream()
                        .filter(each -> !(each instanceof LineQuery.Not))
                        .forEach(each -> every.add(lucene(each), Occur.MUST));
                yield every.build();
            }
            case LineQuery.Or(List<LineQuery> any) -> {
                BooleanQuery.Builder some = new BooleanQuery.Builder();
                any.forEach(each -> some.add(lucene(each), Occur.SHOULD));
                yield some.build();
            }
        };
    }

    /** All of the smallest parts must be there; the whole word, where it is, makes the chunk fit better. */
    private static Query word(String text, boolean prefix) {
        List<String> parts = new ArrayList<>(Parts.smallest(text));
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (int i = 0; i < parts.size(); i++) {
            Term term = new Term(TEXT, parts.get(i));
            boolean open = prefix && i == parts.size() - 1;
            query.add(open ? new PrefixQuery(term) : new TermQuery(term), Occur.MUST);
        }
        query.add(new TermQuery(new Term(TEXT, text)), Occur.SHOULD);
        return query.build();
    }

    @Override
    public void close() {
        try {
            writer.close();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tokens that were made beforehand. */
    private static final class Tokens extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final Set<String> tokens;
        private Iterator<String> left;

        Tokens(Set<String> tokens) {
            this.tokens = tokens;
            this.left = tokens.iterator();
        }

        @Override
        public boolean incrementToken() {
            if (!left.hasNext()) {
                return false;
            }
            clearAttributes();
            term.append(left.next());
            return true;
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            left = tokens.iterator();
        }
    }
}
