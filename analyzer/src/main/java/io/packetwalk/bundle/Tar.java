package io.packetwalk.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Entries of a tar, in their order. */
final class Tar {

    /** POSIX ends an archive with two blocks of zeros; some writers leave one. */
    private static final int END_MARK = 512;

    /** A larger block makes the library read beyond the end mark, and so hides what stands there. */
    private static final int BLOCK = 512;

    private final Pass pass;

    Tar(Pass pass) {
        this.pass = pass;
    }

    void read(Pass.Item item, EntryStream stream) throws IOException {
        // Not closed: the stream is the outer archive's.
        @SuppressWarnings("resource")
        TarArchiveInputStream tar = new TarArchiveInputStream(stream, BLOCK, BLOCK, StandardCharsets.UTF_8.name());
        try {
            Optional<TarArchiveEntry> entry = next(tar);
            while (entry.isPresent() && !pass.stopped()) {
                one(item, tar, entry.get());
                entry = pass.stopped() ? Optional.empty() : next(tar);
            }
        } catch (Broken e) {
            pass.budget().check();
            String why = stream.damage().orElse(e.getMessage());
            pass.note("archive-truncated", item.path(), "The tar breaks off: " + why + "; all before is kept");
            return;
        }
        if (!pass.stopped()) {
            end(item, stream);
        }
    }

    private void one(Pass.Item item, TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        if (entry.isDirectory() || entry.isGlobalPaxHeader()) {
            return;
        }
        Optional<String> named = pass.named(item.inside(), entry.getName());
        if (named.isEmpty()) {
            return;
        }
        String path = named.get();
        Optional<Instant> modified = modified(entry);
        // isFile() is true for links and devices as well: ask for those first.
        if (entry.isSymbolicLink() || entry.isLink()) {
            pass.link(path, modified, entry.getLinkName());
        } else if (entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
            pass.note("special-file", path, "A pipe or device in the archive: not read");
            pass.link(path, modified, entry.isFIFO() ? "fifo" : "device");
        } else if (entry.isSparse()) {
            pass.note("sparse-entry", path, "A sparse entry: not read (repack with tar without --sparse)");
            pass.link(path, modified, "sparse");
        } else {
            pass.file(path, tar, entry.getSize(), modified, item.depth() + 1);
        }
    }

    /** Looks behind the last entry: was it the last, is there more, is the compression's checksum right? */
    private void end(Pass.Item item, EntryStream stream) throws IOException {
        long zeros = stream.zerosAtEnd();
        boolean garbage = false;
        byte[] buffer = new byte[1 << 13];
        int n;
        while ((n = stream.read(buffer)) > 0) {
            for (int i = 0; i < n && !garbage; i++) {
                garbage = buffer[i] != 0;
            }
        }
        if (stream.damage().isPresent()) {
            String why = stream.damage().get();
            pass.note("archive-truncated", item.path(), "The archive is damaged: " + why + "; all before is kept");
        } else if (zeros < END_MARK && stream.count() > 0) {
            pass.note(
                    "archive-truncated",
                    item.path(),
                    "The tar has no end mark: it may have been cut between two entries; all before is kept");
        } else if (garbage) {
            pass.hint("trailing-bytes", item.path(), "Bytes after the end of the tar were not read");
        }
    }

    private static Optional<Instant> modified(TarArchiveEntry entry) {
        try {
            // Tars that are made to be the same every time carry 0, which is no time.
            return Optional.of(entry.getLastModifiedTime().toInstant()).filter(Instant.EPOCH::isBefore);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<TarArchiveEntry> next(TarArchiveInputStream tar) throws IOException {
        try {
            return Optional.ofNullable(tar.getNextEntry());
        } catch (LimitExceeded e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Broken(EntryStream.reason(e));
        }
    }

    /** The next header cannot be read. */
    private static final class Broken extends IOException {
        Broken(String why) {
            super(why);
        }
    }
}
