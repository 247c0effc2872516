package io.packetwalk.report;

import io.packetwalk.check.diagnosis.Diagnosis;
import io.packetwalk.check.diagnosis.Ranked;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.capture.IcmpErrorFact;
import io.packetwalk.fact.capture.TcpFact;
import io.packetwalk.flow.Flow;
import io.packetwalk.flow.Flows;
import io.packetwalk.flow.Leg;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Pod;
import io.packetwalk.net.FiveTuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns observed flows into the rows of the contract. */
public final class FlowRows {
    private static final double MICROS_PER_MILLI = 1000.0;

    private final Cluster cluster;
    private final CaptureRemarks remarks;
    private final Map<String, List<String>> findingsByFlow = new TreeMap<>();

    /** Rows whose {@code findings} name what explains them. */
    public FlowRows(Cluster cluster, Diagnosis diagnosis) {
        this.cluster = cluster;
        this.remarks = new CaptureRemarks(cluster);
        for (Ranked ranked : diagnosis.findings()) {
            for (String flow : ranked.finding().explains()) {
                findingsByFlow.computeIfAbsent(flow, _key -> new ArrayList<>()).add(ranked.fingerprint());
            }
        }
    }

    /** Fingerprints of the findings that explain a flow, by its id. */
    Map<String, List<String>> findings() {
        return findingsByFlow;
    }

    /** All rows, in order of start, each made when its turn comes. */
    public Stream<FlowRow> all(Flows flows) {
        return flows.passing().map(this::row);
    }

    /**
     * The first rows in order of start, to be read by people: without the identifier that only programs compare, for which the JVM would have to start its security
     * providers.
     */
    public List<FlowRow> first(Flows flows, int limit) {
        return flows.passing().limit(limit).map(flow -> row(flow, null)).toList();
    }

    /** The flows a report shows first: tied to a finding, then failed, then the rest, each in order of start. */
    List<Flow> telling(Flows flows, int limit) {
        return flows.all().stream()
                .sorted(Comparator.comparingInt(this::importance))
                .limit(limit)
                .toList();
    }

    private int importance(Flow flow) {
        if (findingsByFlow.containsKey(flow.id())) {
            return 0;
        }
        return flow.state().failed() ? 1 : 2;
    }

    /** One of them. */
    FlowRow row(Flow flow) {
        return row(
                flow,
                CommunityId.of(new FiveTuple(
                                flow.proto(), flow.client().at(), flow.server().at()))
                        .orElse(null));
    }

    private FlowRow row(Flow flow, @Nullable String communityId) {
        return new FlowRow(
                flow.id(),
                flow.proto().toString(),
                end(flow.client()),
                end(flow.server()),
                flow.translated().map(this::end).orElse(null),
                flow.start().toString(),
                flow.end().toString(),
                new FlowRow.Pair(flow.forward().packets(), flow.backward().packets()),
                new FlowRow.Pair(flow.forward().bytes(), flow.backward().bytes()),
                flow.state().word(),
                flow.tcp()
                        .filter(tcp -> tcp.handshakeMicros() >= 0)
                        .map(tcp -> tcp.handshakeMicros() / MICROS_PER_MILLI)
                        .orElse(null),
                flow.tcp()
                        .map(tcp -> new FlowRow.Pair(tcp.retransmitsForward(), tcp.retransmitsBackward()))
                        .orElse(new FlowRow.Pair(0, 0)),
                flow.tcp().map(TcpFact::zeroWindows).orElse(0),
                flow.tcp().map(tcp -> reset(tcp, flow)).orElse(null),
                flow.icmpErrors().stream().map(FlowRows::icmp).toList(),
                dns(flow.dns()),
                tunnel(flow),
                communityId,
                flow.legs().stream().map(this::sighting).toList(),
                findingsByFlow.getOrDefault(flow.id(), List.of()),
                flow.tcp().map(tcp -> TcpRow.of(tcp, flow)).orElse(null),
                flow.greeting().map(FlowRows::greeting).orElse(null),
                flow.loss().map(FlowRow.Lost::of).orElse(null),
                flow.unexpected().map(FlowRow.Unexpected::of).orElse(null),
                flow.relays(),
                remarks.comments(flow),
                flow.tcp().map(TcpRow::goodput).orElse(null));
    }

    /** The encapsulation of the first point that saw the flow inside one. */
    private static FlowRow.@Nullable Tunnel tunnel(Flow flow) {
        return flow.legs().stream()
                .flatMap(leg -> leg.tunnel().stream())
                .findFirst()
                .map(seen -> new FlowRow.Tunnel(
                        seen.type(),
                        seen.vni() < 0 ? null : seen.vni(),
                        seen.outer().toString()))
                .orElse(null);
    }

    private FlowRow.End end(Flow.Party party) {
        return new FlowRow.End(
                party.at().ip().toString(),
                party.at().port(),
                party.object().map(ObjectRef::toString).orElse(null),
                remarks.name(party.at().ip()),
                party.possible().stream().map(ObjectRef::toString).toList());
    }

    private static FlowRow.@Nullable Reset reset(TcpFact tcp, Flow flow) {
        return switch (tcp.resetBy()) {
            case NONE -> null;
            case CLIENT ->
                new FlowRow.Reset("client", tcp.resetPacket(), tcp.resetTtl(), flow.ttlForward(), before(tcp));
            case SERVER ->
                new FlowRow.Reset("server", tcp.resetPacket(), tcp.resetTtl(), flow.ttlBackward(), before(tcp));
        };
    }

    /** What a connection had come to when it was reset, empty when its beginning was not seen. */
    private static String before(TcpFact tcp) {
        boolean client = tcp.resetBy() == TcpFact.Side.CLIENT;
        // Who closed first says whether a FIN came before the RST or crossed it.
        if (tcp.closedBy() != tcp.resetBy() || (client ? tcp.finForward() : tcp.finBackward())) {
            return "fin";
        }
        if (tcp.payloadForward() + tcp.payloadBackward() > 0) {
            return "data";
        }
        return tcp.established() ? "handshake" : tcp.syns() > 0 ? "syn" : "";
    }

    private static FlowRow.Greeting greeting(Greeting said) {
        return new FlowRow.Greeting(
                said.kind(),
                Neutral.of(said.host()),
                Neutral.of(said.request()),
                said.status(),
                Neutral.of(said.requestId()),
                Neutral.of(said.alpn()),
                said.version(),
                Neutral.of(said.proxied()),
                Neutral.of(said.alpnChosen()),
                said.alert(),
                said.certificate()
                        .map(shown -> new FlowRow.Certificate(
                                Neutral.of(shown.subject()),
                                Neutral.of(shown.issuer()),
                                Neutral.of(shown.names()),
                                shown.validFrom(),
                                shown.validTo()))
                        .orElse(null));
    }

    private static FlowRow.Icmp icmp(IcmpErrorFact error) {
        return new FlowRow.Icmp(error.type(), error.code(), error.sender().toString(), error.mtu());
    }

    private static FlowRow.@Nullable Dns dns(List<DnsExchange> exchanges) {
        if (exchanges.isEmpty()) {
            return null;
        }
        Map<String, Integer> rcodes = new TreeMap<>();
        int queries = 0;
        for (DnsExchange exchange : exchanges) {
            rcodes.merge(exchange.rcode().isEmpty() ? "none" : exchange.rcode(), 1, Integer::sum);
            queries += exchange.queries();
        }
        DnsExchange first = exchanges.getFirst();
        return new FlowRow.Dns(
                Neutral.of(first.qname()),
                first.qtype(),
                first.rcode(),
                first.micros() < 0 ? null : first.micros() / MICROS_PER_MILLI,
                queries,
                rcodes);
    }

    private FlowRow.Sighting sighting(Leg leg) {
        boolean packets = leg.source().kind() == Source.Kind.PACKETS;
        return new FlowRow.Sighting(
                leg.artifact(),
                leg.device(),
                node(leg.place()),
                leg.place() instanceof Place.Pod ? leg.place().toString() : "host",
                packets ? leg.source().from() : 0,
                packets ? leg.source().to() : 0,
                leg.tuple().src().toString(),
                leg.tuple().dst().toString());
    }

    private String node(Place place) {
        return switch (place) {
            case Place.Node(String name) -> name;
            case Place.Pod(String namespace, String name) ->
                cluster.pod(namespace, name).map(Pod::node).orElse("");
            case Place.Outside(String name) -> name;
            case Place.Cluster _c -> "";
            case Place.Unplaced _u -> "";
        };
    }
}
