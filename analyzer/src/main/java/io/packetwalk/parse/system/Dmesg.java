package io.packetwalk.parse.system;

import io.packetwalk.fact.system.KernelLogFact;
import io.packetwalk.parse.Claims;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.LineReader;
import io.packetwalk.parse.Lines;
import io.packetwalk.parse.Numbers;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import io.packetwalk.parse.Timestamps;
import io.packetwalk.parse.Words;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kernel log: {@code dmesg}, {@code dmesg -T}, {@code dmesg --time-format iso}, or a journal of it. Lines that may bear on packets
 * are facts, all others are ignored.
 *
 * <pre>
 * [Sat Nov 21 00:53:16 2026] nf_conntrack: nf_conntrack: table full, dropping packet
 * [  123.456789] neighbour: arp_cache: neighbor table overflow!
 * 2026-11-21T00:53:16,123456+00:00 IPv4: martian source 10.0.0.1 from 10.0.0.2, on dev eth0
 * Nov 21 00:53:16 worker-1 kernel: [123.4] oom-kill: constraint=CONSTRAINT_NONE
 * </pre>
 *
 * <p>{@code -T} prints the local time without its zone: such lines have no time here, for a guess would shift the timeline.
 */
public record Dmesg() implements Parser {

    private static final List<String> RELEVANT = List.of(
            "conntrack",
            "martian",
            "neighbour",
            "neighbor",
            "arp_cache",
            "ndisc",
            "table full",
            "table overflow",
            "br_netfilter",
            "bridge filtering",
            "veth",
            "vxlan",
            "geneve",
            "wireguard",
            "ipip",
            "tunl",
            "cni0",
            "oom",
            "out of memory",
            "bpf",
            "lockdown",
            "ip_tables",
            "iptables",
            "ip6_tables",
            "nf_tables",
            "nft",
            "xt_",
            "ip_set",
            "ipvs",
            "ip_vs",
            "nf_nat",
            "syn flooding",
            "tcp:",
            "udp:",
            "dst cache",
            "route",
            "dropped",
            "dropping",
            "link is",
            "link up",
            "link down",
            "carrier",
            "netdev watchdog",
            "transmit queue");

    private static final List<String> MARKS = List.of(
            "Linux version ",
            "entered blocking state",
            "entered forwarding state",
            "entered disabled state",
            "nf_conntrack: ",
            "Command line: ",
            "systemd[1]: ",
            "entered promiscuous mode");

    @Override
    public Format format() {
        return new Format("dmesg");
    }

    @Override
    public Score claims(Head head) {
        boolean bracket = Claims.most(head, 20, Dmesg::bracketTime);
        boolean journal = Claims.most(head, 20, line -> line.contains(" kernel: "));
        boolean mark = head.lines().stream().anyMatch(line -> MARKS.stream().anyMatch(line::contains));
        if (journal || bracket) {
            return journal || mark ? Score.SURE : Score.LIKELY;
        }
        return Claims.byName(head, "dmesg", "kernlog");
    }

    /** {@code [  123.456789] } or {@code [Sat Nov 21 00:53:16 2026] }. */
    private static boolean bracketTime(String line) {
        int close = line.indexOf("] ");
        if (close < 0 || line.charAt(0) != '[') {
            return false;
        }
        String inside = line.substring(1, close).strip();
        List<String> words = Words.of(inside);
        return uptime(inside) >= 0 || words.size() == 5 && words.get(3).length() == 8 && Numbers.digits(words.get(4));
    }

    private static double uptime(String text) {
        int dot = text.indexOf('.');
        boolean number = dot > 0
                && text.length() - dot - 1 <= 9
                && Numbers.digits(text.substring(0, dot))
                && dot <= 12
                && Numbers.digits(text.substring(dot + 1));
        return number ? Double.parseDouble(text) : -1;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        LineReader.readAll(content, sink, Dmesg::line);
    }

    private static boolean line(Lines lines, String text, FactSink sink) {
        Optional<Instant> time = Timestamps.parse(text);
        String rest = time.isPresent() ? text.substring(text.indexOf(' ') + 1) : text;
        int journal = rest.indexOf(" kernel: ");
        String message = journal >= 0 ? rest.substring(journal + 9) : rest;
        double uptime = -1;
        if (bracketTime(message)) {
            int close = message.indexOf("] ");
            uptime = uptime(message.substring(1, close).strip());
            message = message.substring(close + 2);
        } else if (time.isEmpty() && journal < 0) {
            return false;
        }
        if (relevant(message)) {
            sink.fact(new KernelLogFact(lines.source(), time, uptime, message));
        } else {
            sink.ignored(1);
        }
        return true;
    }

    private static boolean relevant(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return RELEVANT.stream().anyMatch(lower::contains);
    }
}
