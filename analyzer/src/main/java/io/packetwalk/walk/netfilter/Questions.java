package io.packetwalk.walk.netfilter;

import io.packetwalk.model.rules.Cond;
import io.packetwalk.model.rules.Rule;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;

/** What is missing when a condition cannot be told. */
final class Questions {

    private Questions() {}

    static Missing about(Rule rule, Cond cond, Passage passage) {
        String where = " (" + rule.source() + ")";
        return switch (cond) {
            case Cond.Not not -> about(rule, not.cond(), passage);
            case Cond.InSet in ->
                new Missing(
                        "ipset " + in.set() + " on " + passage.at().name(),
                        "a rule asks for it and it is not in the dump, or not whole" + where,
                        "ipset save");
            case Cond.Limit limit ->
                new Missing(
                        "rate limit `" + limit.text() + "`",
                        "no dump holds its state" + where,
                        "iptables-save -c, twice: does the rule's counter grow?");
            case Cond.Unmodelled other ->
                new Missing("condition `" + other.text() + "`", "it is not evaluated" + where, "");
            case Cond.Unsaid unsaid -> new Missing(unsaid.what(), "a rule asks for it: " + unsaid.text() + where, "");
            case Cond.FieldIn in -> new Missing(in.field().words(), "a rule asks for it: " + rule.text() + where, "");
            case Cond.Address _a -> address(rule, passage);
            case Cond.Owner owner ->
                new Missing("the sending process' user", "a rule asks for it: " + owner.text() + where, "");
            default -> whether(rule);
        };
    }

    private static Missing address(Rule rule, Passage passage) {
        return passage.packet().tuple().src().ip().unspecified()
                ? new Missing(
                        "the client's address",
                        "the question does not name it, and a rule asks for it (" + rule.source() + ")",
                        "")
                : whether(rule);
    }

    private static Missing whether(Rule rule) {
        return new Missing(
                "whether `" + rule.text() + "` matches", "the dumps do not tell (" + rule.source() + ")", "");
    }
}
