package io.packetwalk.walk.netfilter;

import io.packetwalk.fact.nft.NftObjectFact;
import io.packetwalk.model.rules.CtState;
import io.packetwalk.walk.Doubt;
import io.packetwalk.walk.Forks;
import io.packetwalk.walk.Missing;
import io.packetwalk.walk.Passage;
import io.packetwalk.walk.Role;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Flowtables: once both sides of a connection have spoken, its packets may go from device to device past the rules of FORWARD (nf_flow_table_ip.c, nf_flow_offload_ip_hook).
 * Whether they do no rule says: the connection's line in the dump may, at its time.
 */
final class Offload {

    private Offload() {}

    /** What the rules of FORWARD do, beside the way past them where there may be one. */
    static List<Passage> around(Passage passage, Function<Passage, List<Passage>> rules) {
        if (!behind(passage)) {
            return rules.apply(passage);
        }
        Optional<NftObjectFact> table = passage.at().netns().rules().nft().objects().stream()
                .filter(object -> object.kind().equals("flowtable"))
                .findFirst();
        if (table.isEmpty()) {
            return rules.apply(passage);
        }
        Missing missing = new Missing(
                "whether flowtable " + table.get().name() + " of "
                        + passage.at().name() + " carries the connection",
                "its packets behind the handshake would go past FORWARD ("
                        + table.get().source() + ")",
                "conntrack -L: does its line say [OFFLOAD]?");
        String key = passage.at().place() + "|rules see it";
        List<Passage> through = rules.apply(passage.suppose(new Doubt(key, true, missing)));
        List<Passage> past = List.of(passage.suppose(new Doubt(key, false, missing)));
        return Forks.collapse(
                Stream.concat(through.stream(), past.stream()).toList(),
                passage.doubts().size());
    }

    private static boolean behind(Passage passage) {
        Connection connection = passage.packet().connection();
        return connection.state() == CtState.ESTABLISHED
                && (passage.packet().role() instanceof Role.Segment
                        || connection.entry().isPresent());
    }
}
