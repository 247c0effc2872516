package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import java.util.List;

/** Prints options as a rule has them, for what is not evaluated. */
final class OptionText {

    private OptionText() {}

    static String of(Option option) {
        String args = option.args().isEmpty() ? "" : " " + String.join(" ", option.args());
        return (option.negated() ? "! " : "") + option.name() + args;
    }

    static String of(String head, List<Option> options) {
        StringBuilder text = new StringBuilder(head);
        for (Option option : options) {
            text.append(' ').append(of(option));
        }
        return text.toString();
    }
}
