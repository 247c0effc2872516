package io.packetwalk.doc;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Reads JSON and YAML of any shape that kubectl and its friends write: a list object item by item, a bare list, one document,
 * concatenated JSON documents, JSON lines, YAML streams; with lines of chatter before and between them.
 *
 * <p>Memory is bounded by the largest item ({@value #LIMIT} bytes at most). Time is linear. {@code managedFields} are dropped.
 *
 * @param listKey name of the top-level field whose list is read item by item: {@code items} for Kubernetes, {@code nftables} for nft
 */
public record Documents(String listKey) {

    /** Kubernetes lists. etcd takes 1.5 MiB per object by default, so the limit is generous. */
    public static final Documents KUBERNETES = new Documents("items");

    /** Bytes that one document or item may have; a larger one is {@link Piece.Unreadable}. */
    static final int LIMIT = 32 << 20;

    /**
     * Reads everything.
     *
     * @param in content; not closed
     * @param firstLine number of its first line in the artifact
     * @param out takes the pieces in file order
     * @throws IOException when {@code in} cannot be read
     */
    public Ending read(InputStream in, long firstLine, Consumer<Piece> out) throws IOException {
        return read(in, firstLine, Optional.empty(), out);
    }

    /**
     * The same with help.
     *
     * @param workers read items of a list while the next ones are cut out; what they read is given to {@code out} in file order, by the thread that asks
     * @throws IOException as {@link #read(InputStream, long, Consumer)}
     */
    public Ending read(InputStream in, long firstLine, Optional<ExecutorService> workers, Consumer<Piece> out)
            throws IOException {
        return read(in, firstLine, workers, (bytes, length, from) -> false, out);
    }

    /** Items of a JSON list that are known by their bytes. */
    public interface Known {
        /** Whether the item that is the first {@code length} of these bytes is done with; else it is read and handed out. */
        boolean item(byte[] bytes, int length, long from);
    }

    /**
     * The same without those items of a JSON list that somebody knows.
     *
     * @throws IOException as {@link #read(InputStream, long, Consumer)}
     */
    public Ending read(InputStream in, long firstLine, Known known, Consumer<Piece> out) throws IOException {
        return read(in, firstLine, Optional.empty(), known, out);
    }

    private Ending read(
            InputStream in, long firstLine, Optional<ExecutorService> workers, Known known, Consumer<Piece> out)
            throws IOException {
        Bytes bytes = new Bytes(in, firstLine, LIMIT);
        Optional<String> cut = isJson(bytes)
                ? new JsonPieces(bytes, listKey, LIMIT, known, out).read()
                : new YamlPieces(bytes, listKey, LIMIT, workers, out).read();
        return new Ending(bytes.lines(), cut);
    }

    /** Whether a line opens a JSON document before one opens a YAML document. */
    private static boolean isJson(Bytes in) {
        int at = 0;
        boolean first = true;
        int b;
        while ((b = in.look(at)) >= 0) {
            int start = at;
            while (b == ' ' || b == '\t' || b == '\r') {
                b = in.look(++at);
            }
            if ((b == '{' || b == '[') && (first || at == start)) {
                return true;
            }
            if (at == start && startsYaml(in, at)) {
                return false;
            }
            first &= b == '\n';
            while (b >= 0 && b != '\n') {
                b = in.look(++at);
            }
            at++;
        }
        return false;
    }

    private static boolean startsYaml(Bytes in, int at) {
        for (String opening : new String[] {"---", "- ", "%YAML", "apiVersion:", "items:", "kind:", "metadata:"}) {
            int matched = 0;
            while (matched < opening.length() && in.look(at + matched) == opening.charAt(matched)) {
                matched++;
            }
            if (matched == opening.length()) {
                return true;
            }
        }
        return false;
    }

    /** Fields that are never kept: they are half of an object's bytes and say only who wrote which field. */
    static boolean dropped(String name) {
        return name.equals("managedFields");
    }

    static Problem duplicate(String name, long line) {
        return new Problem("duplicate-key", line, "'" + name + "' stands twice in one object; the last one counts");
    }
}
