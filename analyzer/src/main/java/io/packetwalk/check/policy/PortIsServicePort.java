package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-075: the policy allows the Service's port where only the pod's port counts. */
public final class PortIsServicePort implements Check {

    private static final CheckId ID = new CheckId("PW-075", "np-port-is-service-port", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.SERVICE_PORT, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "The policy allows the Service's port; packets carry the pod's port "
                        + first.to().port() + " when policies see them.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name() + "  # ports: "
                        + first.to().port();
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
