package io.packetwalk;

import io.packetwalk.capture.tree.Field;
import io.packetwalk.capture.tree.PacketTree;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.PacketView;
import java.util.List;

/** Packets as a report shows them: every header with its bytes, no payload. */
final class PacketViews {
    private static final int HEADERS = 256;

    private PacketViews() {}

    static PacketView of(PacketTree packet) {
        int shown = 2 * Math.min(packet.headersEnd(), HEADERS);
        return new PacketView(
                packet.time().toString(),
                packet.captured(),
                packet.original(),
                fields(packet.headers()),
                packet.hex().substring(0, shown));
    }

    private static List<PacketView.Field> fields(List<Field> fields) {
        return fields.stream()
                .map(field -> new PacketView.Field(
                        Neutral.of(field.name()),
                        Neutral.of(field.value()),
                        field.offset(),
                        field.length(),
                        fields(field.children())))
                .toList();
    }
}
