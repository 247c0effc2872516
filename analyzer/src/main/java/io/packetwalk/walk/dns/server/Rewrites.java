package io.packetwalk.walk.dns.server;

import io.packetwalk.fact.logs.CorefileFact.Directive;
import java.util.List;

/**
 * {@code rewrite} directives in their order: the first that fits changes the question and, unless it says {@code continue}, ends the list (CoreDNS plugin/rewrite).
 *
 * @param rules the directives
 */
record Rewrites(List<Rewrite> rules) implements Stage {

    static Rewrites of(List<Directive> directives) {
        return new Rewrites(directives.stream().map(Rewrite::of).toList());
    }

    @Override
    public Answer answer(Ask ask, Next next) {
        return from(0, ask, next);
    }

    private Answer from(int index, Ask ask, Next next) {
        if (index == rules.size()) {
            return next.answer(ask);
        }
        Rewrite rule = rules.get(index);
        Rewrite.Changed changed = rule.change(ask);
        return switch (changed) {
            case Rewrite.Changed.Not _n -> from(index + 1, ask, next);
            case Rewrite.Changed.Open _o -> Opaque.open(rule.directive(), ask);
            case Rewrite.Changed.To to -> {
                Ask asked = ask.named(to.name());
                Answer answer = (rule.goesOn() ? from(index + 1, asked, next) : next.answer(asked))
                        .citing(rule.directive().source());
                // Without data there is no owner's name that a resolver could refuse.
                yield to.turnedBack() || !answer.exists() ? answer : foreign(rule, ask, to.name());
            }
        };
    }

    /** Resolvers leave out records of another name than they asked for (glibc resolv/nss_dns/dns-host.c). */
    private static Answer foreign(Rewrite rule, Ask ask, String name) {
        return Answer.open(
                "whether the client takes the answer to " + ask.name(),
                "the rewrite (" + rule.directive().source() + ") asks for " + Zones.full(name)
                        + " and has no answer rule, so that the records carry that name",
                "getent hosts " + ask.name() + "  # in the client pod");
    }
}
