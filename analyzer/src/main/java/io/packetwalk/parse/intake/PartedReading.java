package io.packetwalk.parse.intake;

import io.packetwalk.parse.Content;
import io.packetwalk.parse.LineParser;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.StreamContent;
import io.packetwalk.parse.Tally;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Reads a long artifact of lines in parts, several at a time. Where it is cut depends on its bytes alone, and parts are put together in their order, so the result
 * does not depend on how many threads there are.
 */
final class PartedReading<P extends LineParser.Part<P>> {

    /** Bytes of a part: long enough that names which repeat are met again in it. */
    static final int PART = 8 << 20;

    /** Parts that wait or are being read at a time: enough to keep some cores busy, few enough to hold in memory. */
    private static final int AT_ONCE = 4;

    private final LineParser<P> parser;
    private final ExecutorService workers;
    private final int size;
    private final Content content;
    private final Tally tally;
    private final P whole;
    private final Queue<Future<Read<P>>> reading = new ArrayDeque<>();

    /** Buffers that are used again: new ones of this size would crowd the heap. */
    private final Queue<byte[]> buffers = new ArrayDeque<>();

    private long line;

    private PartedReading(LineParser<P> parser, ExecutorService workers, int size, Content content, Tally tally) {
        this.parser = parser;
        this.workers = workers;
        this.size = size;
        this.content = content;
        this.tally = tally;
        this.whole = parser.part(content.artifact());
        this.line = content.firstLine();
    }

    /**
     * What one part said.
     *
     * @param buffer what held it, free again
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Read<P>(P reader, Tally tally, byte[] buffer) {}

    /**
     * Reads all of {@code content}.
     *
     * @param size bytes of a part
     * @throws IOException when the archive itself cannot be read any further
     */
    static <P extends LineParser.Part<P>> void read(
            LineParser<P> parser, ExecutorService workers, int size, Content content, Tally tally) throws IOException {
        new PartedReading<>(parser, workers, size, content, tally).readAll();
    }

    private void readAll() throws IOException {
        InputStream in = content.bytes();
        byte[] rest = new byte[0];
        boolean more = true;
        while (more) {
            byte[] bytes = buffers.isEmpty() ? new byte[size] : buffers.remove();
            System.arraycopy(rest, 0, bytes, 0, rest.length);
            int length = rest.length + in.readNBytes(bytes, rest.length, size - rest.length);
            more = length == size;
            int cut = more ? cut(bytes) : length;
            if (cut == 0 && more) {
                // One endless line: read as a stream, which keeps its beginning only.
                takeAll();
                take(part(new SequenceInputStream(new ByteArrayInputStream(bytes), in), bytes, line));
                more = false;
            } else {
                long first = line;
                reading.add(workers.submit(() -> part(new ByteArrayInputStream(bytes, 0, cut), bytes, first)));
                line += StreamContent.newlines(bytes, cut);
                rest = Arrays.copyOfRange(bytes, cut, length);
            }
            if (reading.size() == AT_ONCE) {
                takeOne();
            }
        }
        takeAll();
        whole.end(tally);
    }

    /** Where the last line ends after which a part may end; 0 when there is none. */
    private int cut(byte[] bytes) {
        int newline = lastNewline(bytes, bytes.length);
        while (newline >= 0) {
            int before = lastNewline(bytes, newline);
            if (parser.endsPart(new String(bytes, before + 1, newline - before - 1, StandardCharsets.UTF_8))) {
                return newline + 1;
            }
            newline = before;
        }
        return 0;
    }

    /** The last line feed before {@code end}, -1 when there is none. */
    private static int lastNewline(byte[] bytes, int end) {
        int at = end - 1;
        while (at >= 0 && bytes[at] != '\n') {
            at--;
        }
        return at;
    }

    private Read<P> part(InputStream bytes, byte[] buffer, long first) throws IOException {
        StreamContent part = new StreamContent(content.artifact(), bytes, first);
        P reader = parser.part(content.artifact());
        Tally said = new Tally(content.artifact());
        LineReader.readPart(part.lines(), first > content.firstLine(), said, reader);
        return new Read<>(reader, said, buffer);
    }

    private void take(Read<P> read) {
        whole.append(read.reader());
        tally.append(read.tally());
        buffers.add(read.buffer());
    }

    private void takeAll() throws IOException {
        while (!reading.isEmpty()) {
            takeOne();
        }
    }

    private void takeOne() throws IOException {
        try {
            take(reading.remove().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
