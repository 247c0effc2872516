package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-070: the client's egress policies do not allow DNS. */
public final class EgressBlocksDns implements Check {

    private static final CheckId ID = new CheckId("PW-070", "np-egress-blocks-dns", "policy", 2);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.DNS, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "The egress policies of " + first.guarded().ref() + " do not allow "
                        + first.inquiry().packet() + " to the DNS pods, so no name resolves.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name()
                        + "  # egress: to namespace kube-system, k8s-app=kube-dns, ports 53/UDP and 53/TCP";
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
