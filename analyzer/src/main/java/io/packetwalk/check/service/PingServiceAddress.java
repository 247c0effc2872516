package io.packetwalk.check.service;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Finding;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.check.witness.Stated;
import io.packetwalk.check.witness.Traffic;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.Ternary;
import io.packetwalk.flow.Flow;
import io.packetwalk.model.Service;
import io.packetwalk.net.Proto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PW-189: somebody pings a Service address: that does not work by design and says nothing about the Service. */
public final class PingServiceAddress implements Check {

    private static final CheckId ID = new CheckId("PW-189", "icmp-to-vip-false-alarm", "service", 20);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.flows().all().isEmpty()) {
            return new Outcome.NotApplicable("no traffic in the bundle");
        }
        Map<String, List<Flow>> byService = new TreeMap<>();
        for (Flow flow : that.flows().all()) {
            if (flow.proto().equals(Proto.ICMP) || flow.proto().equals(Proto.ICMPV6)) {
                that.cluster()
                        .serviceAt(flow.server().at().ip())
                        .filter(service -> service.object()
                                .clusterIps()
                                .contains(flow.server().at().ip()))
                        .ifPresent(service -> byService
                                .computeIfAbsent(service.ref().toString(), name -> new ArrayList<>())
                                .add(flow));
            }
        }
        List<Finding> findings =
                byService.values().stream().map(flows -> finding(that, flows)).toList();
        return Outcome.of(findings, List.of(), "nobody pinged a Service's address");
    }

    private static Finding finding(Case that, List<Flow> flows) {
        Flow first = flows.getFirst();
        Service service = that.cluster().serviceAt(first.server().at().ip()).orElseThrow();
        List<Flow> failed = flows.stream().filter(flow -> flow.state().failed()).toList();
        Condition there = Condition.yes(
                "ICMP was sent to a cluster IP", List.of(first.nearest().source()));
        Traffic traffic = Traffic.to(that, service);
        boolean works =
                traffic.all().stream().anyMatch(flow -> flow.proto().hasPorts() && flow.state() == Flow.State.OK);
        return Claim.of(ID)
                .about(service.ref())
                .what(flows.size() + (flows.size() == 1 ? " ping" : " pings") + " of the address of " + service.ref()
                        + (failed.isEmpty() ? "." : ", " + failed.size() + " unanswered."))
                .why(
                        "Services translate TCP, UDP and SCTP ports. In iptables and nftables mode nothing owns the address, so a ping is lost or rejected; in"
                                + " IPVS mode the node itself answers.")
                .shows("ICMP to " + first.server().at().ip(), first.nearest().source())
                .shows("a cluster IP", service.object().source())
                .not("PW-034", "no rule is meant to translate ICMP")
                .remedy("nc -vz " + first.server().at().ip() + " PORT", "none, opens one connection", "")
                .then("nc -vz " + first.server().at().ip() + " PORT")
                .unless("a TCP connection to the same Service that fails")
                .explains(that, failed, flows.size())
                .finding(
                        Severity.S3,
                        new Proof(
                                there,
                                there,
                                Stated.observed(failed),
                                there,
                                List.of(new Condition(
                                        "connections to the Service's ports succeed",
                                        works ? Ternary.YES : Ternary.UNKNOWN,
                                        List.of()))));
    }
}
