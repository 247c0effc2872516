package io.packetwalk.cli;

import io.packetwalk.Connectivity;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.IpRanges;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.inquiry.Located;
import io.packetwalk.report.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Ends of a connection as people type them for {@code policy}: pods, workloads ({@code NS/NAME}, {@code NS/NAME[Kind]}, {@code deployment/NS/NAME}), Services, nodes, addresses,
 * {@code ext}.
 */
public final class PolicyNames {
    private static final int CANDIDATES = 4;

    private final Connectivity that;

    public PolicyNames(Connectivity that) {
        this.that = that;
    }

    /**
     * One end, with the node it is on when that is known.
     *
     * @param end what policies see
     * @param node node, may be empty
     * @param port where a Service sends a port to at this end; empty when it is no Service's
     */
    public record Found(End end, String node, Optional<Integer> port) {
        /** The end where it is. */
        public Located located() {
            return new Located(end, node);
        }
    }

    /** The ends that a word means: one, or each pod of a workload or Service. */
    public List<Found> of(String typed, Proto proto, int port) {
        if (typed.equals("ext")) {
            return List.of(outside(new IpRanges.Range(Ip.v4(0), Ip.v4(-1))));
        }
        Optional<Ip> ip = Ip.parse(typed);
        if (ip.isPresent()) {
            return List.of(new Found(that.ends().at(ip.get(), that.cluster()), nodeAt(ip.get()), Optional.empty()));
        }
        String[] parts = typed.split("/", -1);
        String first = parts[0].toLowerCase(Locale.ROOT);
        if (first.equals("svc") || first.equals("service")) {
            return service(typed, parts, proto, port);
        }
        if (first.equals("node") && parts.length == 2) {
            return List.of(new Found(that.ends().node(parts[1]), parts[1], Optional.empty()));
        }
        List<Found> found = that.ends().members().stream()
                .filter(member -> means(member, typed, parts))
                .map(member -> new Found(member.end(), member.node(), Optional.empty()))
                .toList();
        if (found.isEmpty()) {
            throw new Failure("there is no pod or workload " + typed + near(typed));
        }
        return found;
    }

    /** The node that has the address, or whose pod has it. */
    private String nodeAt(Ip ip) {
        return that.cluster()
                .podAt(ip)
                .map(Pod::node)
                .or(() -> that.cluster().nodeAt(ip).map(Node::name))
                .orElse("");
    }

    private static Found outside(IpRanges.Range range) {
        return new Found(new End.Outside(range), "", Optional.empty());
    }

    /** A pod by its name, or all pods of a workload. */
    private static boolean means(Ends.Member member, String typed, String[] parts) {
        if (member.workload().equals(typed) || member.workload().startsWith(typed + "[")) {
            return true;
        }
        ObjectRef ref = member.ref();
        String own = ref.namespace() + "/" + ref.name();
        if (parts.length == 2) {
            return own.equals(typed) || (own + "[" + ref.kind() + "]").equals(typed);
        }
        if (parts.length != 3) {
            return false;
        }
        String name = parts[1] + "/" + parts[2];
        String kind = parts[0].equals("deploy") ? "deployment" : parts[0].toLowerCase(Locale.ROOT);
        return own.equals(name) && ref.kind().toLowerCase(Locale.ROOT).equals(kind)
                || member.workload()
                        .toLowerCase(Locale.ROOT)
                        .equals((name + "[" + kind + "]").toLowerCase(Locale.ROOT));
    }

    private List<Found> service(String typed, String[] parts, Proto proto, int port) {
        Service service = (parts.length == 3 ? that.cluster().service(parts[1], parts[2]) : Optional.<Service>empty())
                .or(() -> parts.length == 3 && parts[1].equals("default")
                        ? that.cluster().service("", parts[2])
                        : Optional.empty())
                .orElseThrow(() -> new Failure("there is no Service " + typed + near(typed)));
        ServiceFact.ServicePort at =
                service.port(proto, port).orElseThrow(() -> new Failure(typed + " has no port " + port + "/" + proto));
        List<Found> found = new ArrayList<>();
        String namespace = parts[1];
        for (Ends.Member member : that.ends().members()) {
            if (member.ref().namespace().equals(namespace)
                    && !service.object().selector().isEmpty()
                    && member.end() instanceof End.Pod pod
                    && pod.labels()
                            .known()
                            .entrySet()
                            .containsAll(service.object().selector().entrySet())) {
                Optional<Integer> target = Ports.parsePort(at.targetPort()).or(() -> pod.port(proto, at.targetPort()));
                target.ifPresent(number -> found.add(new Found(pod, member.node(), Optional.of(number))));
            }
        }
        if (found.isEmpty()) {
            throw new Failure(typed + " selects no pod with a port " + at.targetPort());
        }
        return found;
    }

    private String near(String typed) {
        List<String> known = that.ends().members().stream()
                .map(Ends.Member::workload)
                .distinct()
                .sorted()
                .toList();
        List<String> near = Nearest.of(typed, known, CANDIDATES);
        if (!near.isEmpty()) {
            return "; did you mean " + String.join(" or ", near) + "?";
        }
        return known.isEmpty()
                ? "; the input has no pods and no workloads"
                : "; there is for example "
                        + String.join(", ", known.stream().limit(CANDIDATES).toList());
    }
}
