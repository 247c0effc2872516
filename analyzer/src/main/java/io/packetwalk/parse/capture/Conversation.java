package io.packetwalk.parse.capture;

import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Tunnelled;
import io.packetwalk.capture.speech.ClearText;
import io.packetwalk.capture.speech.DnsMessage;
import io.packetwalk.capture.speech.Opaque;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.ConversationFact;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.table.Rows;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One conversation, loaded from its record to be read or counted on. Side 0 is the end with the lower address (then port), side 1 the other, whoever
 * began; which of them is the client is decided when everything was seen.
 *
 * <p>The record has {@link Conversations#WIDTH} ints: 128 bytes. A TCP connection has one more, and another when something went wrong; asides are objects.
 */
final class Conversation {

    /** The longest silence is kept in microseconds up to this, beyond in milliseconds below zero. */
    private static final long FINE_SILENCE = Integer.MAX_VALUE * 1000L;

    static final long[] NO_PRINTS = {};

    /** Where a record tells the number of what it has more. */
    static final int MORE = 14;

    /** Linux draws the ports of clients from here on (ip_local_port_range); node ports end below. */
    private static final int DRAWN = 32_768;

    private static final int HALVES = Conversations.WIDTH - 2 * Half.WIDTH;

    final Conversations table;
    int row = -1;

    boolean v6;
    int proto;
    private int opener;
    private int tunnelSide;
    private boolean carriedFromLow;
    private boolean carrier;
    private int lastSide;
    private int depth;
    int prints;

    /** Of a TCP connection, in the place of the prints: sides (bit 0 the lower end) whose data is not looked at any more. */
    private int heardOut;

    int vantage;
    int carrierPorts;
    long firstPacket;
    long lastPacket;
    long firstNanos;
    long lastNanos;
    long silence;
    int lastRun;
    int more;
    int aside;

    /** The sides: a packet needs one of them, so each is loaded when it is asked for. */
    final Half low = new Half();

    final Half high = new Half();
    final Connection connection = new Connection();

    Conversation(Conversations table) {
        this.table = table;
    }

    /** Loads a record, after saving the one that is loaded. */
    void load(int wanted) {
        if (wanted == row) {
            return;
        }
        save();
        row = wanted;
        int[] page = table.records.page(wanted);
        int at = table.records.at(wanted);
        vantage = page[at];
        int bits = page[at + 4];
        unbits(bits);
        carrierPorts = page[at + 5];
        firstPacket = firstPacket(page, at);
        lastPacket = (long) (bits >>> 26 & 0x3f) << 32 | page[at + 7] & 0xffff_ffffL;
        firstNanos = Rows.get(page, at + 8);
        lastNanos = Rows.get(page, at + 10);
        silence = silence(page[at + 12]);
        lastRun = page[at + 13];
        more = page[at + MORE];
        aside = page[at + 15];
        low.forget();
        high.forget();
        if (proto == Capture.TCP && more > 0) {
            connection.load(table.connections, table.troubles, more);
        }
    }

    int bits() {
        return proto
                | (v6 ? 0x100 : 0)
                | opener << 9
                | tunnelSide << 10
                | (carriedFromLow ? 0x800 : 0)
                | (carrier ? 0x1000 : 0)
                | lastSide + 1 << 13
                | depth << 15
                | (prints | heardOut) << 17;
    }

    void unbits(int bits) {
        proto = bits & 0xff;
        v6 = (bits & 0x100) != 0;
        opener = bits >>> 9 & 1;
        tunnelSide = bits >>> 10 & 1;
        carriedFromLow = (bits & 0x800) != 0;
        carrier = (bits & 0x1000) != 0;
        lastSide = (bits >>> 13 & 3) - 1;
        depth = bits >>> 15 & 3;
        boolean tcp = proto == Capture.TCP;
        prints = tcp ? 0 : bits >>> 17 & 7;
        heardOut = tcp ? bits >>> 17 & 3 : 0;
    }

    int keptSilence() {
        return silence <= FINE_SILENCE
                ? (int) (silence / 1000)
                : -(int) Math.min(silence / 1_000_000, Integer.MAX_VALUE);
    }

    static long silence(int kept) {
        return kept >= 0 ? kept * 1000L : -kept * 1_000_000L;
    }

    /** Loads a record only to be read: nothing is saved before, and nothing after. */
    Conversation view(int wanted) {
        row = -1;
        load(wanted);
        return this;
    }

    void save() {
        if (row < 0) {
            return;
        }
        int[] page = table.records.page(row);
        int at = table.records.at(row);
        page[at + 4] = bits() | (int) (firstPacket >>> 32) << 20 | (int) (lastPacket >>> 32) << 26;
        page[at + 5] = carrierPorts;
        page[at + 6] = (int) firstPacket;
        page[at + 7] = (int) lastPacket;
        Rows.put(page, at + 8, firstNanos);
        Rows.put(page, at + 10, lastNanos);
        page[at + 12] = keptSilence();
        page[at + 13] = lastRun;
        page[at + MORE] = more;
        page[at + 15] = aside;
        low.save(page, at + HALVES);
        high.save(page, at + HALVES + Half.WIDTH);
        if (proto == Capture.TCP && more > 0) {
            connection.save(table.connections, table.troubles, more);
        }
    }

    /** Begins the conversation of {@code packet} in a new record, whose ends the table has filled in. */
    void begin(int fresh, Packet packet) {
        save();
        row = fresh;
        Layer layer = packet.layer;
        int side = packet.side;
        vantage = packet.vantage;
        v6 = layer.v6;
        proto = layer.proto;
        boolean answer = proto == Capture.UDP
                ? layer.sport == Capture.DNS && layer.dport != Capture.DNS
                : proto == Capture.TCP && layer.sport < DRAWN && layer.dport >= DRAWN;
        opener = answer ? 1 - side : side;
        boolean tunnelled = layer.tunnelled != Tunnelled.NO;
        carrierPorts = tunnelled ? packet.carrierPorts : 0;
        carriedFromLow = tunnelled && packet.carriedFromLow;
        tunnelSide = side;
        carrier = false;
        lastSide = -1;
        lastRun = 0;
        depth = packet.depth;
        prints = 0;
        heardOut = 0;
        firstPacket = packet.number;
        lastPacket = packet.number;
        firstNanos = packet.nanos;
        lastNanos = packet.nanos;
        silence = 0;
        more = 0;
        aside = 0;
        low.clear();
        high.clear();
    }

    /** True when it is loaded from this record. */
    boolean holds(int wanted) {
        return row == wanted;
    }

    /** Removes the record that is loaded, if any, and all that it has more. */
    void remove() {
        if (row < 0) {
            return;
        }
        if (connected()) {
            table.connections.remove(more);
            if (connection.troubles() > 0) {
                table.troubles.remove(connection.troubles());
            }
        } else if (prints > 0) {
            table.prints.remove(more);
        }
        if (aside > 0) {
            table.removeAside(aside);
        }
        table.remove(row, v6);
        row = -1;
    }

    long print(int index) {
        return Rows.get(table.prints.page(more), table.prints.at(more) + 2 * index);
    }

    Half half(int side) {
        Half half = side == 0 ? low : high;
        if (!half.loaded()) {
            half.load(table.records.page(row), table.records.at(row) + HALVES + side * Half.WIDTH);
        }
        return half;
    }

    /** Counts a packet; true when it is one more sighting of the packet before it. */
    boolean packet(Packet packet) {
        int side = packet.side;
        long quiet = packet.nanos - lastNanos;
        touch(packet.nanos, packet.number);
        boolean soon = quiet < Expired.QUIET_NANOS;
        boolean again = half(side).count(packet.layer, packet.nanos, packet.direction, side == lastSide, soon);
        // A datagram in pieces is one that awaits an answer.
        if (!again && !packet.layer.laterFragment) {
            lastRun = side == lastSide ? lastRun + 1 : 1;
            lastSide = side;
        }
        if (proto == Capture.TCP && !packet.layer.laterFragment) {
            if (more == 0) {
                more = table.connections.add();
                connection.clear();
            }
            if (!again) {
                connection.segment(packet.layer, side, packet.nanos, packet.number, quiet);
            }
        } else if (proto == Capture.SCTP && !again) {
            more = Association.after(more, packet.layer.chunk, side);
        }
        return again;
    }

    boolean connected() {
        return proto == Capture.TCP && more > 0;
    }

    /** True when a SYN of {@code side} begins another connection between the same ports. */
    boolean endsWith(int side, int seq) {
        return connected() && connection.endsWith(side, seq);
    }

    int client() {
        return switch (proto) {
            case Capture.TCP -> more > 0 ? connection.client(opener) : opener;
            case Capture.SCTP -> Association.client(more, opener);
            default -> opener;
        };
    }

    Asides asides() {
        if (aside == 0) {
            aside = table.add(new Asides());
        }
        return table.aside(aside);
    }

    /** Looks at the first data of each side for what it says in the clear. */
    void opening(byte[] bytes, Layer layer, int side) {
        if ((heardOut >>> side & 1) != 0) {
            return;
        }
        int base = base(layer, side);
        Opening there = aside == 0 ? null : asides().opening;
        if (there == null) {
            if (!ClearText.speaks(bytes[layer.payloadAt])) {
                heardOut |= layer.seq == base ? 1 << side : 0;
                return;
            }
            there = new Opening();
            asides().opening = there;
        }
        there.heard(side);
        if (there.awaits(side)) {
            there.take(bytes, layer, side, side == client(), base);
        } else if (!there.mayAlert()) {
            heardOut |= 1 << side;
        }
    }

    /** Where a side's data begins: behind its SYN, else where it was seen first. */
    private int base(Layer layer, int side) {
        long isn = connected() ? connection.isn(side) : -1;
        return isn >= 0 ? (int) isn + 1 : layer.seq;
    }

    /** A TLS alert alone in a segment. */
    void alert(int description, boolean fatal, Packet packet) {
        Opening there = aside == 0 ? null : asides().opening;
        if (there != null) {
            there.alert(description);
            if (fatal) {
                there.ended(packet.number, description, packet.side, client());
            }
        }
    }

    /** DNS messages in a segment, and in those before it that were not whole. */
    void dns(byte[] bytes, Packet packet, DnsMessage message, boolean again) {
        Layer layer = packet.layer;
        DnsDialogue dialogue = dialogue();
        asides().stream(packet.side, base(layer, packet.side))
                .take(bytes, layer, message, () -> dialogue.add(message, packet.nanos, packet.number, again));
    }

    /** Its packets carry others that cannot be read. */
    void opaque(String kind) {
        asides().opaque = kind;
    }

    private Optional<Greeting> greeting(@Nullable Asides there) {
        String kind = proto == Opaque.ESP_PROTO ? Opaque.ESP : there == null ? "" : there.opaque;
        Opening opening = there == null ? null : there.opening;
        return !kind.isEmpty()
                ? Optional.of(Greeting.of(kind))
                : opening == null ? Optional.empty() : opening.greeting();
    }

    /** Its packets carry others. */
    void carries() {
        carrier = true;
    }

    DnsDialogue dialogue() {
        return asides().dialogue();
    }

    void error(IcmpErrorFact error, long nanos) {
        touch(nanos, error.packet());
        asides().error(error);
    }

    /** True when one more fingerprint of a packet of {@code side} is wanted. */
    boolean wantsPrint(int side) {
        return side == opener && prints < Conversations.PRINTS;
    }

    void print(long fingerprint) {
        if (more == 0) {
            more = table.prints.add();
        }
        int[] page = table.prints.page(more);
        int at = table.prints.at(more);
        for (int i = 0; i < prints; i++) {
            if (Rows.get(page, at + 2 * i) == fingerprint) {
                return;
            }
        }
        Rows.put(page, at + 2 * prints++, fingerprint);
    }

    private void touch(long nanos, long number) {
        lastPacket = number;
        silence = Math.max(silence, nanos - lastNanos);
        firstNanos = Math.min(firstNanos, nanos);
        lastNanos = Math.max(lastNanos, nanos);
    }

    private FiveTuple tuple() {
        FiveTuple lowToHigh = new FiveTuple(Proto.of(proto), table.end(row, 0, v6), table.end(row, 1, v6));
        return client() == 0 ? lowToHigh : lowToHigh.reversed();
    }

    ConversationFact fact(String artifact, Vantages vantages) {
        int client = client();
        Half forward = half(client);
        Half backward = half(1 - client);
        @Nullable Asides there = aside == 0 ? null : asides();
        return new ConversationFact(
                new Source(artifact, Source.Kind.PACKETS, firstPacket, lastPacket, ""),
                vantages.tap(vantage),
                vantages.interfaceIndex(vantage),
                link(forward, backward),
                vantages.tunnel(vantage, carrierPorts, carriedFromLow == (client == tunnelSide)),
                carrier,
                tuple(),
                Capture.instant(firstNanos),
                Capture.instant(lastNanos),
                forward.counters(),
                backward.counters(),
                silence / 1000,
                lastSide == client ? lastRun : 0,
                connected() ? Optional.of(connection.fact(client, firstNanos, lastNanos)) : Optional.empty(),
                there != null && there.asks() ? there.dialogue().exchanges() : List.of(),
                there == null ? List.of() : there.errors(),
                IntStream.range(0, prints).mapToObj(this::print).toList(),
                forward.ttl,
                backward.ttl,
                backward.first(),
                greeting(there),
                proto == Capture.SCTP ? Optional.of(Association.fact(more, client)) : Optional.empty());
    }

    /** What came in from the server goes out from the client, and the other way round. */
    private static ConversationFact.LinkDirection link(Half forward, Half backward) {
        if (forward.packets > 0) {
            return forward.link();
        }
        return switch (backward.link()) {
            case IN -> ConversationFact.LinkDirection.OUT;
            case OUT -> ConversationFact.LinkDirection.IN;
            case UNKNOWN -> ConversationFact.LinkDirection.UNKNOWN;
        };
    }

    /** Where the first packet of a record's conversation stood: number of the frame in the upper 38 bits of 40, then how many layers were around it. */
    static long origin(Rows records, int row) {
        int[] page = records.page(row);
        int at = records.at(row);
        return firstPacket(page, at) << 2 | page[at + 4] >>> 15 & 3;
    }

    static long lastNanos(Rows records, int row) {
        return Rows.get(records.page(row), records.at(row) + 10);
    }

    private static long firstPacket(int[] page, int at) {
        return (long) (page[at + 4] >>> 20 & 0x3f) << 32 | page[at + 6] & 0xffff_ffffL;
    }

    /** Tells {@code taker} the server's end of a UDP conversation that sent something back. */
    void answering(Consumer<IpPort> taker) {
        if (proto == Capture.UDP && half(1 - client()).packets > 0) {
            taker.accept(table.end(row, 1 - client(), v6));
        }
    }

    /** Tells {@code taker} what this conversation is joined by. */
    void key(int index, ConversationFact.Keys.Taker taker) {
        int client = client();
        long[] all = prints == 0 ? NO_PRINTS : new long[prints];
        for (int i = 0; i < prints; i++) {
            all[i] = print(i);
        }
        taker.key(
                index,
                carrier,
                firstNanos,
                lastNanos,
                FiveTuple.sharedKey(proto, table.end(row, client, v6), table.end(row, 1 - client, v6)),
                connected() ? opening(connection.isn(client)) : -1,
                all,
                aside == 0 ? 0 : passedOn(table.aside(aside)));
    }

    /** A client's initial sequence number as a key. */
    static long opening(long isn) {
        return isn >= 0 ? isn : ConversationFact.Keys.MIDDLE;
    }

    static long passedOn(Asides there) {
        Opening opening = there.opening;
        return opening == null ? 0 : opening.passedOn();
    }
}
