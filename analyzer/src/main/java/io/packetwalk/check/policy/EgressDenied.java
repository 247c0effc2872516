package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-071: no egress rule of the policies that select the client allows the connection. */
public final class EgressDenied implements Check {

    private static final CheckId ID = new CheckId("PW-071", "np-egress-denied", "policy", 7);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.EGRESS, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return first.policies() + " isolates " + first.guarded().ref() + " and no rule lets it out to "
                        + first.to() + "." + first.nearest();
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name() + "  # add to " + first.rule();
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
