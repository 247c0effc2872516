package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-083: a policy object of the network plug-in denies the connection. */
public final class VendorPolicyDeny implements Check {

    private static final CheckId ID = new CheckId("PW-083", "vendor-policy-deny", "policy", 7);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.VENDOR, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "" + first.side().by().getFirst().policy() + " denies it.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl get "
                        + first.side().by().getFirst().policy().kind().toLowerCase(java.util.Locale.ROOT)
                        + " -A -o yaml  # then change "
                        + first.side().by().getFirst().policy().name();
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
