package io.packetwalk.report.text;

import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.text.Tone.Ink;
import java.util.ArrayList;
import java.util.List;

/** Flow rows for a terminal, one line each: {@code time client → server ⇒ translated proto STATE seen by PW-nnn}. */
public final class FlowsText {
    private FlowsText() {}

    /**
     * Rows as lines, then how many matched.
     *
     * @param rows rows to print
     * @param matching how many match, printed or not
     * @param legs whether each sighting follows on its own line
     */
    public static String of(List<FlowRow> rows, long matching, boolean legs, Tone tone) {
        Lines out = new Lines(tone);
        for (FlowRow row : rows) {
            out.add(line(row, tone));
            if (legs) {
                row.sightings().forEach(sighting -> out.add(leg(sighting, tone)));
                end(row).forEach(text -> out.add(tone.paint(Ink.YELLOW, Neutral.of("             " + text))));
            }
        }
        String shown = rows.size() < matching ? " (" + rows.size() + " shown)" : "";
        out.add(matching + (matching == 1 ? " flow matches" : " flows match") + shown);
        return out.text();
    }

    private static String line(FlowRow row, Tone tone) {
        FlowRow.End translated = row.translated();
        FlowRow.Dns dns = row.dns();
        String to = translated == null ? "" : " ⇒ " + translated.at();
        String name = dns == null ? "" : "  " + dns.qname() + " " + dns.qtype() + " " + dns.rcode();
        String why = row.findings().isEmpty() ? "" : "  " + String.join(" ", row.findings());
        return time(row.start())
                + " "
                + row.id()
                + " "
                + Neutral.of(row.client().named() + " → " + row.server().named() + to)
                + "  "
                + row.proto()
                + " "
                + row.packets().fwd()
                + "/"
                + row.packets().rev()
                + "  "
                + tone.paint(failed(row.state()) ? Ink.RED : Ink.GREEN, row.state())
                + Neutral.of(name)
                + tone.paint(Ink.YELLOW, why);
    }

    /** Where it ends and what is odd about it. */
    private static List<String> end(FlowRow row) {
        List<String> texts = new ArrayList<>();
        FlowRow.Lost lost = row.lost();
        if (lost != null) {
            String doubts = lost.doubts().isEmpty() ? "" : "; not sure: " + String.join(", ", lost.doubts());
            texts.add(lost.sentence() + doubts);
        }
        FlowRow.Unexpected unexpected = row.unexpected();
        if (unexpected != null) {
            texts.add("unexpected translation: " + unexpected.text());
        }
        row.comments().forEach(comment -> texts.add("comment: " + comment.text() + "  " + comment.packet()));
        if (!row.relays().isEmpty()) {
            texts.add("passed on by a proxy: " + String.join(" ", row.relays()));
        }
        return texts;
    }

    private static String leg(FlowRow.Sighting sighting, Tone tone) {
        String packets = sighting.firstPacket() == 0 ? "" : "#" + sighting.firstPacket();
        return tone.paint(
                Ink.DIM,
                Neutral.of("             seen at " + sighting.node() + " " + sighting.netns() + " " + sighting.device()
                        + "  " + sighting.src() + " → " + sighting.dst() + "  " + sighting.artifact() + packets));
    }

    /** The clock part of an RFC 3339 time, to the millisecond. */
    public static String time(String instant) {
        String clock = instant.substring(instant.indexOf('T') + 1).replace("Z", "");
        int dot = clock.indexOf('.');
        String fraction = dot < 0 ? "" : clock.substring(dot + 1);
        return (dot < 0 ? clock : clock.substring(0, dot)) + "." + (fraction + "000").substring(0, 3);
    }

    /** Words of states whose client was hurt. */
    public static boolean failed(String state) {
        return switch (state) {
            case "established", "closed", "partial", "dns-nxdomain" -> false;
            default -> true;
        };
    }
}
