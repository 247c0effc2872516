package io.packetwalk.capture;

import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;

/**
 * A DNS message (RFC 1035): the first question and the addresses and names of the answer section. Reads as far as the bytes go, because
 * captures are cut and a question alone still tells much. Filled anew by each {@link #read}.
 */
public final class DnsMessage {

    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final int TYPE_NS = 2;
    private static final int TYPE_CNAME = 5;
    private static final int TYPE_PTR = 12;
    private static final int TYPE_AAAA = 28;
    private static final int TYPE_SRV = 33;
    private static final int TYPE_OPT = 41;

    /** RFC 1035 section 2.3.4: a name has at most 255 octets; and no message in UDP or TCP needs more answers than this to be understood. */
    private static final int MAX_NAME = 255;

    private static final int MAX_ANSWERS = 64;

    private int id;
    private boolean response;
    private boolean truncated;
    private int rcode;
    private int udpSize;
    private String qname = "";
    private int qtype;
    private final List<String> answers = new ArrayList<>();

    private final StringBuilder text = new StringBuilder(MAX_NAME);
    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private int at;

    /**
     * Reads a message.
     *
     * @param message array that holds it
     * @param from its first byte
     * @param captured bytes of it that are there
     * @return false when it is no query or answer with a readable question
     */
    public boolean read(byte[] message, int from, int captured) {
        if (captured < HEADER) {
            return false;
        }
        bytes = message;
        start = from;
        end = from + captured;
        answers.clear();
        int flags = Bytes.u2(bytes, from + 2);
        int questions = Bytes.u2(bytes, from + 4);
        int opcode = (flags >>> 11) & 15;
        if (opcode != 0 || questions != 1) {
            return false;
        }
        id = Bytes.u2(bytes, from);
        response = (flags & 0x8000) != 0;
        truncated = (flags & 0x0200) != 0;
        rcode = flags & 15;
        udpSize = 0;
        at = from + HEADER;
        text.setLength(0);
        if (!name(text) || end - at < 4) {
            return false;
        }
        qname = text.toString();
        qtype = Bytes.u2(bytes, at);
        at += 4;
        int answered = Bytes.u2(bytes, from + 6);
        if (response) {
            answers(Math.min(answered, MAX_ANSWERS));
        }
        int others = Bytes.u2(bytes, from + 8) + Bytes.u2(bytes, from + 10);
        if (answered <= MAX_ANSWERS && (response || answered == 0)) {
            extensions(Math.min(others, MAX_ANSWERS));
        }
        return true;
    }

    public int id() {
        return id;
    }

    public boolean response() {
        return response;
    }

    /** TC bit. */
    public boolean truncated() {
        return truncated;
    }

    /** Lower case, with its final dot. */
    public String qname() {
        return qname;
    }

    public String qtype() {
        return DnsNames.type(qtype);
    }

    public String rcode() {
        return DnsNames.rcode(rcode);
    }

    public List<String> answers() {
        return List.copyOf(answers);
    }

    /** UDP payload size its sender takes, by EDNS (RFC 6891); 0 without. */
    public int udpSize() {
        return udpSize;
    }

    /** Looks through the authority and additional sections for the OPT record: its class is a size, the upper half of its lifetime the upper bits of the response code. */
    private void extensions(int records) {
        for (int i = 0; i < records; i++) {
            text.setLength(0);
            if (!name(text) || end - at < 10) {
                return;
            }
            if (Bytes.u2(bytes, at) == TYPE_OPT) {
                udpSize = Bytes.u2(bytes, at + 2);
                rcode |= Bytes.u1(bytes, at + 4) << 4;
                return;
            }
            at += 10 + Bytes.u2(bytes, at + 8);
        }
    }

    private void answers(int records) {
        StringBuilder name = text;
        for (int i = 0; i < records; i++) {
            name.setLength(0);
            if (!name(name) || end - at < 10) {
                return;
            }
            int type = Bytes.u2(bytes, at);
            int size = Bytes.u2(bytes, at + 8);
            at += 10;
            int next = at + size;
            if (next > end) {
                return;
            }
            if (type == TYPE_A && size == 4) {
                answers.add(Ip.v4(Bytes.s4(bytes, at)).toString());
            } else if (type == TYPE_AAAA && size == 16) {
                answers.add(Ip.v6(Bytes.s8(bytes, at), Bytes.s8(bytes, at + 8)).toString());
            } else if (type == TYPE_CNAME || type == TYPE_PTR || type == TYPE_NS || (type == TYPE_SRV && size > 6)) {
                at += type == TYPE_SRV ? 6 : 0;
                name.setLength(0);
                if (!name(name)) {
                    return;
                }
                answers.add(name.toString());
            }
            at = next;
        }
    }

    /**
     * Reads the name at {@link #at} and moves behind it. Each compression pointer must point before the last one (they do in every real
     * message), which bounds the walk without counting.
     */
    private boolean name(StringBuilder out) {
        int from = at;
        int lowest = at;
        boolean jumped = false;
        int octets = 0;
        while (from < end) {
            int length = Bytes.u1(bytes, from);
            if (length == 0) {
                at = jumped ? at : from + 1;
                if (out.isEmpty()) {
                    out.append('.');
                }
                return true;
            }
            if (length >= 0xc0) {
                if (end - from < 2) {
                    return false;
                }
                int target = start + (((length & 0x3f) << 8) | Bytes.u1(bytes, from + 1));
                if (!jumped) {
                    at = from + 2;
                    jumped = true;
                }
                if (target >= lowest) {
                    return false;
                }
                lowest = target;
                from = target;
                continue;
            }
            octets += length + 1;
            if (length > 63 || octets > MAX_NAME || end - from <= length) {
                return false;
            }
            DnsNames.label(bytes, from + 1, length, out);
            from += length + 1;
        }
        return false;
    }
}
