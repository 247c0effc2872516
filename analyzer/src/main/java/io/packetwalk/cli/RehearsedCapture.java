package io.packetwalk.cli;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Entry;
import io.packetwalk.bundle.EntryVisitor;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Note;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A capture of some size for {@link Rehearsal}: what a bundle's captures hold, many times, each time under other addresses, and in one round of eight nobody answers
 * questions about names.
 */
final class RehearsedCapture implements EntryVisitor {

    private static final int SIZE = 24 << 20;
    private static final int HEADER = 24;
    private static final int RECORD = 16;

    /** Where the third byte of source and destination stands in an Ethernet frame that begins with IPv4. */
    private static final int[] THIRD_BYTES = {14 + 12 + 2, 14 + 16 + 2};

    /** Where its source port stands, and that of those who answer questions about names. */
    private static final int SOURCE_PORT = 14 + 20;

    private static final int DNS = 53;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private byte[] header = new byte[0];

    private RehearsedCapture() {}

    /** Writes it to a new file. */
    static Path of(Path bundle) throws IOException {
        RehearsedCapture capture = new RehearsedCapture();
        Bundle.of(List.of(new Input.Stored(bundle)), Limits.standard(), () -> 0).forEach(capture);
        Path file = Files.createTempFile("packetwalk", ".pcap");
        byte[] all = capture.records.toByteArray();
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(capture.header);
            for (int written = 0, round = 0; all.length > 0 && written < SIZE; written += all.length, round++) {
                write(all.clone(), round, out);
            }
        }
        return file;
    }

    private static void write(byte[] records, int round, OutputStream out) throws IOException {
        int at = 0;
        while (at + RECORD <= records.length) {
            int captured = length(records, at + 8);
            int frame = at + RECORD;
            for (int third : THIRD_BYTES) {
                if (captured > third) {
                    records[frame + third] += (byte) round;
                }
            }
            boolean answer = captured > SOURCE_PORT + 1
                    && records[frame + SOURCE_PORT] == 0
                    && records[frame + SOURCE_PORT + 1] == DNS;
            if (round % 8 != 7 || !answer) {
                out.write(records, at, RECORD + captured);
            }
            at = frame + captured;
        }
    }

    private static int length(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
    }

    @Override
    public boolean entry(Entry entry) throws IOException {
        if (entry.artifact().path().endsWith(".eth0.pcap")) {
            byte[] file = entry.content().readAllBytes();
            if (file.length > HEADER) {
                header = Arrays.copyOf(file, HEADER);
                records.write(file, HEADER, file.length - HEADER);
            }
        }
        return true;
    }

    @Override
    public void note(Note note) {
        // Whoever analyzes the bundle is told.
    }

    @Override
    public void restart() {
        records.reset();
    }
}
