package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-074: two selectors stand in one peer item and mean AND; as two items they would allow the client. */
public final class AndOrConfusion implements Check {

    private static final CheckId ID = new CheckId("PW-074", "np-and-or-confusion", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.AND_OR, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "A rule has namespaceSelector and podSelector in one item, which must both fit; "
                        + first.peer().name() + " fits one of them.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name() + "  # two items mean OR; check which was meant";
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }
}
