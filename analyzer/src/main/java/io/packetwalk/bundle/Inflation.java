package io.packetwalk.bundle;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Undoes one compression. */
final class Inflation {

    private static final int BUFFER = 1 << 16;
    /** xz -9 needs 65 MiB; a header may ask for 4 GiB. */
    private static final int XZ_MEMORY_KIB = 256 << 10;
    /** Windows up to 128 MiB ({@code zstd --long=27}); a header may ask for 2 GiB. */
    private static final int ZSTD_WINDOW_LOG = 27;

    private Inflation() {}

    /**
     * The decompressed bytes, counted against {@code budget}.
     *
     * @throws IOException when the compression's header is broken, or its decoder cannot run here
     */
    static Metered of(Container compression, InputStream in, Budget budget, String artifact) throws IOException {
        Counted counted = new Counted(in);
        InputStream out = switch (compression) {
            case GZIP -> new GZIPInputStream(counted, BUFFER);
            case XZ ->
                XZCompressorInputStream.builder()
                        .setInputStream(counted)
                        .setDecompressConcatenated(true)
                        .setMemoryLimitKiB(XZ_MEMORY_KIB)
                        .get();
            case ZSTD -> zstd(counted);
            case BZIP2 -> new BZip2CompressorInputStream(counted, true);
            case TAR, ZIP, PLAIN -> throw new IllegalArgumentException(compression + " is no compression");
        };
        return new Metered(out, budget, artifact, () -> counted.count);
    }

    private static InputStream zstd(InputStream in) throws IOException {
        try {
            return new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG);
        } catch (LinkageError e) {
            throw new IOException("the zstd library could not be loaded on this machine", e);
        }
    }

    /** Counts the compressed bytes. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            count += Math.max(n, 0);
            return n;
        }

        /** GZIPInputStream looks for a further member only when bytes are said to be available. */
        @Override
        public int available() throws IOException {
            return Math.max(1, in.available());
        }
    }
}
