package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.lower.value.AddressRange;
import io.packetwalk.model.rules.Action;
import io.packetwalk.model.rules.End;
import io.packetwalk.net.Cidr;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The targets of iptables ({@code -j NAME options}); what is not known here is a chain of the table or {@link Action.Unmodelled}. */
final class Targets {

    /** Targets after which the packet goes on as it was: logs, counters, header fields that decide nothing. */
    private static final Set<String> OBSERVERS = Set.of(
            "AUDIT",
            "CHECKSUM",
            "CLASSIFY",
            "CONNSECMARK",
            "DSCP",
            "ECN",
            "IDLETIMER",
            "LED",
            "LOG",
            "NFLOG",
            "RATEEST",
            "SECMARK",
            "TCPMSS",
            "TCPOPTSTRIP",
            "TEE",
            "TOS",
            "TRACE",
            "ULOG");

    private Targets() {}

    static Action read(String name, List<Option> options, boolean v6, Set<String> chains) {
        if (chains.contains(name)) {
            return new Action.Jump(name);
        }
        if (OBSERVERS.contains(name)) {
            return new Action.Observe(OptionText.of(name, options));
        }
        return known(name, options, v6).orElseGet(() -> new Action.Unmodelled(OptionText.of("-j " + name, options)));
    }

    private static Optional<Action> known(String name, List<Option> options, boolean v6) {
        return switch (name) {
            case "ACCEPT" -> Optional.of(new Action.Accept());
            case "DROP" -> Optional.of(new Action.Drop());
            case "RETURN" -> Optional.of(new Action.Return());
            case "REJECT" ->
                Optional.of(new Action.Reject(
                        arg(options, "--reject-with").orElse(v6 ? "icmp6-port-unreachable" : "icmp-port-unreachable")));
            case "DNAT" -> destination(options);
            case "SNAT" -> source(options);
            case "MASQUERADE" -> masquerade(options);
            case "REDIRECT" -> redirect(options);
            case "HMARK" -> MarkTargets.hashed(options);
            case "MARK" -> MarkTargets.mark(options);
            case "CONNMARK" -> MarkTargets.connectionMark(options);
            case "NOTRACK" -> Optional.of(new Action.NoTrack());
            case "CT" -> track(options);
            case "QUEUE" -> Optional.of(new Action.Queue("QUEUE", false));
            case "NFQUEUE" ->
                Optional.of(new Action.Queue(
                        OptionText.of("NFQUEUE", options),
                        options.stream().anyMatch(option -> option.name().equals("--queue-bypass"))));
            case "NETMAP" ->
                arg(options, "--to")
                        .flatMap(AddressRange::parse)
                        .map(range -> new Action.NetMap(range.first(), range.last()));
            case "SET" ->
                // --map-set takes mark and priority from the member.
                options.stream().anyMatch(option -> option.name().startsWith("--map-"))
                        ? Optional.empty()
                        : Optional.of(new Action.Observe(OptionText.of("SET", options)));
            case "TTL", "HL" -> lifetime(options);
            case "TPROXY" -> Optional.of(proxy(options));
            case "SYNPROXY" -> Optional.of(new Action.Synproxy(OptionText.of("SYNPROXY", options)));
            case "DNPT" -> prefix(End.DST, options);
            case "SNPT" -> prefix(End.SRC, options);
            default -> Optional.empty();
        };
    }

    private static Optional<Action> track(List<Option> options) {
        if (options.stream().anyMatch(option -> option.name().equals("--notrack"))) {
            return Optional.of(new Action.NoTrack());
        }
        Optional<Integer> zone = arg(options, "--zone").flatMap(Ports::parsePort);
        if (zone.isPresent()) {
            return Optional.of(new Action.SetZone(zone.get()));
        }
        // Helpers, events and timeouts change who watches an entry. Until connection tracking the packet carries a
        // connection of nothing, as with a zone (xt_CT.c, xt_ct_tg_check).
        return Optional.of(new Action.SetZone(0));
    }

    /** Without {@code --on-port} it is the packet's own (xt_TPROXY.c, tproxy_tg4). */
    private static Action proxy(List<Option> options) {
        OptionalInt port = arg(options, "--on-port")
                .map(text -> OptionalInt.of(Ports.parsePort(text).orElse(0)))
                .filter(known -> known.getAsInt() > 0)
                .orElse(OptionalInt.empty());
        Optional<Ip> to = arg(options, "--on-ip").flatMap(Ip::parse).filter(ip -> !ip.unspecified());
        return new Action.Tproxy(OptionText.of("TPROXY", options), to, port, true);
    }

    /** Longer prefixes than 64 the kernel does not take (ip6t_NPT.c, ip6t_npt_checkentry). */
    private static Optional<Action> prefix(End end, List<Option> options) {
        Optional<Cidr> from = arg(options, "--src-pfx")
                .flatMap(Cidr::parse)
                .filter(pfx -> pfx.base().v6() && pfx.length() <= 64);
        Optional<Cidr> to = arg(options, "--dst-pfx")
                .flatMap(Cidr::parse)
                .filter(pfx -> pfx.base().v6() && pfx.length() <= 64);
        return from.flatMap(source -> to.map(target -> new Action.Npt(end, source, target)));
    }

    /** Of a hop limit that shrinks nobody knows how large it was. */
    private static Optional<Action> lifetime(List<Option> options) {
        if (options.size() != 1) {
            return Optional.empty();
        }
        String name = options.getFirst().name();
        Optional<Integer> amount =
                Ports.parsePort(options.getFirst().arg()).filter(hops -> hops <= 255 && !name.endsWith("-dec"));
        return amount.map(hops -> new Action.SetHopLimit(name.endsWith("-inc"), hops));
    }

    private static Optional<String> arg(List<Option> options, String name) {
        List<String> found = options.stream()
                .filter(option -> option.name().equals(name))
                .map(Option::arg)
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static Optional<Action> destination(List<Option> options) {
        return arg(options, "--to-destination")
                .flatMap(Target::parse)
                .map(target ->
                        new Action.Dnat(target.first(), target.last(), target.ports(), random(options), target.base()));
    }

    private static Optional<Action> source(List<Option> options) {
        return arg(options, "--to-source")
                .flatMap(Target::parse)
                .map(target -> new Action.Snat(target.first(), target.last(), target.ports(), random(options)));
    }

    private static boolean random(List<Option> options) {
        return options.stream().anyMatch(option -> option.name().startsWith("--random"));
    }

    private static Optional<Action> masquerade(List<Option> options) {
        Optional<String> ports = arg(options, "--to-ports");
        return ports.isEmpty()
                ? Optional.of(new Action.Masquerade(Optional.empty(), random(options)))
                : ports.flatMap(Target::range).map(range -> new Action.Masquerade(Optional.of(range), random(options)));
    }

    private static Optional<Action> redirect(List<Option> options) {
        Optional<String> ports = arg(options, "--to-ports");
        return ports.isEmpty()
                ? Optional.of(new Action.Redirect(Optional.empty()))
                : ports.flatMap(Target::range).map(range -> new Action.Redirect(Optional.of(range), random(options)));
    }

    /** {@code ip}, {@code ip-ip}, {@code ip:port}, {@code ip:port-port}, {@code ip:port-port/base}, {@code [v6]:port}, {@code :port}. */
    private record Target(Optional<Ip> first, Optional<Ip> last, Optional<Ports.Range> ports, OptionalInt base) {

        static Optional<Target> parse(String text) {
            String hosts = text;
            Optional<Ports.Range> ports = Optional.empty();
            OptionalInt base = OptionalInt.empty();
            int close = text.indexOf(']');
            int colon = text.startsWith("[")
                    ? close + 1
                    : text.indexOf(':') == text.lastIndexOf(':') ? text.indexOf(':') : -1;
            if (colon >= 0 && colon < text.length()) {
                hosts = text.substring(0, colon);
                String[] numbers = text.substring(colon + 1).split("/", 2);
                ports = range(numbers[0]);
                Optional<Integer> shift = numbers.length == 2 ? Ports.parsePort(numbers[1]) : Optional.empty();
                if (ports.isEmpty() || shift.isPresent() != (numbers.length == 2)) {
                    return Optional.empty();
                }
                base = shift.map(OptionalInt::of).orElse(base);
            }
            if (hosts.startsWith("[") && hosts.endsWith("]")) {
                hosts = hosts.substring(1, hosts.length() - 1);
            }
            if (hosts.isEmpty()) {
                return Optional.of(new Target(Optional.empty(), Optional.empty(), ports, base));
            }
            Optional<Ports.Range> fixed = ports;
            OptionalInt shifted = base;
            return AddressRange.parse(hosts)
                    .map(range -> new Target(Optional.of(range.first()), Optional.of(range.last()), fixed, shifted));
        }

        static Optional<Ports.Range> range(String text) {
            return Ports.parse(text)
                    .filter(ports -> ports.ranges().size() == 1)
                    .map(ports -> ports.ranges().getFirst());
        }
    }
}
