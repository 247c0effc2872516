package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.witness.Whereabouts;
import io.packetwalk.model.Node;
import io.packetwalk.net.Ip;
import java.util.stream.Collectors;

/** PW-076: the policy allows the client, but source NAT on the way makes it another. */
public final class IpBlockVsSnat implements Check {

    private static final CheckId ID = new CheckId("PW-076", "np-ipblock-vs-snat", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.SNAT, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "The policy allows " + first.flow().client().at().ip() + "; source NAT on the way makes it "
                        + first.peer().addresses().stream().map(Ip::toString).collect(Collectors.joining(", ")) + ".";
            }

            @Override
            public String remedy(Denial first) {
                if (Whereabouts.client(that, first.flow()).isPresent()) {
                    return "iptables -t nat -S POSTROUTING; nft -a list ruleset  # on "
                            + Whereabouts.client(that, first.flow())
                                    .map(Node::name)
                                    .orElse("the client's node")
                            + ": which rule rewrites the source of traffic between pods?";
                }
                return "kubectl -n " + first.guarded().ref().namespace()
                        + " patch svc SERVICE -p '{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}'";
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
