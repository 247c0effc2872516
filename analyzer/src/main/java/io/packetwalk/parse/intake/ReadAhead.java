package io.packetwalk.parse.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A stream that another thread reads ahead, so that a large entry is unpacked and parsed at the same time. It holds at most {@link #BLOCKS} blocks; what goes wrong
 * while reading is told where it would have been met.
 */
final class ReadAhead extends InputStream {
    private static final int BLOCK = 1 << 18;
    private static final int BLOCKS = 8;

    /** What the other thread hands over: bytes, or how the stream ended. */
    private sealed interface Handed {
        final class Block implements Handed {
            private final byte[] bytes;

            private Block(byte[] bytes) {
                this.bytes = bytes;
            }
        }

        record Broken(Throwable why) implements Handed {}

        record Over() implements Handed {}
    }

    private final BlockingQueue<Handed> handed = new ArrayBlockingQueue<>(BLOCKS);
    private final Thread reader;
    private byte[] block = new byte[0];
    private int at;
    private boolean over;

    ReadAhead(InputStream in) {
        this.reader = new Thread(() -> readFrom(in), "reading ahead");
        reader.setDaemon(true);
        reader.start();
    }

    private void readFrom(InputStream in) {
        try {
            byte[] bytes = in.readNBytes(BLOCK);
            while (bytes.length > 0) {
                handed.put(new Handed.Block(bytes));
                bytes = in.readNBytes(BLOCK);
            }
            handed.put(new Handed.Over());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error why) {
            broken(why);
        }
    }

    /** Whatever it was: the parser must not wait for ever. */
    private void broken(Throwable why) {
        try {
            handed.put(new Handed.Broken(why));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read() throws IOException {
        return filled() ? block[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!filled()) {
            return -1;
        }
        int count = Math.min(length, block.length - at);
        System.arraycopy(block, at, buffer, offset, count);
        at += count;
        return count;
    }

    private boolean filled() throws IOException {
        while (!over && at == block.length) {
            switch (take()) {
                case Handed.Block full -> {
                    block = full.bytes;
                    at = 0;
                }
                case Handed.Over() -> over = true;
                case Handed.Broken(Throwable why) -> {
                    over = true;
                    switch (why) {
                        case IOException limit -> throw limit;
                        case RuntimeException bug -> throw bug;
                        default -> throw new IllegalStateException("reading ahead failed", why);
                    }
                }
            }
        }
        return !over;
    }

    private Handed take() throws InterruptedIOException {
        try {
            return handed.take();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading");
        }
    }

    /** Stops the other thread and waits for it: afterwards the stream it read is the caller's again. */
    @Override
    public void close() throws InterruptedIOException {
        over = true;
        reader.interrupt();
        try {
            reader.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading");
        }
    }
}
