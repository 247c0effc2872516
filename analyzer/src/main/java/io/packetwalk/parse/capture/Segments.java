package io.packetwalk.parse.capture;

import io.packetwalk.fact.table.Rows;

/**
 * The data one side of a TCP connection sent, as one point saw it: what was sent again, what was acknowledged, what never was.
 *
 * <p>Sequence numbers are compared as differences, so wrapping needs no care (RFC 9293 section 3.4). Sizes are those of the captured
 * segments; before a network card cuts them (GSO) they are larger than the MTU.
 */
final class Segments {

    /** A hole filled this soon is reordering, not a repetition: no sender repeats within 3 ms (Wireshark's rule, tcp.analysis). */
    private static final long REORDERING_NANOS = 3_000_000;

    /** A repetition this soon after the duplicate acknowledgement that asked for it is a fast one (Wireshark's rule, tcp.analysis). */
    private static final long FAST_NANOS = 20_000_000;

    /** Timers repeat after 200 ms and more (TCP_RTO_MIN), where a route asks for less hardly below this; duplicate acknowledgements bring repetitions sooner. */
    private static final long TIMER_NANOS = 100_000_000;

    private static final int SIZES = 4;

    /** Ints of a record for what every connection needs, and for what only one in trouble does. */
    static final int WIDTH = 5 + 2 * SIZES;

    static final int TROUBLE_WIDTH = 13;

    boolean begun;
    /** Sequence number behind the highest byte seen. */
    private int next;

    boolean acknowledged;
    private int acked;

    /** Segments awaiting their acknowledgement, each larger than those before it: the only ones that can raise {@link #largestAcked}. */
    private final int[] pendingEnd = new int[SIZES];

    private final int[] pendingLength = new int[SIZES];
    int pending;

    /** The one gap that is followed: from, to and when it appeared. */
    private int holeFrom;

    private int holeTo;
    private long holeNanos;

    private int lostEnd;

    /** Repetitions by timer since the last acknowledgement of something new, and when the last of them was. */
    int tries;

    private long triedNanos;

    int resends;
    int fast;
    int spurious;
    int outOfOrder;
    int largestAcked;
    int largestLost;
    long payload;

    void load(int[] page, int from) {
        int at = from;
        next = page[at++];
        acked = page[at++];
        largestAcked = page[at++];
        payload = Rows.get(page, at);
        at += 2;
        for (int i = 0; i < pending; i++) {
            pendingEnd[i] = page[at + 2 * i];
            pendingLength[i] = page[at + 2 * i + 1];
        }
    }

    void save(int[] page, int from) {
        int at = from;
        page[at++] = next;
        page[at++] = acked;
        page[at++] = largestAcked;
        Rows.put(page, at, payload);
        at += 2;
        for (int i = 0; i < pending; i++) {
            page[at + 2 * i] = pendingEnd[i];
            page[at + 2 * i + 1] = pendingLength[i];
        }
    }

    /** True when something was lost, repeated or disordered. */
    boolean troubled() {
        return (resends | outOfOrder | largestLost | holeTo - holeFrom) != 0;
    }

    void loadTrouble(int[] page, int from) {
        int at = from;
        holeFrom = page[at++];
        holeTo = page[at++];
        holeNanos = Rows.get(page, at);
        at += 2;
        lostEnd = page[at++];
        resends = page[at++];
        fast = page[at++];
        spurious = page[at++];
        outOfOrder = page[at++];
        largestLost = page[at++];
        tries = page[at++];
        triedNanos = Rows.get(page, at);
    }

    void saveTrouble(int[] page, int from) {
        int at = from;
        page[at++] = holeFrom;
        page[at++] = holeTo;
        Rows.put(page, at, holeNanos);
        at += 2;
        page[at++] = lostEnd;
        page[at++] = resends;
        page[at++] = fast;
        page[at++] = spurious;
        page[at++] = outOfOrder;
        page[at++] = largestLost;
        page[at++] = tries;
        Rows.put(page, at, triedNanos);
    }

    /** @param near a sequence number that is probably close to its own */
    void pack(Packing out, int near) {
        if (begun) {
            out.near(next - near);
            out.count(payload);
        }
        if (acknowledged) {
            out.near(acked - near);
            out.count(largestAcked);
        }
        for (int i = 0; i < pending; i++) {
            out.near(pendingEnd[i] - near);
            out.count(pendingLength[i]);
        }
    }

    void unpack(Packing in, int near) {
        next = begun ? near + (int) in.near() : 0;
        payload = begun ? in.count() : 0;
        acked = acknowledged ? near + (int) in.near() : 0;
        largestAcked = acknowledged ? (int) in.count() : 0;
        for (int i = 0; i < pending; i++) {
            pendingEnd[i] = near + (int) in.near();
            pendingLength[i] = (int) in.count();
        }
    }

    /** Without its times: all they tell is what was less than a second ago. */
    void packTrouble(Packing out) {
        out.count(resends);
        out.count(fast);
        out.count(spurious);
        out.count(outOfOrder);
        out.count(largestLost);
        out.count(tries);
        if (largestLost > 0) {
            out.four(lostEnd);
        }
        out.count(holeTo - holeFrom & 0xffff_ffffL);
        if (holeTo != holeFrom) {
            out.four(holeFrom);
        }
    }

    void unpackTrouble(Packing in) {
        resends = (int) in.count();
        fast = (int) in.count();
        spurious = (int) in.count();
        outOfOrder = (int) in.count();
        largestLost = (int) in.count();
        tries = (int) in.count();
        lostEnd = largestLost > 0 ? in.four() : 0;
        triedNanos = 0;
        int hole = (int) in.count();
        holeFrom = hole == 0 ? 0 : in.four();
        holeTo = holeFrom + hole;
        holeNanos = 0;
    }

    void clearTrouble() {
        holeFrom = 0;
        holeTo = 0;
        resends = 0;
        fast = 0;
        spurious = 0;
        outOfOrder = 0;
        largestLost = 0;
        tries = 0;
    }

    /** As before the first byte. */
    void clear() {
        begun = false;
        acknowledged = false;
        pending = 0;
        largestAcked = 0;
        payload = 0;
        clearTrouble();
    }

    /** A SYN takes one number; data begins behind it. */
    void syn(int seq) {
        if (!begun) {
            begun = true;
            next = seq + 1;
        }
    }

    /**
     * Data of {@code length} bytes, more than none, at {@code seq}.
     *
     * @param duplicates how many duplicate acknowledgements stand at the other side, the last at {@code asked}
     */
    void data(int seq, int length, long nanos, int duplicates, long asked) {
        if (!begun) {
            begun = true;
            next = seq;
        }
        int end = seq + length;
        if (seq - next >= 0) {
            if (seq != next) {
                holeFrom = next;
                holeTo = seq;
                holeNanos = nanos;
            }
            next = end;
            payload += length;
            await(end, length);
            return;
        }
        if (end - next > 0) {
            payload += end - next;
            next = end;
        } else if (holeFrom != holeTo && seq - holeFrom >= 0 && end - holeTo <= 0) {
            payload += length;
            fill(seq, end);
            if (nanos - holeNanos > REORDERING_NANOS) {
                resend(seq, end, nanos, duplicates, asked);
            } else {
                outOfOrder++;
            }
            await(end, length);
            return;
        }
        resend(seq, end, nanos, duplicates, asked);
        shrink(seq, end, length);
        boolean open = !acknowledged || end - acked > 0;
        if (open && length > largestLost) {
            largestLost = length;
            lostEnd = end;
        }
        if (open && (tries == 0 || nanos - triedNanos >= TIMER_NANOS)) {
            tries++;
            triedNanos = nanos;
        }
    }

    private void resend(int seq, int end, long nanos, int duplicates, long asked) {
        resends++;
        if (acknowledged && end - acked <= 0) {
            spurious++;
        } else if (duplicates >= 2 && acknowledged && seq == acked && nanos - asked < FAST_NANOS) {
            fast++;
        }
    }

    /** The other side acknowledged everything before {@code ack}. */
    void ack(int ack) {
        if (!begun || (acknowledged && ack - acked <= 0)) {
            return;
        }
        // The first acknowledgement may be one that repeats what the SYN-ACK said: it acknowledges no data.
        if (acknowledged || ack - (next - (int) payload) > 0) {
            tries = 0;
        }
        acknowledged = true;
        acked = ack;
        int kept = 0;
        for (int i = 0; i < pending; i++) {
            if (pendingEnd[i] - ack <= 0) {
                largestAcked = Math.max(largestAcked, pendingLength[i]);
            } else {
                pendingEnd[kept] = pendingEnd[i];
                pendingLength[kept++] = pendingLength[i];
            }
        }
        pending = kept;
        if (largestLost > 0 && ack - lostEnd >= 0) {
            largestLost = 0;
        }
    }

    /** Bytes of data that the other side acknowledged, each once. What this point missed of them does not count. */
    long delivered() {
        // Beyond 4 GiB numbers begin anew, but what is under way is less than a window, and that is at most 1 GiB (RFC
        // 7323 section 2.3).
        return acknowledged ? Math.max(0, payload - Math.max(0, next - acked)) : 0;
    }

    private void await(int end, int length) {
        if (length <= largestAcked || (pending > 0 && length <= pendingLength[pending - 1])) {
            return;
        }
        if (pending == SIZES) {
            pending--;
        }
        pendingEnd[pending] = end;
        pendingLength[pending++] = length;
    }

    /** A repetition in smaller pieces: what will be acknowledged is a piece, not the segment that was first tried (path MTU discovery). */
    private void shrink(int seq, int end, int length) {
        for (int i = 0; i < pending; i++) {
            boolean overlaps = pendingEnd[i] - seq > 0 && pendingEnd[i] - pendingLength[i] - end < 0;
            if (overlaps && pendingLength[i] > length) {
                pendingEnd[i] = end;
                pendingLength[i] = length;
            }
        }
        await(end, length);
    }

    private void fill(int seq, int end) {
        if (seq == holeFrom) {
            holeFrom = end;
        } else if (end == holeTo) {
            holeTo = seq;
        }
    }
}
