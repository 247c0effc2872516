package io.packetwalk.walk.netfilter;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.conntrack.ConntrackFact;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one network namespace remembers of a connection (struct nf_conn), as the packet at hand sees it.
 *
 * @param original the first packet's tuple as it came in
 * @param reply the tuple expected of an answer; translations change it, {@code original} never
 * @param state NEW, ESTABLISHED, RELATED, INVALID or UNTRACKED
 * @param answering true when the packet at hand goes in reply direction
 * @param mark ctmark
 * @param dstBound the destination was offered to the nat chains
 * @param srcBound the source was offered to the nat chains
 * @param zone conntrack zone
 * @param entry the line of the dump that holds it, empty for a connection that this walk begins
 * @param labels labels that rules have given it on this walk
 */
public record Connection(
        FiveTuple original,
        FiveTuple reply,
        CtState state,
        boolean answering,
        long mark,
        boolean dstBound,
        boolean srcBound,
        int zone,
        Optional<Source> entry,
        Set<String> labels) {

    public Connection {
        labels = Set.copyOf(labels);
    }

    private static final FiveTuple NOTHING =
            new FiveTuple(new Proto(0), new IpPort(Ip.v4(0), 0), new IpPort(Ip.v4(0), 0));

    /** What a packet carries between a rule of {@code raw} that chose a zone and connection tracking: a connection of nothing (xt_CT.c, nf_ct_tmpl_alloc). */
    static Connection template(int zone) {
        return new Connection(NOTHING, NOTHING, CtState.NEW, false, 0, true, true, zone, Optional.empty(), Set.of());
    }

    boolean template() {
        return original.proto().number() == 0;
    }

    public static Connection begin(FiveTuple first) {
        return new Connection(
                first, first.reversed(), CtState.NEW, false, 0, false, false, 0, Optional.empty(), Set.of());
    }

    /**
     * An entry of the dump as a further packet of its client sees it. Without an answer so far the packet is still NEW, but its translation is decided
     * (nf_nat_core.c, nf_nat_inet_fn: only a connection that is not initialized is offered to the rules).
     */
    static Connection of(ConntrackFact fact) {
        CtState state = fact.unreplied() ? CtState.NEW : CtState.ESTABLISHED;
        return new Connection(
                fact.original(),
                fact.reply(),
                state,
                false,
                fact.mark(),
                true,
                true,
                fact.zone(),
                Optional.of(fact.source()),
                Set.of());
    }

    /** The same connection seen from an answer. */
    Connection answer() {
        return new Connection(original, reply, CtState.ESTABLISHED, true, mark, true, true, zone, entry, labels);
    }

    /** As the same packet sees it when it is sent once more and nothing has answered: NEW, and its translation is decided. */
    Connection again(Source first) {
        return new Connection(original, reply, CtState.NEW, false, mark, true, true, zone, Optional.of(first), labels);
    }

    /** As a further packet of its client sees it once it was answered. */
    Connection further() {
        return new Connection(original, reply, CtState.ESTABLISHED, false, mark, true, true, zone, entry, labels);
    }

    /** As an ICMP error about it sees it: {@code answering} when the error goes the way of answers (nf_conntrack_core.c, nf_conntrack_attach). */
    public Connection related(boolean ofAnswers) {
        return new Connection(original, reply, CtState.RELATED, ofAnswers, mark, true, true, zone, entry, labels);
    }

    /** The state words a rule may ask for; a packet without connection is not translated either (xt_conntrack.c, conntrack_mt). */
    Set<CtState> states() {
        Set<CtState> states = EnumSet.of(state);
        if (!tracked()) {
            return states;
        }
        if (destinationTranslated()) {
            states.add(CtState.DNAT);
        }
        if (sourceTranslated()) {
            states.add(CtState.SNAT);
        }
        return states;
    }

    /** IPS_DST_NAT: without it a packet's destination stays, whatever rules have written there (nf_nat_core.c, nf_nat_packet). */
    boolean destinationTranslated() {
        return !reply.src().equals(original.dst());
    }

    /** IPS_SRC_NAT. */
    boolean sourceTranslated() {
        return !reply.dst().equals(original.src());
    }

    /** False for packets that have no connection: INVALID ones, UNTRACKED ones, and those that connection tracking has not seen yet. */
    boolean tracked() {
        return state != CtState.INVALID && state != CtState.UNTRACKED;
    }

    /** Whether what the kernel makes about a packet of it carries it, too: there is a connection, and it is the packet's own. */
    public boolean follows() {
        return tracked() && !template();
    }

    /** As the chains before connection tracking see it: there is none, and {@code ct state} reads INVALID (nf_conntrack.h, xt_conntrack.c). */
    Connection unseen() {
        return new Connection(
                original, reply, CtState.INVALID, answering, 0, true, true, zone, Optional.empty(), labels);
    }

    /** The destination was offered to the nat chains; they are not asked again (nf_nat_core.c, nf_nat_initialized). */
    Connection offeredDst() {
        return new Connection(original, reply, state, answering, mark, true, srcBound, zone, entry, labels);
    }

    /** The source was offered to the nat chains. */
    Connection offeredSrc() {
        return new Connection(original, reply, state, answering, mark, dstBound, true, zone, entry, labels);
    }

    /** Taken out of INPUT by IPVS, which comes before NAT there: the source is still to be offered. */
    public Connection taken() {
        return new Connection(original, reply, state, answering, mark, dstBound, false, zone, entry, labels);
    }

    boolean fresh() {
        return state == CtState.NEW;
    }

    /** The same connection in a state that the question gives. */
    Connection in(CtState given) {
        return given == CtState.NEW
                ? this
                : new Connection(original, reply, given, answering, mark, true, true, zone, entry, labels);
    }

    Connection untracked() {
        return new Connection(
                original, reply, CtState.UNTRACKED, answering, mark, true, true, zone, Optional.empty(), labels);
    }

    Connection withMark(long ctmark) {
        return new Connection(original, reply, state, answering, ctmark, dstBound, srcBound, zone, entry, labels);
    }

    Connection inZone(int other) {
        return new Connection(original, reply, state, answering, mark, dstBound, srcBound, other, entry, labels);
    }

    /** The destination translated to {@code to}: answers will come from there. */
    Connection boundDst(IpPort to) {
        return new Connection(original, reply.withSrc(to), state, answering, mark, true, srcBound, zone, entry, labels);
    }

    /** The source translated to {@code to}: answers will go there. */
    Connection boundSrc(IpPort to) {
        return new Connection(original, reply.withDst(to), state, answering, mark, dstBound, true, zone, entry, labels);
    }

    /** With one label more. */
    Connection labelled(String label) {
        Set<String> more = new HashSet<>(labels);
        more.add(label);
        return new Connection(original, reply, state, answering, mark, dstBound, srcBound, zone, entry, more);
    }
}
