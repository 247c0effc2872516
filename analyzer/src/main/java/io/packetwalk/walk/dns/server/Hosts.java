package io.packetwalk.walk.dns.server;

import io.packetwalk.evidence.Source;
import io.packetwalk.fact.logs.CorefileFact.Directive;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * {@code hosts [FILE [ZONES...]]}: addresses written into the Corefile, and those of a file that no dump shows (CoreDNS plugin/hosts).
 *
 * @param directive its lines
 * @param zones the zones it answers for
 */
record Hosts(Directive directive, List<String> zones) implements Stage {

    /** kubelet's file, with the names of the server's own pod. */
    private static final String OWN = "/etc/hosts";

    static Hosts of(Directive directive, List<String> serverZones) {
        List<String> zones = directive.args().stream().skip(1).toList();
        return new Hosts(directive, zones.isEmpty() ? serverZones : zones);
    }

    @Override
    public Answer answer(Ask ask, Next next) {
        if (!Zones.within(ask.name(), zones)) {
            return next.answer(ask);
        }
        List<Directive> entries = directive.block().stream()
                .filter(line ->
                        line.args().stream().anyMatch(name -> Zones.full(name).equals(ask.name())))
                .filter(line -> Ip.parse(line.name()).isPresent())
                .toList();
        List<Ip> addresses = entries.stream()
                .flatMap(line -> Ip.parse(line.name()).stream())
                .filter(ip -> ip.v6() == ask.v6())
                .toList();
        List<Source> sources = entries.stream().map(Directive::source).toList();
        if (!addresses.isEmpty()) {
            return Answer.of(addresses, sources);
        }
        if (!directive.args().isEmpty() && !directive.args().getFirst().equals(OWN)) {
            return Answer.open(
                    "the answer to " + ask.name() + " " + ask.type(),
                    "it may stand in the file " + directive.args().getFirst() + " (" + directive.source() + ")",
                    "dig " + ask.name() + " " + ask.type() + "  # in the client pod");
        }
        Optional<Directive> through = Options.of(directive, "fallthrough");
        if (Options.fallsThrough(through, ask)) {
            return next.answer(ask);
        }
        // The plugin has no SOA record, without which a denial is not valid (plugin/hosts/hosts.go).
        return entries.isEmpty() ? Answer.none(Answer.SERVFAIL, directive.source()) : Answer.of(List.of(), sources);
    }
}
