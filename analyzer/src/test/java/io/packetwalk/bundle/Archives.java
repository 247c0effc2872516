package io.packetwalk.bundle;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/** Makes archives for tests. */
public final class Archives {

    private Archives() {}

    /** A tar with these files, in this order. */
    public static byte[] tar(Map<String, String> files) {
        return tar(tar -> files.forEach((name, text) -> file(tar, name, bytes(text))));
    }

    /** A tar that {@code filler} fills. */
    public static byte[] tar(Consumer<TarArchiveOutputStream> filler) {
        return tar(filler, true);
    }

    /** A tar that {@code filler} fills; when it is not {@code closed}, its last entry may be shorter than its header says. */
    @SuppressWarnings("resource")
    public static byte[] tar(Consumer<TarArchiveOutputStream> filler, boolean closed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512, "UTF-8");
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            filler.accept(tar);
            if (closed) {
                tar.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static void file(TarArchiveOutputStream tar, String name, byte[] content) {
        // Else the time of the test, whose nanoseconds want a header of their own.
        file(tar, name, content, Instant.EPOCH);
    }

    /** A file that was written at a time. */
    public static void file(TarArchiveOutputStream tar, String name, byte[] content, Instant modified) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        entry.setModTime(modified.toEpochMilli());
        put(tar, entry, content);
    }

    /** An entry of a type such as {@code TarConstants.LF_SYMLINK}. */
    public static void special(TarArchiveOutputStream tar, String name, byte type, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setLinkName(target);
        put(tar, entry, new byte[0]);
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A zip with these files, written to a pipe, so with data descriptors. */
    public static byte[] zip(Map<String, String> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
                zip.write(bytes(file.getValue()));
                zip.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] gzip(byte[] content) {
        return packed(content, GZIPOutputStream::new);
    }

    public static byte[] xz(byte[] content) {
        return packed(content, XZCompressorOutputStream::new);
    }

    public static byte[] zstd(byte[] content) {
        return packed(content, ZstdOutputStream::new);
    }

    public static byte[] bzip2(byte[] content) {
        return packed(content, BZip2CompressorOutputStream::new);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Packer {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] content, Packer packer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream stream = packer.over(out)) {
            stream.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
