package io.packetwalk.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** Counts the bytes that pass against a {@link Budget}. */
final class Metered extends FilterInputStream {

    private final Budget budget;
    private final String artifact;
    private final LongSupplier compressed;
    private long count;

    /**
     * @param artifact what is being read, for messages
     * @param compressed bytes taken in so far to make what passes here; {@code () -> Long.MAX_VALUE} when nothing is compressed
     */
    Metered(InputStream in, Budget budget, String artifact, LongSupplier compressed) {
        super(in);
        this.budget = budget;
        this.artifact = artifact;
        this.compressed = compressed;
    }

    static Metered plain(InputStream in, Budget budget, String artifact) {
        return new Metered(in, budget, artifact, () -> Long.MAX_VALUE);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        budget.check();
        int n = in.read(buffer, offset, length);
        if (n > 0) {
            count += n;
            budget.bytes(n, artifact);
            budget.ratio(compressed.getAsLong(), count, artifact);
        }
        return n;
    }

    /** Skipped bytes are read, so that they count. */
    @Override
    public long skip(long n) throws IOException {
        byte[] sink = new byte[(int) Math.min(Math.max(n, 0), 1 << 16)];
        long left = n;
        while (left > 0) {
            int got = read(sink, 0, (int) Math.min(left, sink.length));
            if (got < 0) {
                break;
            }
            left -= got;
        }
        return n - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
