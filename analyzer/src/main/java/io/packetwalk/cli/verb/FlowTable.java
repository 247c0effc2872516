package io.packetwalk.cli.verb;

import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Neutral;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Flow rows as CSV (RFC 4180): the flat columns of the contract in its order, then what was added; what has parts is spread over columns. */
final class FlowTable {

    private record Column(String name, Function<FlowRow, @Nullable Object> cell) {}

    private static final List<Column> COLUMNS = columns();

    /** The line of the column names. */
    static final String HEAD = COLUMNS.stream().map(Column::name).collect(Collectors.joining(",")) + "\r\n";

    private FlowTable() {}

    /** One row with its line end. */
    static String line(FlowRow row) {
        return COLUMNS.stream()
                        .map(column -> column.cell.apply(row))
                        .map(value -> value == null ? "" : cell(value.toString()))
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    private static List<Column> columns() {
        List<Column> all = new ArrayList<>();
        all.add(new Column("id", FlowRow::id));
        all.add(new Column("proto", FlowRow::proto));
        end(all, "client", FlowRow::client);
        end(all, "server", FlowRow::server);
        end(all, "translated", FlowRow::translated);
        all.add(new Column("start", FlowRow::start));
        all.add(new Column("end", FlowRow::end));
        pair(all, "packets", FlowRow::packets);
        pair(all, "bytes", FlowRow::bytes);
        all.add(new Column("state", FlowRow::state));
        all.add(new Column("handshakeMillis", FlowRow::handshakeMillis));
        pair(all, "retransmissions", FlowRow::retransmissions);
        all.add(new Column("zeroWindows", FlowRow::zeroWindows));
        all.add(new Column("rstBy", in(FlowRow::rst, FlowRow.Reset::by)));
        all.add(new Column("icmp", FlowTable::icmp));
        all.add(new Column("dnsQname", in(FlowRow::dns, FlowRow.Dns::qname)));
        all.add(new Column("dnsQtype", in(FlowRow::dns, FlowRow.Dns::qtype)));
        all.add(new Column("dnsRcode", in(FlowRow::dns, FlowRow.Dns::rcode)));
        all.add(new Column("dnsMillis", in(FlowRow::dns, FlowRow.Dns::millis)));
        all.add(new Column("tunnelType", in(FlowRow::tunnel, FlowRow.Tunnel::type)));
        all.add(new Column("tunnelVni", in(FlowRow::tunnel, FlowRow.Tunnel::vni)));
        all.add(new Column("tunnelOuter", in(FlowRow::tunnel, FlowRow.Tunnel::outer)));
        all.add(new Column("communityId", FlowRow::communityId));
        all.add(new Column("sightings", FlowTable::sightings));
        all.add(new Column("findings", row -> String.join(" ", row.findings())));
        tcp(all);
        greeting(all);
        all.add(new Column("lostKind", in(FlowRow::lost, FlowRow.Lost::kind)));
        all.add(new Column("lostWay", in(FlowRow::lost, FlowRow.Lost::way)));
        all.add(new Column("lostAfter", in(FlowRow::lost, FlowRow.Lost::after)));
        all.add(new Column("lostBefore", in(FlowRow::lost, FlowRow.Lost::before)));
        all.add(new Column("unexpected", in(FlowRow::unexpected, FlowRow.Unexpected::text)));
        all.add(new Column("relays", row -> String.join(" ", row.relays())));
        all.add(new Column("rstAfter", in(FlowRow::rst, FlowRow.Reset::after)));
        pair(all, "goodput", FlowRow::goodput);
        return List.copyOf(all);
    }

    private static void tcp(List<Column> all) {
        all.add(new Column("syns", in(FlowRow::tcp, FlowRow.Tcp::syns)));
        all.add(new Column("serverRttMillis", in(FlowRow::tcp, FlowRow.Tcp::serverRttMillis)));
        all.add(new Column("clientRttMillis", in(FlowRow::tcp, FlowRow.Tcp::clientRttMillis)));
        pair(all, "mss", part(FlowRow::tcp, FlowRow.Tcp::mss));
        pair(all, "largestAcked", part(FlowRow::tcp, FlowRow.Tcp::largestAcked));
        pair(all, "largestLost", part(FlowRow::tcp, FlowRow.Tcp::largestLost));
        pair(all, "payload", part(FlowRow::tcp, FlowRow.Tcp::payload));
        all.add(new Column("silenceMillis", in(FlowRow::tcp, FlowRow.Tcp::silenceMillis)));
        sides(all, "fin", FlowRow.Side::fin);
        counts(all, "fastRetransmissions", FlowRow.Side::fastRetransmissions);
        counts(all, "timeoutRetransmissions", FlowRow.Side::timeoutRetransmissions);
        counts(all, "spuriousRetransmissions", FlowRow.Side::spuriousRetransmissions);
        counts(all, "outOfOrder", FlowRow.Side::outOfOrder);
        counts(all, "duplicateAcks", FlowRow.Side::duplicateAcks);
        sides(all, "zeroWindowMillis", FlowRow.Side::zeroWindowMillis);
        counts(all, "zeroWindowProbes", FlowRow.Side::zeroWindowProbes);
        counts(all, "keepAlives", FlowRow.Side::keepAlives);
    }

    private static void greeting(List<Column> all) {
        all.add(new Column("greeting", in(FlowRow::greeting, FlowRow.Greeting::kind)));
        all.add(new Column("host", in(FlowRow::greeting, FlowRow.Greeting::host)));
        all.add(new Column("request", in(FlowRow::greeting, FlowRow.Greeting::request)));
        all.add(new Column("status", in(FlowRow::greeting, FlowRow.Greeting::status)));
        all.add(new Column("requestId", in(FlowRow::greeting, FlowRow.Greeting::requestId)));
        all.add(new Column("alpn", in(FlowRow::greeting, FlowRow.Greeting::alpn)));
        all.add(new Column("alpnChosen", in(FlowRow::greeting, FlowRow.Greeting::alpnChosen)));
        all.add(new Column("tlsVersion", in(FlowRow::greeting, FlowRow.Greeting::version)));
        all.add(new Column("tlsAlert", in(FlowRow::greeting, FlowRow.Greeting::alert)));
        all.add(new Column("proxied", in(FlowRow::greeting, FlowRow.Greeting::proxied)));
        Function<FlowRow, FlowRow.@Nullable Certificate> certificate =
                part(FlowRow::greeting, FlowRow.Greeting::certificate);
        all.add(new Column("certificateSubject", in(certificate, FlowRow.Certificate::subject)));
        all.add(new Column("certificateTo", in(certificate, FlowRow.Certificate::validTo)));
    }

    private static void end(List<Column> all, String name, Function<FlowRow, FlowRow.@Nullable End> end) {
        all.add(new Column(name + "Ip", in(end, FlowRow.End::ip)));
        all.add(new Column(name + "Port", in(end, FlowRow.End::port)));
        all.add(new Column(name + "Object", in(end, FlowRow.End::object)));
    }

    private static void pair(List<Column> all, String name, Function<FlowRow, FlowRow.@Nullable Pair> pair) {
        all.add(new Column(name + "Fwd", in(pair, FlowRow.Pair::fwd)));
        all.add(new Column(name + "Rev", in(pair, FlowRow.Pair::rev)));
    }

    private static void counts(List<Column> all, String name, ToIntFunction<FlowRow.Side> count) {
        sides(all, name, count::applyAsInt);
    }

    private static void sides(List<Column> all, String name, Function<FlowRow.Side, @Nullable Object> what) {
        all.add(new Column(name + "Fwd", in(part(FlowRow::tcp, FlowRow.Tcp::fwd), what)));
        all.add(new Column(name + "Rev", in(part(FlowRow::tcp, FlowRow.Tcp::rev), what)));
    }

    private static String icmp(FlowRow row) {
        return row.icmp().stream()
                .map(icmp -> icmp.type() + "/" + icmp.code() + "@" + icmp.from())
                .collect(Collectors.joining(" "));
    }

    private static String sightings(FlowRow row) {
        return row.sightings().stream()
                .map(FlowRow.Sighting::artifact)
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /** A cell that is empty when the part of the row is missing. */
    private static <T> Function<FlowRow, @Nullable Object> in(
            Function<FlowRow, @Nullable T> whole, Function<T, @Nullable Object> part) {
        return part(whole, part);
    }

    private static <T, P> Function<FlowRow, @Nullable P> part(
            Function<FlowRow, @Nullable T> whole, Function<T, @Nullable P> part) {
        return row -> {
            T there = whole.apply(row);
            return there == null ? null : part.apply(there);
        };
    }

    /** A field of a CSV file, which is read on terminals as well. */
    static String cell(String field) {
        String text = Neutral.of(field);
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
