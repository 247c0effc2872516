package io.packetwalk.model.lower.ipset;

import io.packetwalk.model.lower.value.Masked;
import io.packetwalk.model.rules.AddressSet.Dim;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Mac;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Elements of one set as {@code ipset save} and {@code ipset list} print them: {@code 10.0.0.1,tcp:80,10.1.0.0/16}.
 *
 * @param types the dimensions, for example {@code ip port net}
 * @param options of the set: {@code netmask} makes every address its network, {@code markmask} cuts marks
 */
record SetElement(List<String> types, Map<String, String> options) {

    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REQUEST_6 = 128;
    private static final int ECHO_REPLY_6 = 129;
    private static final int MOST = 4096;

    /** The members an element stands for: one, or one per prefix of a range; none when it cannot be read. */
    List<List<Dim>> read(String element, Map<String, String> own) {
        String[] parts = element.split(",", -1);
        if (parts.length != types.size()) {
            return List.of();
        }
        List<List<Dim>> all = List.of(List.of());
        for (int i = 0; i < parts.length; i++) {
            List<Dim> choices = dims(types.get(i), parts[i], own);
            List<List<Dim>> longer = new ArrayList<>();
            for (List<Dim> start : all) {
                for (Dim dim : choices) {
                    List<Dim> one = new ArrayList<>(start);
                    one.add(dim);
                    longer.add(one);
                }
            }
            all = longer;
        }
        return all;
    }

    private List<Dim> dims(String type, String text, Map<String, String> own) {
        return switch (type) {
            case "ip", "net" -> addresses(text);
            case "port" -> one(port(text));
            case "iface" -> List.of(device(text, own));
            case "mac" -> one(Mac.parse(text).map(Dim.Hardware::new));
            case "mark" -> one(mark(text));
            case "set" -> List.of(new Dim.Other(text));
            default -> List.of();
        };
    }

    private static List<Dim> one(Optional<? extends Dim> dim) {
        return dim.<List<Dim>>map(List::of).orElse(List.of());
    }

    private List<Dim> addresses(String text) {
        int dash = text.indexOf('-');
        if (dash >= 0) {
            return prefixes(text.substring(0, dash), text.substring(dash + 1));
        }
        Optional<Cidr> cidr = Cidr.parse(text);
        Optional<Integer> mask = netmask();
        if (mask.isPresent()) {
            cidr = cidr.filter(known -> mask.get() <= known.base().bits())
                    .map(known -> new Cidr(known.base(), Math.min(mask.get(), known.length())));
        }
        return one(cidr.map(Dim.Net::new));
    }

    private Optional<Integer> netmask() {
        return Optional.ofNullable(options.get("netmask")).flatMap(Ports::parsePort);
    }

    /** A range of a bitmap, as the fewest prefixes. */
    private static List<Dim> prefixes(String from, String to) {
        Optional<Ip> first = Ip.parse(from).filter(ip -> !ip.v6());
        Optional<Ip> last = Ip.parse(to).filter(ip -> !ip.v6());
        if (first.isEmpty() || last.isEmpty()) {
            return List.of();
        }
        List<Dim> dims = new ArrayList<>();
        long at = first.get().lo();
        while (at <= last.get().lo() && dims.size() < MOST) {
            int host = at == 0 ? 32 : Long.numberOfTrailingZeros(at);
            while (at + (1L << host) - 1 > last.get().lo()) {
                host--;
            }
            dims.add(new Dim.Net(new Cidr(new Ip(0, at, false), 32 - host)));
            at += 1L << host;
        }
        return dims;
    }

    private static Dim device(String text, Map<String, String> own) {
        boolean port = text.startsWith("physdev:");
        return new Dim.Device(port ? text.substring("physdev:".length()) : text, port, own.containsKey("wildcard"));
    }

    private Optional<Dim> mark(String text) {
        long mask = Optional.ofNullable(options.get("markmask"))
                .flatMap(Masked::number)
                .orElse(Masked.ALL);
        return Masked.number(text).map(value -> new Dim.Mark(value, mask));
    }

    /** {@code tcp:80}, {@code 6:80}, {@code tcp:80-90}, {@code icmp:8/0}, {@code icmp:echo-request}; {@code 80} in a bitmap. */
    private static Optional<Dim> port(String text) {
        int colon = text.indexOf(':');
        Optional<Proto> proto = colon < 0 ? Optional.empty() : Proto.parse(text.substring(0, colon));
        if (colon >= 0 && proto.isEmpty()) {
            return Optional.empty();
        }
        String rest = text.substring(colon + 1);
        if (proto.filter(Proto::icmp).isPresent()) {
            return icmp(proto.get(), rest);
        }
        return Ports.parse(rest)
                .filter(ports -> ports.ranges().size() == 1)
                .map(ports -> ports.ranges().getFirst())
                .map(range -> new Dim.PortOf(proto, range.from(), range.to()));
    }

    private static Optional<Dim> icmp(Proto proto, String text) {
        boolean v6 = proto.equals(Proto.ICMPV6);
        String[] numbers = switch (text) {
            case "echo-request", "ping" -> new String[] {Integer.toString(v6 ? ECHO_REQUEST_6 : ECHO_REQUEST), "0"};
            case "echo-reply", "pong" -> new String[] {Integer.toString(v6 ? ECHO_REPLY_6 : 0), "0"};
            default -> text.split("/", -1);
        };
        if (numbers.length != 2) {
            return Optional.empty();
        }
        Optional<Integer> type = Ports.parsePort(numbers[0]);
        Optional<Integer> code = Ports.parsePort(numbers[1]);
        return type.flatMap(t -> code.map(c -> new Dim.Icmp(proto, t, c)));
    }
}
