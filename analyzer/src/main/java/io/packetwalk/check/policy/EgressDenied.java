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
                return "The egress policies of " + first.guarded().ref() + " allow no "
                        + first.inquiry().packet() + " to " + first.to().ip() + ".";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name() + "  # egress: to: the destination, ports: "
                        + first.to().port();
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
