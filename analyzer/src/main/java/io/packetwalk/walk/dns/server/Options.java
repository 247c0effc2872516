package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.logs.CorefileFact.Directive;
import java.util.List;
import java.util.Optional;

/** Options in the braces of a plugin. */
final class Options {

    private Options() {}

    static Optional<Directive> of(Directive plugin, String name) {
        return plugin.block().stream()
                .filter(option -> option.name().equals(name))
                .findFirst();
    }

    /** Arguments of an option, none when it is not there. */
    static List<String> args(Directive plugin, String name) {
        return of(plugin, name).map(Directive::args).orElse(List.of());
    }

    /** {@code fallthrough [ZONES...]}: all names without zones (CoreDNS plugin/pkg/fall). */
    static boolean fallsThrough(Optional<Directive> fallthrough, Ask ask) {
        return fallthrough
                .filter(option -> option.args().isEmpty() || Zones.within(ask.name(), option.args()))
                .isPresent();
    }
}
