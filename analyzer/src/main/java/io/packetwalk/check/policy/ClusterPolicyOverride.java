package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-082: a policy of the cluster's administrator decides before or after the namespace's. */
public final class ClusterPolicyOverride implements Check {

    private static final CheckId ID = new CheckId("PW-082", "cluster-policy-override", "policy", 7);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.CLUSTER_POLICY, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "" + first.side().by().getFirst().policy()
                        + " denies it, whatever the NetworkPolicies of the namespace say.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl edit "
                        + first.side().by().getFirst().policy().kind().toLowerCase(java.util.Locale.ROOT) + " "
                        + first.side().by().getFirst().policy().name();
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
