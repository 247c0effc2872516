package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.logs.CorefileFact.Directive;
import java.util.List;

/**
 * A plugin that is not modelled: what it does with names of its zones is open.
 *
 * @param directive its lines
 * @param zones the zones it sees
 */
record Opaque(Directive directive, List<String> zones) implements Stage {

    @Override
    public Answer answer(Ask ask, Next next) {
        return Zones.within(ask.name(), zones) ? open(directive, ask) : next.answer(ask);
    }

    /** The answer to a question that comes to a directive that is not modelled. */
    static Answer open(Directive directive, Ask ask) {
        return Answer.open(
                "the answer to " + ask.name() + " " + ask.type(),
                "plugin " + directive.name() + " (" + directive.source() + ") is not modelled",
                "dig " + ask.name() + " " + ask.type() + "  # in the client pod");
    }
}
