package io.packetwalk.cli.verb;

import io.packetwalk.capture.tree.Field;
import io.packetwalk.capture.tree.PacketTree;
import io.packetwalk.report.Neutral;

/** A packet for a terminal: its line, then header by header, then their bytes; payload stays in the capture. */
final class PacketText {
    private static final int BYTES_PER_LINE = 16;

    private PacketText() {}

    static String of(PacketTree packet) {
        StringBuilder text = new StringBuilder()
                .append(packet.number())
                .append("  ")
                .append(packet.time())
                .append("  ")
                .append(packet.original())
                .append(" bytes");
        if (packet.captured() < packet.original()) {
            text.append(", ").append(packet.captured()).append(" kept");
        }
        text.append("\n   ").append(Neutral.of(packet.summary())).append('\n');
        packet.headers().forEach(header -> field(text, header, 1));
        String hex = packet.hex().substring(0, 2 * packet.headersEnd());
        for (int at = 0; at < hex.length(); at += 2 * BYTES_PER_LINE) {
            String line = hex.substring(at, Math.min(hex.length(), at + 2 * BYTES_PER_LINE));
            text.append(String.format(java.util.Locale.ROOT, "   %04x  ", at / 2))
                    .append(line.replaceAll("(....)", "$1 ").stripTrailing())
                    .append('\n');
        }
        return text.toString();
    }

    private static void field(StringBuilder text, Field field, int depth) {
        text.append("   ".repeat(depth)).append(Neutral.of(field.name()));
        if (!field.value().isEmpty()) {
            text.append("  ").append(Neutral.of(field.value()));
        }
        text.append('\n');
        field.children().forEach(child -> field(text, child, depth + 1));
    }
}
