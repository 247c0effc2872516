package io.packetwalk.check.witness;

import io.packetwalk.flow.Leg;
import io.packetwalk.flow.loss.Loss;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.net.IpPort;
import io.packetwalk.walk.Step;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Whether packets seen at one point are those of one step of a walk. */
final class Passing {

    private static final Pattern BETWEEN = Pattern.compile("[^A-Za-z0-9_.@-]+");

    private Passing() {}

    /** True when the packets that this point saw going that way have the header of the step, in its namespace and on its device. */
    static boolean shows(Leg leg, Step step, Loss.Way way) {
        long packets = way == Loss.Way.REQUEST ? leg.forwardPackets() : leg.backwardPackets();
        return packets > 0
                && moves(step)
                && Sighted.in(leg.place(), step)
                && device(leg.device(), step)
                && header(leg, step, way);
    }

    /** Steps that a packet on a wire can show; that a rule was met or a connection tracked it cannot. */
    static boolean moves(Step step) {
        return switch (step.kind()) {
            case ORIGINATE, ROUTE, CROSS, ENCAP, DECAP, ARRIVE -> true;
            case TRANSLATE -> !step.before().tuple().equals(step.after().tuple());
            case RESOLVE, RULE_HIT, TRACK, POLICY_TIER -> false;
        };
    }

    /** Where a packet begins, ends or is rewritten any device of the namespace will do; where it crosses one, this one. */
    private static boolean device(String device, Step step) {
        return switch (step.kind()) {
            case ORIGINATE, TRANSLATE, ARRIVE -> true;
            case ROUTE, CROSS, ENCAP, DECAP ->
                device.isEmpty()
                        || Arrays.asList(BETWEEN.split(step.text(), -1)).contains(device)
                        || device.equals(step.before().device());
            case RESOLVE, RULE_HIT, TRACK, POLICY_TIER -> false;
        };
    }

    private static boolean header(Leg leg, Step step, Loss.Way way) {
        FiveTuple inner = way == Loss.Way.REQUEST ? leg.tuple() : leg.tuple().reversed();
        FiveTuple walked = step.kind() == Step.Kind.TRANSLATE
                ? step.after().tuple()
                : step.before().tuple();
        boolean plain = leg.tunnel().isEmpty() && same(inner, walked);
        return plain
                || leg.tunnel()
                        .map(tunnel -> way == Loss.Way.REQUEST
                                ? tunnel.outer()
                                : tunnel.outer().reversed())
                        .filter(outer -> outer.src().ip().equals(walked.src().ip())
                                && outer.dst().ip().equals(walked.dst().ip())
                                && outer.proto().equals(walked.proto()))
                        .isPresent();
    }

    private static boolean same(FiveTuple seen, FiveTuple walked) {
        return seen.proto().equals(walked.proto()) && end(seen.src(), walked.src()) && end(seen.dst(), walked.dst());
    }

    /** A walk leaves open what the question does: port 0, the unspecified address. */
    private static boolean end(IpPort seen, IpPort walked) {
        return (walked.ip().unspecified() || walked.ip().equals(seen.ip()))
                && (walked.port() == 0 || walked.port() == seen.port());
    }
}
