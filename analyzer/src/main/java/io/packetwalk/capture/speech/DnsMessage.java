package io.packetwalk.capture.speech;

import io.packetwalk.capture.Bytes;
import io.packetwalk.net.Ip;
import java.util.ArrayList;
import java.util.List;

/**
 * A DNS message (RFC 1035): the first question and the addresses and names of the answer section. Reads as far as the bytes go, because
 * captures are cut and a question alone still tells much. Filled anew by each {@link #read}.
 */
public final class DnsMessage {

    private static final int HEADER = 12;

    /** Type, class, lifetime and length, behind a record's name. */
    private static final int RECORD = 10;

    private static final int TYPE_A = 1;
    private static final int TYPE_NS = 2;
    private static final int TYPE_CNAME = 5;
    private static final int TYPE_PTR = 12;
    private static final int TYPE_AAAA = 28;
    private static final int TYPE_SRV = 33;
    private static final int TYPE_OPT = 41;

    /** No message needs more to be understood. */
    private static final int MAX_ANSWERS = 64;

    private int id;
    private boolean response;
    private boolean truncated;
    private int rcode;
    private int udpSize;
    private String qname = "";
    private int qtype;
    private int answered;

    private final DnsName name = new DnsName();
    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private int at;

    /** Where the answer section begins. */
    private int answersAt;

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
        if (!name() || end - at < 4) {
            return false;
        }
        qname = name.text();
        qtype = Bytes.u2(bytes, at);
        answersAt = at + 4;
        answered = Bytes.u2(bytes, from + 6);
        int others = Bytes.u2(bytes, from + 8) + Bytes.u2(bytes, from + 10);
        if (others > 0 && answered <= MAX_ANSWERS) {
            extensions(answered + Math.min(others, MAX_ANSWERS));
        }
        return true;
    }

    public int id() {
        return id;
    }

    public boolean response() {
        return response;
    }

    /** First byte behind the question. */
    public int questionEnd() {
        return answersAt;
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
        return DnsNumbers.type(qtype);
    }

    public String rcode() {
        return DnsNumbers.rcode(rcode);
    }

    /** Addresses and names of the answer section, as far as they are there. To be asked while the bytes are. */
    public List<String> answers() {
        List<String> answers = new ArrayList<>();
        at = answersAt;
        for (int i = 0; response && i < Math.min(answered, MAX_ANSWERS); i++) {
            if (!name() || end - at < RECORD) {
                break;
            }
            int type = Bytes.u2(bytes, at);
            int size = Bytes.u2(bytes, at + 8);
            at += RECORD;
            int next = at + size;
            if (next > end) {
                break;
            }
            if (type == TYPE_A && size == 4) {
                answers.add(Ip.v4(Bytes.s4(bytes, at)).toString());
            } else if (type == TYPE_AAAA && size == 16) {
                answers.add(Ip.v6(Bytes.s8(bytes, at), Bytes.s8(bytes, at + 8)).toString());
            } else if (type == TYPE_CNAME || type == TYPE_PTR || type == TYPE_NS || (type == TYPE_SRV && size > 6)) {
                at += type == TYPE_SRV ? 6 : 0;
                if (!name()) {
                    break;
                }
                answers.add(name.text());
            }
            at = next;
        }
        return List.copyOf(answers);
    }

    /** UDP payload size its sender takes, by EDNS (RFC 6891); 0 without. */
    public int udpSize() {
        return udpSize;
    }

    /** Looks through all records for the OPT one: its class is a size, the upper half of its lifetime the upper bits of the response code. */
    private void extensions(int records) {
        at = answersAt;
        for (int i = 0; i < records; i++) {
            if (!name() || end - at < RECORD) {
                return;
            }
            if (i >= answered && Bytes.u2(bytes, at) == TYPE_OPT) {
                udpSize = Bytes.u2(bytes, at + 2);
                rcode |= Bytes.u1(bytes, at + 4) << 4;
                return;
            }
            at += RECORD + Bytes.u2(bytes, at + 8);
        }
    }

    /** Reads the name at {@link #at} and moves behind it. */
    private boolean name() {
        int behind = name.read(bytes, start, at, end);
        at = behind;
        return behind >= 0;
    }
}
