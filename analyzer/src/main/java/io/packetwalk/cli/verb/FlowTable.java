package io.packetwalk.cli.verb;

import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Neutral;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Flow rows as CSV (RFC 4180): the flat columns of the contract in its order; what has parts is spread over columns. */
final class FlowTable {
    private static final List<String> COLUMNS = List.of(
            "id",
            "proto",
            "clientIp",
            "clientPort",
            "clientObject",
            "serverIp",
            "serverPort",
            "serverObject",
            "translatedIp",
            "translatedPort",
            "translatedObject",
            "start",
            "end",
            "packetsFwd",
            "packetsRev",
            "bytesFwd",
            "bytesRev",
            "state",
            "handshakeMillis",
            "retransmissionsFwd",
            "retransmissionsRev",
            "zeroWindows",
            "rstBy",
            "icmp",
            "dnsQname",
            "dnsQtype",
            "dnsRcode",
            "dnsMillis",
            "tunnelType",
            "tunnelVni",
            "tunnelOuter",
            "communityId",
            "sightings",
            "findings");

    /** The line of the column names. */
    static final String HEAD = String.join(",", COLUMNS) + "\r\n";

    private FlowTable() {}

    /** One row with its line end. */
    static String line(FlowRow row) {
        return cells(row).stream().map(FlowTable::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    private static List<String> cells(FlowRow row) {
        FlowRow.End translated = row.translated();
        return List.of(
                row.id(),
                row.proto(),
                row.client().ip(),
                text(row.client().port()),
                text(row.client().object()),
                row.server().ip(),
                text(row.server().port()),
                text(row.server().object()),
                part(translated, FlowRow.End::ip),
                part(translated, FlowRow.End::port),
                part(translated, FlowRow.End::object),
                row.start(),
                row.end(),
                text(row.packets().fwd()),
                text(row.packets().rev()),
                text(row.bytes().fwd()),
                text(row.bytes().rev()),
                row.state(),
                text(row.handshakeMillis()),
                text(row.retransmissions().fwd()),
                text(row.retransmissions().rev()),
                text(row.zeroWindows()),
                part(row.rst(), FlowRow.Reset::by),
                row.icmp().stream()
                        .map(icmp -> icmp.type() + "/" + icmp.code() + "@" + icmp.from())
                        .collect(Collectors.joining(" ")),
                part(row.dns(), FlowRow.Dns::qname),
                part(row.dns(), FlowRow.Dns::qtype),
                part(row.dns(), FlowRow.Dns::rcode),
                part(row.dns(), FlowRow.Dns::millis),
                part(row.tunnel(), FlowRow.Tunnel::type),
                part(row.tunnel(), FlowRow.Tunnel::vni),
                part(row.tunnel(), FlowRow.Tunnel::outer),
                text(row.communityId()),
                row.sightings().stream()
                        .map(FlowRow.Sighting::artifact)
                        .distinct()
                        .collect(Collectors.joining(" ")),
                String.join(" ", row.findings()));
    }

    private static <T> String part(@Nullable T whole, Function<T, @Nullable Object> part) {
        return whole == null ? "" : text(part.apply(whole));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** A field of a CSV file, which is read on terminals as well. */
    static String cell(String field) {
        String text = Neutral.of(field);
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
