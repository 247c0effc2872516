package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-072: the client's labels changed with its last rollout and no longer fit the policy. */
public final class LabelDrift implements Check {

    private static final CheckId ID = new CheckId("PW-072", "np-label-drift", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.LABEL_DRIFT, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "The policies allow the labels of the previous ReplicaSet of "
                        + first.peer().name() + ", not those of its pods now.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name()
                        + "  # or give the pod template its former labels back";
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
