package io.packetwalk.policy.lower;

import io.packetwalk.net.Cidr;
import io.packetwalk.net.IpRanges;
import io.packetwalk.policy.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Address blocks as policies write them. */
final class Blocks {

    private Blocks() {}

    /** {@code cidr} without {@code except}; a prefix that is none makes the block unknown, never wider or narrower. */
    static Match of(String cidr, List<String> except) {
        Optional<Cidr> prefix = prefix(cidr);
        List<Cidr> holes = new ArrayList<>();
        for (String each : except) {
            Optional<Cidr> hole = prefix(each);
            if (hole.isEmpty()) {
                return new Match.Unknown("the exception " + each);
            }
            holes.add(hole.get());
        }
        return prefix.<Match>map(known -> new Match.Addresses(IpRanges.of(known).minus(IpRanges.of(holes))))
                .orElseGet(() -> new Match.Unknown("the prefix " + cidr));
    }

    /** Any of several prefixes. */
    static Match any(List<String> cidrs) {
        return new Match.Any(cidrs.stream().map(cidr -> of(cidr, List.of())).toList());
    }

    private static Optional<Cidr> prefix(String text) {
        return text.indexOf('/') < 0 ? Optional.empty() : Cidr.parse(text);
    }
}
