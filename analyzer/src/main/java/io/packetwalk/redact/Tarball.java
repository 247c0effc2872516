package io.packetwalk.redact;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The tar that is written. A tar wants a file's length before its bytes, so one file at a time waits in memory or, when large, on disk. */
final class Tarball implements AutoCloseable {
    private static final int IN_MEMORY = 8 << 20;
    private static final int FILE_MODE = 0100600;

    private final TarArchiveOutputStream tar;
    private boolean begun;

    Tarball(OutputStream out) {
        tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    /** Length and hash of a file that was written. */
    record Written(long bytes, String sha256) {}

    Spool spool() {
        return new Spool();
    }

    Written file(String path, Spool spool, Optional<Instant> modified) throws IOException {
        begun = true;
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(spool.count);
        entry.setMode(FILE_MODE);
        entry.setLastModifiedTime(FileTime.from(modified.orElse(Instant.EPOCH)));
        tar.putArchiveEntry(entry);
        try (InputStream in = spool.content()) {
            in.transferTo(tar);
        }
        tar.closeArchiveEntry();
        return new Written(spool.count, HexFormat.of().formatHex(spool.digest.digest()));
    }

    void link(String path, String target, Optional<Instant> modified) throws IOException {
        begun = true;
        TarArchiveEntry entry = new TarArchiveEntry(path, TarArchiveEntry.LF_SYMLINK);
        entry.setLinkName(target);
        entry.setLastModifiedTime(FileTime.from(modified.orElse(Instant.EPOCH)));
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /** The pass begins again with other paths: only before anything was written. */
    void restart() {
        if (begun) {
            throw new IllegalStateException("the paths of the bundle changed between two passes");
        }
    }

    @Override
    public void close() throws IOException {
        tar.finish();
        tar.flush();
    }

    /** One file until its length is known. */
    static final class Spool extends OutputStream {
        private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
        private final MessageDigest digest;
        private OutputStream to;
        private Optional<Path> disk = Optional.empty();
        private long count;

        Spool() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
            to = memory;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (disk.isEmpty() && count + length > IN_MEMORY) {
                Path file = Files.createTempFile("packetwalk-redact", "");
                disk = Optional.of(file);
                to = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                memory.writeTo(to);
                memory.reset();
            }
            to.write(bytes, offset, length);
            digest.update(bytes, offset, length);
            count += length;
        }

        private InputStream content() throws IOException {
            to.flush();
            return disk.isPresent() ? Files.newInputStream(disk.get()) : new ByteArrayInputStream(memory.toByteArray());
        }

        @Override
        public void close() throws IOException {
            to.close();
            if (disk.isPresent()) {
                Files.deleteIfExists(disk.get());
            }
        }
    }
}
