package io.packetwalk.cli.verb;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.cli.Failure;
import io.packetwalk.cli.Given;
import io.packetwalk.cli.Options;
import io.packetwalk.fact.Reading;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.model.rules.Hook;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;
import io.packetwalk.parse.intake.Intake;
import io.packetwalk.report.text.Nearest;
import io.packetwalk.walk.Walk;
import io.packetwalk.walk.netfilter.RuleTrace;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Flags of {@code trace --rules}: what does this bare rule set do to this packet? */
final class RuleFlags {
    /** What a rule set is read from. */
    private static final Set<String> FORMATS =
            Set.of("iptables-save", "ip6tables-save", "nft-ruleset", "nft-json", "ipvsadm", "ipset-save", "ipset-list");

    private static final Set<String> STATES = Set.of("new", "established", "related", "invalid");

    private final Given<List<String>> files;
    private final Given<String> hook;
    private final Given<String> in;
    private final Given<String> out;
    private final Given<List<String>> local;
    private final Given<String> state;
    private final Given<String> mark;

    RuleFlags(Options options) {
        files = options.repeated(
                "--rules", "FILE", "A rule set instead of a bundle: iptables-save, nft, ipset, ... Repeatable.");
        hook = options.text("--hook", "HOOK", "Only this hook: prerouting, input, forward, output, postrouting.");
        in = options.text("--in", "IFACE", "Interface it comes in by.");
        out = options.text("--out", "IFACE", "Interface it leaves by.");
        local = options.list("--local", "IP", List.of(), "Addresses of the host.");
        state = options.text("--ct", "STATE", "new", "Connection state: new (default), established, related, invalid.");
        mark = options.text("--mark", "N", "0", "Packet mark, decimal or 0x....");
    }

    /** The rule sets that were named. */
    List<String> files() {
        return files.get();
    }

    boolean given() {
        return !files.get().isEmpty();
    }

    /** Fails when a flag stands there that only makes sense with rules. */
    void absent() {
        boolean any = !hook.get().isEmpty()
                || !in.get().isEmpty()
                || !out.get().isEmpty()
                || !local.get().isEmpty()
                || !mark.get().equals("0")
                || !state.get().equals("new");
        if (any) {
            throw new Failure("--hook, --in, --out, --local, --ct and --mark go with --rules");
        }
    }

    /** Follows the packet through the rules of all files together. */
    Walk walk(Bundle bundle, String from, String to) throws IOException {
        RuleTrace.Request request = request(from, to);
        List<Reading> readings =
                Intake.of(bundle, Runtime.getRuntime().availableProcessors()).readings();
        for (Reading reading : readings) {
            if (!FORMATS.contains(reading.format())) {
                throw new Failure(reading.artifact() + " is no rule set that we know; it reads as " + reading.format());
            }
        }
        return RuleTrace.trace(readings, request);
    }

    private RuleTrace.Request request(String from, String to) {
        int slash = to.indexOf('/');
        String address = slash < 0 ? to : to.substring(0, slash);
        Proto proto = slash < 0
                ? Proto.TCP
                : Proto.parse(to.substring(slash + 1)).orElseThrow(() -> new Failure("unknown protocol in " + to));
        IpPort destination = end(address);
        if (destination.port() == 0 && proto.hasPorts()) {
            throw new Failure("say which port: --to " + address + ":PORT" + (slash < 0 ? "" : to.substring(slash)));
        }
        return new RuleTrace.Request(
                end(from),
                destination,
                proto,
                hook.get().isEmpty() ? Optional.empty() : Optional.of(hook()),
                in.get(),
                out.get(),
                local.get().stream().map(RuleFlags::address).toList(),
                state(),
                mark());
    }

    private Hook hook() {
        List<String> known = Arrays.stream(Hook.values()).map(Hook::word).toList();
        return Hook.of(hook.get())
                .orElseThrow(() -> new Failure("there is no hook " + hook.get() + Nearest.hint(hook.get(), known)));
    }

    private CtState state() {
        String word = state.get().toLowerCase(Locale.ROOT);
        if (!STATES.contains(word)) {
            throw new Failure("--ct is new, established, related or invalid, not " + state.get());
        }
        return CtState.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private long mark() {
        try {
            long value = Long.decode(mark.get());
            if (value >= 0 && value <= 0xffff_ffffL) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is too large.
        }
        throw new Failure("--mark is a number of 32 bits, not " + mark.get());
    }

    /** {@code IP[:PORT]}; IPv6 with a port stands in brackets. */
    private static IpPort end(String typed) {
        Optional<Ip> bare =
                Ip.parse(typed.startsWith("[") && typed.endsWith("]") ? typed.substring(1, typed.length() - 1) : typed);
        return bare.map(ip -> new IpPort(ip, 0))
                .or(() -> IpPort.parse(typed))
                .orElseThrow(() -> new Failure("with --rules an end is IP or IP:PORT, not " + typed));
    }

    private static Ip address(String typed) {
        return Ip.parse(typed).orElseThrow(() -> new Failure("--local takes addresses, not " + typed));
    }
}
