package io.packetwalk;

import io.packetwalk.capture.tree.Field;
import io.packetwalk.capture.tree.PacketTree;
import io.packetwalk.report.Neutral;
import io.packetwalk.report.PacketView;
import java.util.List;

/** Packets as a report shows them: every header with its bytes, no payload. */
final class PacketViews {
    private static final String PAYLOAD = "payload";
    private static final int HEADERS = 256;

    private PacketViews() {}

    static PacketView of(PacketTree packet) {
        int end = packet.headers().stream()
                .filter(field -> field.name().equals(PAYLOAD))
                .mapToInt(Field::offset)
                .filter(offset -> offset >= 0)
                .min()
                .orElse(packet.captured());
        int shown = 2 * Math.min(Math.min(end, HEADERS), packet.hex().length() / 2);
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
                        field.name().equals(PAYLOAD)
                                ? field.length() + " bytes, left in the capture"
                                : Neutral.of(field.value()),
                        field.offset(),
                        field.length(),
                        fields(field.children())))
                .toList();
    }
}
