package io.packetwalk.check.served;

import io.packetwalk.net.IpPort;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Services of one address family as one facility of a node's kernel has them.
 *
 * @param backend the facility
 * @param v6 the family
 * @param entries what becomes of each address
 */
public record Implementation(Backend backend, boolean v6, Map<Address, Programmed> entries) {
    public Implementation {
        entries = Map.copyOf(entries);
    }

    public Optional<Programmed> at(Address address) {
        return Optional.ofNullable(entries.get(address));
    }

    /** Says the same: the same addresses to the same targets. Two commands that list one facility do. */
    boolean repeats(Implementation other) {
        return v6 == other.v6 && targets().equals(other.targets());
    }

    private Map<Address, Set<IpPort>> targets() {
        Map<Address, Set<IpPort>> all = new HashMap<>();
        entries.forEach(
                (address, programmed) -> all.put(address, programmed.targets().keySet()));
        return all;
    }
}
