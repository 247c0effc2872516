package io.packetwalk.model.lower.value;

import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.End;
import java.util.Optional;
import java.util.Set;

/** What a frame was sent to, told by the address of its packet: a broadcast frame carries a broadcast address (RFC 894, RFC 1112). */
public final class FrameType {

    private FrameType() {}

    /** The condition of {@code unicast}, {@code broadcast}, {@code multicast} or {@code host}; empty for another word. */
    public static Optional<Cond> of(String word) {
        Cond broadcast = new Cond.AddressType(End.DST, Set.of("BROADCAST"), "");
        Cond multicast = new Cond.AddressType(End.DST, Set.of("MULTICAST"), "");
        return switch (word) {
            case "broadcast" -> Optional.of(broadcast);
            case "multicast" -> Optional.of(multicast);
            case "unicast", "host" ->
                Optional.of(new Cond.Not(new Cond.AddressType(End.DST, Set.of("BROADCAST", "MULTICAST"), "")));
            default -> Optional.empty();
        };
    }
}
