package io.packetwalk.policy;

import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A set of (protocol, destination port) pairs, as interval sets.
 *
 * @param tcp TCP ports, 1 to 65535
 * @param udp UDP ports
 * @param sctp SCTP ports
 * @param other numbers of protocols without ports that policies can name
 */
public record Traffic(Ports tcp, Ports udp, Ports sctp, Ports other) {

    private static final Ports NO_PORTS = new Ports(List.of());
    private static final Ports ALL_PORTS = Ports.range(1, 65535);
    private static final Ports ALL_OTHER = Ports.range(0, 255).minus(new Ports(List.of(one(6), one(17), one(132))));

    public static final Traffic NONE = new Traffic(NO_PORTS, NO_PORTS, NO_PORTS, NO_PORTS);
    public static final Traffic ALL = new Traffic(ALL_PORTS, ALL_PORTS, ALL_PORTS, ALL_OTHER);

    private static Ports.Range one(int number) {
        return new Ports.Range(number, number);
    }

    /** All ports of one protocol. */
    public static Traffic of(Proto proto) {
        return of(proto, ALL_PORTS);
    }

    /** One port of one protocol; the port is not looked at for protocols without. */
    public static Traffic of(Proto proto, int port) {
        return of(proto, Ports.of(port));
    }

    /** Some ports of one protocol. */
    public static Traffic of(Proto proto, Ports ports) {
        return switch (proto.number()) {
            case 6 -> new Traffic(ports, NO_PORTS, NO_PORTS, NO_PORTS);
            case 17 -> new Traffic(NO_PORTS, ports, NO_PORTS, NO_PORTS);
            case 132 -> new Traffic(NO_PORTS, NO_PORTS, ports, NO_PORTS);
            default -> new Traffic(NO_PORTS, NO_PORTS, NO_PORTS, Ports.of(proto.number()));
        };
    }

    /** Some ports of all protocols that have ports. */
    public static Traffic ported(Ports ports) {
        return new Traffic(ports, ports, ports, NO_PORTS);
    }

    public boolean isEmpty() {
        return tcp.isEmpty() && udp.isEmpty() && sctp.isEmpty() && other.isEmpty();
    }

    public Traffic and(Traffic that) {
        if (equals(ALL)) {
            return that;
        }
        if (that.equals(ALL)) {
            return this;
        }
        return new Traffic(tcp.and(that.tcp), udp.and(that.udp), sctp.and(that.sctp), other.and(that.other));
    }

    public Traffic or(Traffic that) {
        if (equals(ALL) || that.equals(ALL)) {
            return ALL;
        }
        return new Traffic(tcp.or(that.tcp), udp.or(that.udp), sctp.or(that.sctp), other.or(that.other));
    }

    public Traffic minus(Traffic that) {
        return that.equals(ALL)
                ? NONE
                : new Traffic(tcp.minus(that.tcp), udp.minus(that.udp), sctp.minus(that.sctp), other.minus(that.other));
    }

    /** {@code All} or {@code TCP 80,443-444;UDP 53}. Protocols without ports are named only where a policy names them. */
    @Override
    public String toString() {
        if (tcp.equals(ALL_PORTS) && udp.equals(ALL_PORTS) && sctp.equals(ALL_PORTS)) {
            return "All";
        }
        List<String> parts = new ArrayList<>();
        add("TCP", tcp, parts);
        add("UDP", udp, parts);
        add("SCTP", sctp, parts);
        if (!other.equals(ALL_OTHER)) {
            for (Ports.Range range : other.ranges()) {
                parts.add(
                        range.from() == range.to()
                                ? new Proto(range.from()).toString().toUpperCase(Locale.ROOT)
                                : "protocols " + range);
            }
        }
        return String.join(";", parts);
    }

    private static void add(String name, Ports ports, List<String> parts) {
        if (!ports.isEmpty()) {
            parts.add(name + " " + ports);
        }
    }
}
