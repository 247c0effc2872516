package io.packetwalk.flow;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.DnsExchange;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpPort;
import java.util.List;
import java.util.Optional;

/**
 * One name lookup of one client: the questions of a search list that belong together.
 *
 * @param client who asked
 * @param clientObject the pod or node behind it
 * @param server whom it asked, before translation
 * @param name the name as the application most likely gave it
 * @param exchanges questions and answers, in order of asking
 * @param outcome {@code resolved}, {@code nxdomain}, {@code nodata}, {@code servfail}, {@code refused}, {@code timeout}
 * @param flows ids of the flows that carried it
 */
public record Lookup(
        Ip client,
        Optional<ObjectRef> clientObject,
        IpPort server,
        String name,
        List<Asked> exchanges,
        String outcome,
        List<String> flows) {

    /**
     * One question.
     *
     * @param exchange question and answer
     * @param source its packet
     */
    public record Asked(DnsExchange exchange, Source source) {}

    /** True when the client did not get an answer it could use for a reason other than the name's absence. */
    public boolean failed() {
        return outcome.equals("servfail") || outcome.equals("refused") || outcome.equals("timeout");
    }

    /** A name for this lookup: who asked for what. */
    public String key() {
        return clientObject.map(ObjectRef::toString).orElse(client.toString()) + " " + name;
    }
}
