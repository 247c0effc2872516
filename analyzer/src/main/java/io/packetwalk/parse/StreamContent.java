package io.packetwalk.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Content that comes from a stream. Counts lines and bytes as they pass, whoever reads them. */
public final class StreamContent implements Content {

    private static final byte[] MASK = "***HIDDEN***".getBytes(StandardCharsets.US_ASCII);

    private final String artifact;
    private final long firstLine;
    private final Counted in;
    private final Optional<ExecutorService> workers;
    private final Alike alike;

    /**
     * Content of a whole artifact that others help to read.
     *
     * @param workers who they are
     * @param alike what was read of other artifacts
     */
    public static StreamContent helped(
            String artifact, InputStream in, Optional<ExecutorService> workers, Alike alike) {
        return new StreamContent(artifact, in, 1, true, workers, alike);
    }

    /** @param firstLine number of the first line in the artifact: 1, or more for a section of a composite */
    public StreamContent(String artifact, InputStream in, long firstLine) {
        this(artifact, in, firstLine, true, Optional.empty(), new Alike());
    }

    private StreamContent(
            String artifact,
            InputStream in,
            long firstLine,
            boolean text,
            Optional<ExecutorService> workers,
            Alike alike) {
        this.workers = workers;
        this.alike = alike;
        this.artifact = artifact;
        this.firstLine = firstLine;
        this.in = new Counted(in, text);
    }

    /** Content without lines: nothing but its bytes is counted. */
    public static StreamContent binary(String artifact, InputStream in) {
        return new StreamContent(artifact, in, 1, false, Optional.empty(), new Alike());
    }

    /** Content of a whole artifact that is in memory. */
    public static StreamContent of(String artifact, byte[] bytes) {
        return new StreamContent(artifact, new ByteArrayInputStream(bytes), 1);
    }

    /** Content of a whole artifact given as text. */
    public static StreamContent of(String artifact, String text) {
        return of(artifact, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String artifact() {
        return artifact;
    }

    @Override
    public long firstLine() {
        return firstLine;
    }

    @Override
    public InputStream bytes() {
        return in;
    }

    @Override
    public Optional<ExecutorService> workers() {
        return workers;
    }

    @Override
    public Alike alike() {
        return alike;
    }

    @Override
    public Lines lines() {
        return new TextLines(artifact, in, firstLine);
    }

    /** How many lines end in the first {@code length} of these bytes. */
    public static long newlines(byte[] bytes, int length) {
        return Octets.count(bytes, 0, length, '\n');
    }

    /** Lines that passed so far; one that was begun counts. */
    public long linesSeen() {
        return in.newlines + (in.open ? 1 : 0);
    }

    /** Bytes that passed so far. */
    public long bytesSeen() {
        return in.count;
    }

    /** How often the mask of the best-known redactor ({@code ***HIDDEN***}) passed. */
    public long masksSeen() {
        return in.masks;
    }

    private static final class Counted extends InputStream {
        private final InputStream in;
        private final boolean text;
        private long count;
        private long newlines;
        private long masks;
        private boolean open;
        private int matched;

        Counted(InputStream in, boolean text) {
            this.in = in;
            this.text = text;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                count += n;
            }
            if (n > 0 && text) {
                newlines += Octets.count(buffer, offset, n, '\n');
                if (matched > 0 || Octets.count(buffer, offset, n, '*') > 0) {
                    masks(buffer, offset, n);
                }
                open = buffer[offset + n - 1] != '\n';
            }
            return n;
        }

        private void masks(byte[] buffer, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                if (matched > 0 || buffer[i] == '*') {
                    match(buffer[i]);
                }
            }
        }

        private void match(byte b) {
            if (b == MASK[matched]) {
                matched++;
            } else if (b == '*') {
                // A fourth star still ends with three; elsewhere the run starts anew.
                matched = matched == 3 ? 3 : 1;
            } else {
                matched = 0;
            }
            if (matched == MASK.length) {
                masks++;
                matched = 0;
            }
        }
    }
}
