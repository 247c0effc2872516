package io.packetwalk.check.tls;

import io.packetwalk.check.Case;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Proof;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.Greeting;
import io.packetwalk.fact.capture.TlsAlert;
import io.packetwalk.flow.Flow;
import io.packetwalk.net.IpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Captured connections to one server whose TLS handshake the same alert ended. An alert is what one side says of the other, in a word of the standard: with it the
 * failure is no guess.
 *
 * @param server whom they reached
 * @param object the pod, Service or node there, else the address
 * @param host the server name that the first client asked for, may be empty
 * @param alert the first one's alert
 * @param flows the connections, by start
 */
record Alerts(IpPort server, ObjectRef object, String host, TlsAlert alert, List<Flow> flows) {

    /** One group for each server, server name and alert. */
    static List<Alerts> in(Case that, Predicate<TlsAlert> which) {
        Map<String, List<Flow>> groups = new TreeMap<>();
        for (Flow flow : that.flows().all()) {
            flow.greeting()
                    .flatMap(Greeting::ended)
                    .filter(which)
                    .ifPresent(alert -> groups.computeIfAbsent(
                                    flow.reached() + " " + host(flow) + " " + alert.code(), fresh -> new ArrayList<>())
                            .add(flow));
        }
        return groups.values().stream().map(flows -> of(that, flows)).toList();
    }

    private static Alerts of(Case that, List<Flow> flows) {
        Flow first = flows.getFirst();
        IpPort server = first.reached();
        ObjectRef object = that.cluster().objectAt(server.ip()).orElse(new ObjectRef("Address", "", server.toString()));
        return new Alerts(
                server,
                object,
                host(first),
                first.greeting().flatMap(Greeting::ended).orElseThrow(),
                List.copyOf(flows));
    }

    private static String host(Flow flow) {
        return flow.greeting().map(Greeting::host).orElse("");
    }

    /** The server as a reader knows it, with the name that was asked for. */
    String name() {
        return object + " port " + server.port() + (host.isEmpty() ? "" : " (" + host + ")");
    }

    Source source() {
        return Source.packet(flows.getFirst().nearest().artifact(), alert.packet());
    }

    Greeting greeting() {
        return flows.getFirst().greeting().orElseThrow();
    }

    /** A claim that says who ended how many connections with which alert, shows it, and takes the failures. */
    Claim claim(Case that, CheckId id) {
        long to = that.flows().all().stream()
                .filter(flow -> flow.reached().equals(server))
                .count();
        Claim claim = Claim.of(id)
                .about(object)
                .what(flows.size() + " of " + to + " TLS connections to " + name() + " were ended by the "
                        + (alert.byServer() ? "server" : "client") + " with the alert " + alert.name() + ".")
                .shows("alert " + alert.name() + " of the " + (alert.byServer() ? "server" : "client"), source());
        flows.forEach(flow -> claim.explainsTold("alert " + flow.id()));
        return claim.explains(
                that, flows.stream().filter(flow -> flow.state().failed()).toList(), flows.size());
    }

    /** The proof by the alert. */
    Proof proof(Condition... lookAlikes) {
        List<Source> at = List.of(source());
        return new Proof(
                Condition.yes("the alert names the fault", at),
                Condition.yes("it ended the connection", at),
                Condition.yes("connections failed so", at),
                Condition.yes("it is of the failure itself", at),
                List.of(lookAlikes));
    }
}
