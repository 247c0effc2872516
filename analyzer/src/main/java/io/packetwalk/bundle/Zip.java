package io.packetwalk.bundle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Enumeration;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * Entries of a zip, in the order their content stands in.
 *
 * <p>Read through its central directory: only that one tells links from files and gives sizes of entries that were
 * written to a pipe. A zip that was cut has lost it and is read from the front instead.
 */
final class Zip {

    private static final int LINK_TARGET = 4096;
    private static final int DIRECTORY_RECORD = 46;
    private static final int END_RECORD = 22;
    private static final int END_SIGNATURE = 0x06054b50;

    private final Pass pass;

    Zip(Pass pass) {
        this.pass = pass;
    }

    void read(Pass.Item item, EntryStream stream) throws IOException {
        Optional<byte[]> held =
                item.file().isPresent() ? Optional.empty() : Optional.of(pass.hold(stream, item.path()));
        try (SeekableByteChannel channel = channel(item, held)) {
            announce(item, channel);
        }
        Optional<ZipFile> opened = open(channel(item, held));
        if (opened.isPresent()) {
            try (ZipFile zip = opened.get()) {
                Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
                while (entries.hasMoreElements() && !pass.stopped()) {
                    one(item, zip, entries.nextElement());
                }
            }
            return;
        }
        String why = stream.damage().map(damage -> ": " + damage).orElse("");
        pass.note(
                "archive-truncated",
                item.path(),
                "The zip has no directory at its end" + why + "; read until it breaks off");
        try (SeekableByteChannel channel = channel(item, held)) {
            fromTheFront(item, channel);
        }
    }

    private static SeekableByteChannel channel(Pass.Item item, Optional<byte[]> held) throws IOException {
        return held.isPresent()
                ? new SeekableInMemoryByteChannel(held.get())
                : Files.newByteChannel(item.file().orElseThrow());
    }

    private void one(Pass.Item item, ZipFile zip, ZipArchiveEntry entry) throws IOException {
        if (entry.isDirectory()) {
            return;
        }
        Optional<String> named = pass.named(item.inside(), entry.getName());
        if (named.isEmpty()) {
            return;
        }
        String path = named.get();
        if (!zip.canReadEntryData(entry)) {
            pass.unreadable(path, modified(entry), "Encrypted, or compressed in a way we cannot read");
            return;
        }
        try (InputStream in = open(zip, entry)) {
            if (entry.isUnixSymlink()) {
                String target = new String(in.readNBytes(LINK_TARGET), StandardCharsets.UTF_8);
                pass.link(path, modified(entry), target);
            } else {
                long packed = Math.max(entry.getCompressedSize(), 1);
                Metered metered = new Metered(in, pass.budget(), path, () -> packed);
                pass.file(path, metered, entry.getSize(), modified(entry), item.depth() + 1);
            }
        }
    }

    private void fromTheFront(Pass.Item item, SeekableByteChannel channel) throws IOException {
        try (ZipArchiveInputStream zip =
                new ZipArchiveInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
            Optional<ZipArchiveEntry> entry = next(zip);
            while (entry.isPresent() && !pass.stopped()) {
                if (!entry.get().isDirectory()) {
                    Optional<String> path =
                            pass.named(item.inside(), entry.get().getName());
                    if (path.isPresent()) {
                        Metered metered = new Metered(zip, pass.budget(), path.get(), zip::getCompressedCount);
                        long size = entry.get().getSize();
                        pass.file(path.get(), metered, size, modified(entry.get()), item.depth() + 1);
                    }
                }
                entry = next(zip);
            }
        }
    }

    private static Optional<ZipArchiveEntry> next(ZipArchiveInputStream zip) throws IOException {
        try {
            return Optional.ofNullable(zip.getNextEntry());
        } catch (LimitExceeded e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Closes {@code channel} when it holds no zip that can be read. */
    private static Optional<ZipFile> open(SeekableByteChannel channel) throws IOException {
        try {
            return Optional.of(ZipFile.builder().setSeekableByteChannel(channel).get());
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static InputStream open(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        try {
            InputStream in = zip.getInputStream(entry);
            return in == null ? InputStream.nullInputStream() : in;
        } catch (IOException | RuntimeException e) {
            // A broken local header: an entry without content, which its announced size then tells.
            return InputStream.nullInputStream();
        }
    }

    /** A directory of a million entries costs memory before the first is seen: judge it by its size. */
    private void announce(Pass.Item item, SeekableByteChannel channel) throws IOException {
        int length = (int) Math.min(channel.size(), END_RECORD + 0xFFFF);
        ByteBuffer tail = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        long from = channel.size() - length;
        channel.position(from);
        while (tail.hasRemaining() && channel.read(tail) >= 0) {
            // until the buffer is full
        }
        for (int at = length - END_RECORD; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE) {
                long start = Integer.toUnsignedLong(tail.getInt(at + 16));
                pass.budget().announced(Math.max(0, from + at - start) / DIRECTORY_RECORD, item.path());
                return;
            }
        }
    }

    private static Optional<Instant> modified(ZipArchiveEntry entry) {
        try {
            return Optional.ofNullable(entry.getLastModifiedTime()).map(time -> time.toInstant());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
