package io.packetwalk.walk.dns.server;

import io.packetwalk.net.Ip;
import java.util.Optional;

/**
 * One question to a DNS server.
 *
 * @param name asked name, lower case, with its final dot
 * @param type {@code A} or {@code AAAA}
 * @param client who asks, as the server sees it
 * @param depth how many names led to this one
 */
record Ask(String name, String type, Optional<Ip> client, int depth) {

    /** A chain of names longer than this ends (CoreDNS plugin/pkg/upstream and plugin/backend_lookup.go give up sooner). */
    static final int DEEPEST = 10;

    boolean v6() {
        return type.equals("AAAA");
    }

    /** The same question for another name, on behalf of this one. */
    Ask named(String other) {
        return new Ask(Zones.full(other), type, client, depth + 1);
    }

    boolean tooDeep() {
        return depth > DEEPEST;
    }
}
