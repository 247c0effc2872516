package io.packetwalk.fact.conntrack;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.Counters;
import io.packetwalk.fact.table.Numbered;
import io.packetwalk.fact.table.Rows;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.AbstractList;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * Entries of one artifact as numbers: 40 bytes each, as many more for one with counters or an id. What few values are shared by many entries ({@link Kind}) is kept
 * once.
 */
public final class ConnectionTable extends AbstractList<ConntrackFact> implements RandomAccess {

    private static final int NO_EXTRAS = -1;

    /** Ints of an entry, and of what is more. */
    private static final int WIDTH = 10;

    /** Where an entry has its addresses. */
    private static final int[] ADDRESSES = {4, 5, 7, 8};

    /**
     * What entries have in common.
     *
     * @param numbered addresses are numbers of {@link #addresses} instead of 32 bits, because one of them is an IPv6 address
     */
    private record Kind(
            Proto proto,
            Proto replyProto,
            int zone,
            String state,
            boolean unreplied,
            boolean assured,
            long mark,
            boolean numbered) {}

    private final String artifact;
    private final Numbered<Kind> kinds = new Numbered<>();
    private final Numbered<Ip> addresses = new Numbered<>();

    /** Line, kind, timeout, extras, then twice source, destination and both ports. */
    private final Rows rows = new Rows(WIDTH);

    /** Packets and bytes of both directions and the id, two ints each. */
    private final Rows extras = new Rows(WIDTH);

    public ConnectionTable(String artifact) {
        this.artifact = artifact;
    }

    /** Appends an entry. */
    @Override
    public boolean add(ConntrackFact entry) {
        FiveTuple there = entry.original();
        FiveTuple back = entry.reply();
        boolean numbered = v6(there) || v6(back);
        int row = rows.add();
        int[] page = rows.page(row);
        int at = rows.at(row);
        page[at] = (int) entry.source().from();
        page[at + 1] = kinds.number(new Kind(
                there.proto(),
                back.proto(),
                entry.zone(),
                entry.state(),
                entry.unreplied(),
                entry.assured(),
                entry.mark(),
                numbered));
        page[at + 2] = entry.timeout();
        page[at + 3] = extra(entry);
        put(page, at + 4, there, numbered);
        put(page, at + 7, back, numbered);
        return true;
    }

    /** Appends all entries of the table's next part. */
    public void append(ConnectionTable next) {
        int[] kind = next.kinds.values().stream().mapToInt(kinds::number).toArray();
        int[] address =
                next.addresses.values().stream().mapToInt(addresses::number).toArray();
        for (int row = 0; row < next.size(); row++) {
            int[] from = next.rows.page(row);
            int start = next.rows.at(row);
            int to = rows.add();
            int[] page = rows.page(to);
            int at = rows.at(to);
            System.arraycopy(from, start, page, at, WIDTH);
            page[at + 1] = kind[from[start + 1]];
            page[at + 3] = from[start + 3] == NO_EXTRAS ? NO_EXTRAS : extra(next, from[start + 3]);
            if (next.kinds.value(from[start + 1]).numbered()) {
                for (int place : ADDRESSES) {
                    page[at + place] = address[from[start + place]];
                }
            }
        }
    }

    private int extra(ConnectionTable next, int from) {
        int row = extras.add();
        System.arraycopy(next.extras.page(from), next.extras.at(from), extras.page(row), extras.at(row), WIDTH);
        return row;
    }

    private static boolean v6(FiveTuple tuple) {
        return tuple.src().ip().v6() || tuple.dst().ip().v6();
    }

    private void put(int[] page, int at, FiveTuple tuple, boolean numbered) {
        page[at] = numbered
                ? addresses.number(tuple.src().ip())
                : (int) tuple.src().ip().lo();
        page[at + 1] = numbered
                ? addresses.number(tuple.dst().ip())
                : (int) tuple.dst().ip().lo();
        page[at + 2] = tuple.src().port() << 16 | tuple.dst().port();
    }

    private int extra(ConntrackFact entry) {
        if (entry.originalCounters().isEmpty() && entry.replyCounters().isEmpty() && entry.id() < 0) {
            return NO_EXTRAS;
        }
        int row = extras.add();
        int[] page = extras.page(row);
        int at = extras.at(row);
        put(page, at, entry.originalCounters());
        put(page, at + 4, entry.replyCounters());
        Rows.put(page, at + 8, entry.id());
        return row;
    }

    private static void put(int[] page, int at, Optional<Counters> counters) {
        Rows.put(page, at, counters.map(Counters::packets).orElse(-1L));
        Rows.put(page, at + 2, counters.map(Counters::bytes).orElse(-1L));
    }

    @Override
    public ConntrackFact get(int row) {
        Objects.checkIndex(row, size());
        int[] page = rows.page(row);
        int at = rows.at(row);
        Kind kind = kinds.value(page[at + 1]);
        FiveTuple there = tuple(kind.proto(), page, at + 4, kind.numbered());
        FiveTuple back = tuple(kind.replyProto(), page, at + 7, kind.numbered());
        int extra = page[at + 3];
        boolean more = extra != NO_EXTRAS;
        int[] extraPage = more ? extras.page(extra) : page;
        int extraAt = more ? extras.at(extra) : 0;
        return new ConntrackFact(
                Source.line(artifact, page[at]),
                kind.zone(),
                page[at + 2],
                kind.state(),
                there,
                back,
                more ? counters(extraPage, extraAt) : Optional.empty(),
                more ? counters(extraPage, extraAt + 4) : Optional.empty(),
                kind.unreplied(),
                kind.assured(),
                kind.mark(),
                more ? Rows.get(extraPage, extraAt + 8) : -1);
    }

    private FiveTuple tuple(Proto proto, int[] page, int at, boolean numbered) {
        int ports = page[at + 2];
        return new FiveTuple(
                proto,
                new IpPort(ip(page[at], numbered), ports >>> 16),
                new IpPort(ip(page[at + 1], numbered), ports & 0xffff));
    }

    private Ip ip(int bits, boolean numbered) {
        return numbered ? addresses.value(bits) : Ip.v4(bits);
    }

    private static Optional<Counters> counters(int[] page, int at) {
        long packets = Rows.get(page, at);
        return packets < 0 ? Optional.empty() : Optional.of(new Counters(packets, Rows.get(page, at + 2)));
    }

    @Override
    public int size() {
        return rows.size();
    }
}
