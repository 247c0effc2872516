package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-077: the client is a host-network pod, which no pod selector finds. */
public final class HostNetworkPeer implements Check {

    private static final CheckId ID = new CheckId("PW-077", "np-hostnetwork-peer", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.HOST_NETWORK, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "The client shares its node's network: its packets carry "
                        + first.peer().addresses() + ", which no podSelector finds.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name() + "  # ipBlock: the node addresses";
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
