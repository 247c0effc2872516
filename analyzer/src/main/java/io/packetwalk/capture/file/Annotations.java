package io.packetwalk.capture.file;

import io.packetwalk.capture.Bytes;
import io.packetwalk.capture.format.PcapngBlock;
import io.packetwalk.net.Ip;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a pcapng file says beside its packets: names that its writer knew for addresses, and what people wrote into it. Both are their word, not something seen. Bounded, because
 * whoever made the file may have filled it with nothing else.
 */
public final class Annotations {

    private static final int MOST_NAMES = 100_000;
    private static final int MOST_COMMENTS = 100;

    /** Bytes of one text. A name of DNS has 253 at most. */
    private static final int LONGEST = 1_000;

    private static final int RECORD_V4 = 1;
    private static final int RECORD_V6 = 2;

    private final Set<Name> names = new LinkedHashSet<>();
    private final List<String> comments = new ArrayList<>();
    private int secrets;

    /** A name for an address. */
    public record Name(Ip address, String name) {}

    /** Names in the order in which they stand. */
    public List<Name> names() {
        return List.copyOf(names);
    }

    /** Comments about sections, interfaces and the like, each with what it is about; those about packets are the frame's. */
    public List<String> comments() {
        return List.copyOf(comments);
    }

    /** Blocks of keys with which its connections can be decrypted. They were not read. */
    public int secrets() {
        return secrets;
    }

    void secret() {
        secrets++;
    }

    void comment(String about, byte[] text) {
        if (comments.size() < MOST_COMMENTS) {
            comments.add(about + ": " + text(text, 0, text.length));
        }
    }

    void names(PcapngBlock.NameResolution block) {
        for (PcapngBlock.NameRecord record : block.records()) {
            byte[] value = record.value();
            if (record.recordType() == RECORD_V4 && value.length > 4) {
                names(Ip.v4(Bytes.s4(value, 0)), value, 4);
            } else if (record.recordType() == RECORD_V6 && value.length > 16) {
                names(Ip.v6(Bytes.s8(value, 0), Bytes.s8(value, 8)), value, 16);
            }
        }
    }

    /** Names of one address, each with a zero behind it. */
    private void names(Ip address, byte[] value, int from) {
        int at = from;
        for (int i = from; i <= value.length; i++) {
            if (i < value.length && value[i] != 0) {
                continue;
            }
            if (i > at && names.size() < MOST_NAMES) {
                names.add(new Name(address, text(value, at, i)));
            }
            at = i + 1;
        }
    }

    /** A text without the zeros that some writers put behind it, cut when it is too long. */
    static String text(byte[] value, int from, int to) {
        int end = Math.min(to, from + LONGEST);
        while (end > from && value[end - 1] == 0) {
            end--;
        }
        return new String(value, from, end - from, StandardCharsets.UTF_8);
    }
}
