package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-080: the policy names a port that the pod does not have. */
public final class NamedPortAbsent implements Check {

    private static final CheckId ID = new CheckId("PW-080", "np-named-endport", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.NAMED_PORT, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "The nearest rule names a port that "
                        + first.inquiry().to().name() + " does not declare.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name() + "  # numeric port "
                        + first.to().port();
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
