package io.packetwalk.model.lower.iptables;

import io.packetwalk.fact.netfilter.IptablesRuleFact.Option;
import io.packetwalk.model.rules.Cond;
import io.packetwalk.net.Mac;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code -m physdev}, {@code -m mac}, {@code -m rpfilter} and {@code -m socket} (xt_physdev.c, xt_mac.c, xt_rpfilter.c, xt_socket.c). */
final class DeviceMatches {

    private DeviceMatches() {}

    static Optional<Cond> bridgePort(Option option) {
        return switch (option.name()) {
            case "--physdev-in" -> Optional.of(new Cond.BridgePort(option.arg(), ""));
            case "--physdev-out" -> Optional.of(new Cond.BridgePort("", option.arg()));
            case "--physdev-is-in" -> Optional.of(new Cond.BridgePort("+", ""));
            case "--physdev-is-out" -> Optional.of(new Cond.BridgePort("", "+"));
            case "--physdev-is-bridged" -> Optional.of(new Cond.IsBridged());
            default -> Optional.empty();
        };
    }

    static Optional<Cond> mac(Option option) {
        return option.name().equals("--mac-source") ? Mac.parse(option.arg()).map(Cond.MacIs::new) : Optional.empty();
    }

    static List<Cond> reversePath(List<Option> options) {
        boolean plain = Set.of("--loose", "--validmark", "--invert")
                .containsAll(options.stream().map(Option::name).toList());
        if (!plain && has(options, "--accept-local")) {
            return HeaderMatches.unsaid("rpfilter", "the route back to the source", options);
        }
        if (!plain) {
            return List.of(new Cond.Unmodelled(OptionText.of("-m rpfilter", options)));
        }
        Cond cond = new Cond.ReversePath(has(options, "--loose"));
        return List.of(has(options, "--invert") ? new Cond.Not(cond) : cond);
    }

    /** Gives the packet the mark of its socket, which no dump shows; {@link RuleLowering} minds it. */
    static final String RESTORE = "--restore-skmark";

    static List<Cond> socket(List<Option> options) {
        boolean plain = Set.of("--transparent", "--nowildcard", RESTORE)
                .containsAll(options.stream().map(Option::name).toList());
        return List.of(
                plain
                        ? new Cond.SocketTakes(has(options, "--transparent"), has(options, "--nowildcard"))
                        : new Cond.Unmodelled(OptionText.of("-m socket", options)));
    }

    private static boolean has(List<Option> options, String name) {
        return options.stream().anyMatch(option -> option.name().equals(name));
    }
}
