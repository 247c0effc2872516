package io.packetwalk.walk.dns.server;

import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import io.packetwalk.walk.Basis;
import io.packetwalk.walk.Missing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One answer to one question.
 *
 * @param rcode answer code, empty when it is not known
 * @param exists whether there are records of the type that was asked, known or not
 * @param addresses those that are known
 * @param basis model, or log and capture
 * @param sources where it stands
 * @param open what is missing to know it
 */
public record Answer(
        String rcode, boolean exists, List<Ip> addresses, Basis basis, List<Source> sources, Optional<Missing> open) {

    static final String NOERROR = "NOERROR";
    static final String NXDOMAIN = "NXDOMAIN";
    static final String SERVFAIL = "SERVFAIL";

    /** An answer that cannot be told. */
    static Answer open(String what, String why, String command) {
        return new Answer("", false, List.of(), Basis.ASSUMED, List.of(), Optional.of(new Missing(what, why, command)));
    }

    /** Addresses; none is an answer without data. */
    static Answer of(List<Ip> addresses, List<Source> sources) {
        return new Answer(NOERROR, !addresses.isEmpty(), addresses, Basis.DERIVED, sources, Optional.empty());
    }

    /** A code, and no data. */
    static Answer none(String rcode, Source... sources) {
        return new Answer(rcode, false, List.of(), Basis.DERIVED, List.of(sources), Optional.empty());
    }

    public boolean known() {
        return open.isEmpty();
    }

    boolean denied() {
        return rcode.equals(NXDOMAIN);
    }

    /** The same answer, for which this line is a reason, too. */
    Answer citing(Source source) {
        return new Answer(
                rcode,
                exists,
                addresses,
                basis,
                Stream.concat(sources.stream(), Stream.of(source)).distinct().toList(),
                open);
    }

    /** Only records of the type that was asked. */
    Answer forType(Ask ask) {
        List<Ip> asked = addresses.stream().filter(ip -> ip.v6() == ask.v6()).toList();
        boolean some = addresses.isEmpty() ? exists : !asked.isEmpty();
        return new Answer(rcode, some, asked, basis, sources, open);
    }

    /** Whether the client is told the same. */
    boolean sameAs(Answer other) {
        return rcode.equals(other.rcode) && exists == other.exists && addresses.equals(other.addresses);
    }
}
