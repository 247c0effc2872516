package io.packetwalk.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The content of one entry. A broken archive ends it early instead of throwing: bad input is data. */
final class EntryStream extends InputStream {

    private final InputStream in;
    private final Budget budget;
    private final String artifact;
    private final long announced;
    private byte[] head = new byte[0];
    private int headAt;
    private long count;
    private long zeros;
    private Optional<String> damage = Optional.empty();

    /** @param announced bytes the archive says there are, -1 when it does not say */
    EntryStream(InputStream in, Budget budget, String artifact, long announced) {
        this.in = in;
        this.budget = budget;
        this.artifact = artifact;
        this.announced = announced;
    }

    long count() {
        return count;
    }

    Optional<String> damage() {
        return damage;
    }

    /** Nothing of it can be read. */
    void unreadable(String why) {
        damage = Optional.of(why);
    }

    /** The first {@code n} bytes (fewer when there are no more) without taking them; to be called before anything is read. */
    byte[] peek(int n) throws LimitExceeded {
        byte[] first = new byte[n];
        int have = 0;
        int got;
        while (have < n && (got = fresh(first, have, n - have)) > 0) {
            have += got;
        }
        head = Arrays.copyOf(first, have);
        return head.clone();
    }

    /** How many bytes at the end of what was read so far were zero. */
    long zerosAtEnd() {
        return zeros;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (headAt < head.length) {
            int n = Math.min(length, head.length - headAt);
            System.arraycopy(head, headAt, buffer, offset, n);
            headAt += n;
            return n;
        }
        return fresh(buffer, offset, length);
    }

    private int fresh(byte[] buffer, int offset, int length) throws LimitExceeded {
        budget.check();
        if (damage.isPresent()) {
            return -1;
        }
        int n;
        try {
            n = in.read(buffer, offset, length);
        } catch (LimitExceeded e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders of broken input also throw unchecked (index out of bounds and the like).
            budget.check();
            damage = Optional.of("ends after " + count + " bytes" + of() + ": " + reason(e));
            return -1;
        }
        if (n < 0) {
            if (announced > count) {
                damage = Optional.of("ends after " + count + " bytes" + of());
            }
            return -1;
        }
        count += n;
        int at = n;
        while (at > 0 && buffer[offset + at - 1] == 0) {
            at--;
        }
        zeros = at == 0 ? zeros + n : n - at;
        budget.artifact(count, artifact);
        return n;
    }

    /** The words of a decoder's exception, printable. */
    static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName()
                : CleanPath.printable(message.lines().findFirst().orElse(""));
    }

    private String of() {
        return announced < 0 ? "" : " of " + announced;
    }
}
