package io.packetwalk.policy;

import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import java.util.List;
import java.util.Optional;

/** Which protocols and ports a rule speaks about, at a destination. */
public sealed interface PortMatch {

    /** All traffic. */
    static PortMatch all() {
        return new Fixed(Traffic.ALL);
    }

    /** The same at every destination. */
    record Fixed(Traffic traffic) implements PortMatch {}

    /**
     * A named port of the destination pod.
     *
     * @param proto protocol; empty for each of TCP, UDP and SCTP
     * @param name port name
     */
    record Named(Optional<Proto> proto, String name) implements PortMatch {}

    /** One holds. */
    record Any(List<PortMatch> parts) implements PortMatch {}

    /** The first holds and the second does not. */
    record Except(PortMatch first, PortMatch second) implements PortMatch {}

    /**
     * Something we do not model, within bounds that we do.
     *
     * @param within traffic it can be about
     */
    record Unknown(Traffic within, String text) implements PortMatch {}

    /**
     * What surely and what perhaps is meant.
     *
     * @param sure traffic that is
     * @param maybe traffic that may be
     */
    record Split(Traffic sure, Traffic maybe) {}

    /** The traffic to one destination. A named port that the destination does not have is none of its ports. */
    default Split split(End destination) {
        return switch (this) {
            case Fixed(Traffic traffic) -> new Split(traffic, Traffic.NONE);
            case Named(Optional<Proto> proto, String name) -> {
                Traffic sum = Traffic.NONE;
                for (Proto each : proto.map(List::of).orElse(List.of(Proto.TCP, Proto.UDP, Proto.SCTP))) {
                    sum = sum.or(destination
                            .port(each, name)
                            .map(number -> Traffic.of(each, number))
                            .orElse(Traffic.NONE));
                }
                yield new Split(sum, Traffic.NONE);
            }
            case Any(List<PortMatch> parts) -> {
                Traffic sure = Traffic.NONE;
                Traffic maybe = Traffic.NONE;
                for (PortMatch part : parts) {
                    Split split = part.split(destination);
                    sure = sure.or(split.sure());
                    maybe = maybe.or(split.maybe());
                }
                yield new Split(sure, maybe.minus(sure));
            }
            case Except(PortMatch first, PortMatch second) -> {
                Split one = first.split(destination);
                Split two = second.split(destination);
                Traffic possible = one.sure().or(one.maybe()).minus(two.sure());
                Traffic sure = one.sure().minus(two.sure().or(two.maybe()));
                yield new Split(sure, possible.minus(sure));
            }
            case Unknown(Traffic within, String _t) -> new Split(Traffic.NONE, within);
        };
    }

    /** True when the answer depends on the destination. */
    default boolean named() {
        return switch (this) {
            case Fixed _f -> false;
            case Named _n -> true;
            case Any(List<PortMatch> parts) -> parts.stream().anyMatch(PortMatch::named);
            case Except(PortMatch first, PortMatch second) -> first.named() || second.named();
            case Unknown _u -> false;
        };
    }

    /**
     * A port as the APIs write it: number or name, with the end of a range.
     *
     * @param proto protocol
     * @param port number, name, or empty or 0 for all
     * @param end last port of the range, 0 for none
     */
    static PortMatch of(Proto proto, String port, int end) {
        if (port.isEmpty() || port.equals("0")) {
            return new Fixed(Traffic.of(proto));
        }
        Optional<Integer> number = Ports.parsePort(port);
        if (number.isEmpty()) {
            return end == 0
                    ? new Named(Optional.of(proto), port)
                    : new Unknown(Traffic.of(proto), "endPort behind the named port " + port);
        }
        if (end != 0 && end < number.get()) {
            return new Unknown(Traffic.of(proto), "endPort " + end + " below port " + port);
        }
        return new Fixed(Traffic.of(proto, Ports.range(number.get(), end == 0 ? number.get() : end)));
    }
}
