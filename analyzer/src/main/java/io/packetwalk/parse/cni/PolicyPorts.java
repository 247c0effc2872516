package io.packetwalk.parse.cni;

import io.packetwalk.net.Proto;
import io.packetwalk.parse.Numbers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The column PORT/PROTO of a policy map (pkg/maps/policymap, {@code PortProtoString}): {@code ANY}, {@code TCP}, {@code 80/TCP}, {@code 80-95/TCP}, or, in 1.15,
 * {@code 0x50/12/TCP}: the first port and how many of its leading bits count.
 *
 * @param proto protocol, empty for any
 * @param first first port, -1 when the cell could not be read
 * @param last last port
 */
record PolicyPorts(Optional<Proto> proto, int first, int last) {

    private static final int MOST = 0xffff;
    private static final PolicyPorts UNREAD = new PolicyPorts(Optional.empty(), -1, -1);
    private static final Pattern RANGE = Pattern.compile("(\\d+)(?:-(\\d+))?/(\\w+)");
    private static final Pattern PREFIX = Pattern.compile("0x([0-9a-f]+)/(\\d+)/(\\w+)");

    static PolicyPorts of(String cell) {
        if (cell.equals("ANY") || cell.equals("ALL")) {
            return new PolicyPorts(Optional.empty(), 0, MOST);
        }
        Optional<Proto> only = Frontends.proto(cell).filter(_p -> !cell.isEmpty());
        if (only.isPresent()) {
            return new PolicyPorts(only, 0, MOST);
        }
        Matcher prefix = PREFIX.matcher(cell);
        if (prefix.matches()) {
            int first = (int) Numbers.hex(prefix.group(1)).orElse(-1);
            int bits = Numbers.decimal(prefix.group(2), 16);
            return read(Frontends.proto(prefix.group(3)), first, first | MOST >> Math.min(16, bits));
        }
        Matcher range = RANGE.matcher(cell);
        if (!range.matches()) {
            return UNREAD;
        }
        int first = Numbers.decimal(range.group(1), -1);
        return read(
                Frontends.proto(range.group(3)),
                first,
                range.group(2) == null ? first : Numbers.decimal(range.group(2), -1));
    }

    private static PolicyPorts read(Optional<Proto> proto, int first, int last) {
        return proto.isPresent() && first >= 0 && last >= first ? new PolicyPorts(proto, first, last) : UNREAD;
    }
}
