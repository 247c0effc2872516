package io.packetwalk.check.policy;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Outcome;

/** PW-081: address blocks of one IP family only: what is allowed over the other family is denied over this one. */
public final class FamilyGap implements Check {

    private static final CheckId ID = new CheckId("PW-081", "np-family-gap", "policy", 16);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        return DenialCheck.of(that, ID, DenialReason.FAMILY, new DenialCheck.Words() {
            @Override
            public String why(Denial first) {
                return "The policy's address blocks are " + family(!six(first)) + " only; this connection is "
                        + family(six(first)) + ". Over " + family(!six(first)) + " the policy allows it.";
            }

            @Override
            public String remedy(Denial first) {
                return "kubectl -n " + first.guarded().ref().namespace() + " edit networkpolicy "
                        + first.side().by().getFirst().policy().name() + "  # add an ipBlock of the "
                        + family(six(first)) + " range";
            }

            @Override
            public String not(Denial first) {
                return "the policy rules of " + first.guarded().node() + " stop the packet";
            }
        });
    }

    private static boolean six(Denial denial) {
        return denial.to().ip().v6();
    }

    private static String family(boolean six) {
        return six ? "IPv6" : "IPv4";
    }
}
