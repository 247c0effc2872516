package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.logs.CorefileFact.Directive;
import java.util.List;
import java.util.function.BiFunction;

/**
 * {@code forward FROM TO...}: asks others about the names of a zone (CoreDNS plugin/forward). Stub domains are server blocks, or zones, with one of these.
 *
 * @param directive its lines
 * @param others what those say
 */
record Forward(Directive directive, BiFunction<List<String>, Ask, Answer> others) implements Stage {

    @Override
    public Answer answer(Ask ask, Next next) {
        List<String> args = directive.args();
        if (args.isEmpty()
                || !Zones.within(ask.name(), args.getFirst())
                || Zones.within(ask.name(), Options.args(directive, "except"))) {
            return next.answer(ask);
        }
        return others.apply(args.subList(1, args.size()), ask).citing(directive.source());
    }
}
