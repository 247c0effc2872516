package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-073: the client's namespace lacks the label that the policy's namespaceSelector asks for. */
public final class NamespaceSelectorMiss implements Check {

    private static final CheckId ID = new CheckId("PW-073", "np-namespace-selector-miss", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.NAMESPACE, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "The nearest rule asks for a label that the namespace of "
                        + first.peer().name() + " does not have.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name()
                        + "  # select kubernetes.io/metadata.name, or label the namespace";
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
