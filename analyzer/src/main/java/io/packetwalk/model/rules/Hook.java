package io.packetwalk.model.rules;

import java.util.Locale;
import java.util.Optional;

/** A netfilter hook of the IP families (include/uapi/linux/netfilter.h, {@code enum nf_inet_hooks}). */
public enum Hook {
    PREROUTING,
    INPUT,
    FORWARD,
    OUTPUT,
    POSTROUTING;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word users write, for example {@code prerouting}. */
    public String word() {
        return word;
    }

    /** The hook of a base chain name of iptables or a hook word of nft. */
    public static Optional<Hook> of(String name) {
        for (Hook hook : values()) {
            if (hook.name().equalsIgnoreCase(name)) {
                return Optional.of(hook);
            }
        }
        return Optional.empty();
    }
}
