package io.packetwalk.cli;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Node;
import io.packetwalk.model.Pod;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.report.text.Nearest;
import io.packetwalk.walk.Question.Origin;
import io.packetwalk.walk.Question.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Object names as people type them: {@code pod/NS/NAME}, {@code svc/NS/NAME}, {@code node/NAME}, {@code NS/NAME} (a pod), an address, a
 * DNS name, {@code ext}. A name that is not in the bundle fails with the nearest that are.
 */
public final class Names {
    private static final int CANDIDATES = 4;

    private static final Set<String> OUTSIDE =
            Set.of("ext", "external", "outside", "internet", "client", "clients", "browser", "user", "users", "laptop");

    private static final Set<String> WORKLOADS = Set.of(
            "deploy",
            "deployment",
            "sts",
            "statefulset",
            "ds",
            "daemonset",
            "job",
            "cronjob",
            "rs",
            "replicaset",
            "workload",
            "app");

    private final Cluster cluster;

    public Names(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Who sends. */
    public Origin origin(String typed) {
        if (OUTSIDE.contains(typed.toLowerCase(Locale.ROOT))) {
            return new Origin.Outside(Optional.empty());
        }
        Optional<Ip> ip = Ip.parse(typed);
        if (ip.isPresent()) {
            return originAt(ip.get());
        }
        String[] parts = typed.split("/", -1);
        return switch (parts[0]) {
            case "pod", "pods", "po" -> new Origin.InPod(sender(typed, parts, 1));
            case "node", "no", "host" -> new Origin.OnNode(node(typed, parts));
            case "svc", "service", "services", "ingress" ->
                throw new Failure(
                        "a Service sends nothing; name one of its pods: " + typed + near(parts[parts.length - 1]));
            default -> {
                boolean kind = WORKLOADS.contains(parts[0]) && parts.length > 1;
                if (!kind && parts.length > 2) {
                    throw new Failure("cannot read " + typed
                            + " as a sender; it is pod/NS/NAME, deploy/NS/NAME, node/NAME, an address, or ext"
                            + near(typed));
                }
                if (!kind && parts.length == 1 && cluster.node(typed).isPresent()) {
                    yield new Origin.OnNode(typed);
                }
                yield new Origin.InPod(sender(typed, parts, kind ? 1 : 0));
            }
        };
    }

    /** A pod by its name, or any pod of the workload that is called so: they are made alike. */
    private ObjectRef sender(String typed, String[] parts, int from) {
        String name = parts[parts.length - 1];
        String namespace = parts.length == from + 2 ? parts[from] : "";
        if (parts.length != from + 1 && namespace.isEmpty()) {
            throw new Failure("cannot read " + typed + "; a pod is pod/NAMESPACE/NAME" + near(typed));
        }
        List<ObjectRef> exact = cluster.pods().stream()
                .map(Pod::ref)
                .filter(ref -> ref.name().equals(name))
                .filter(ref -> namespace.isEmpty() || ref.namespace().equals(namespace))
                .toList();
        List<ObjectRef> made = !exact.isEmpty()
                ? exact
                : cluster.pods().stream()
                        .filter(Pod::live)
                        .map(Pod::ref)
                        .filter(ref -> ref.name().matches(Pattern.quote(name) + "(-[a-z0-9]{1,10}){1,2}"))
                        .filter(ref -> namespace.isEmpty() || ref.namespace().equals(namespace))
                        .toList();
        List<String> namespaces =
                made.stream().map(ObjectRef::namespace).distinct().toList();
        if (namespaces.size() > 1) {
            throw new Failure(typed + " is in several namespaces: "
                    + made.stream().map(ObjectRef::toString).limit(CANDIDATES).collect(Collectors.joining(", ")));
        }
        return made.stream().min(Comparator.comparing(ObjectRef::name)).orElseThrow(() -> unknown("pod", typed));
    }

    /** Where to, without the port. */
    public Target target(String typed) {
        if (typed.equals("ext")) {
            throw new Failure("a destination outside the cluster is an address or a name, not ext");
        }
        Optional<Ip> ip = Ip.parse(typed);
        if (ip.isPresent()) {
            return new Target.ToAddress(ip.get());
        }
        String[] parts = typed.split("/", -1);
        return switch (parts[0]) {
            case "pod", "pods", "po" -> new Target.ToPod(pod(typed, parts, 1));
            case "svc", "service", "services" ->
                new Target.ToService(service(typed, parts).ref());
            case "node", "no" -> new Target.ToNode(node(typed, parts));
            default -> {
                if (parts.length == 2 && WORKLOADS.contains(parts[0])
                        || parts.length == 3 && WORKLOADS.contains(parts[0])) {
                    throw new Failure("nothing connects to " + typed + " itself; name a Service or one of its pods"
                            + near(parts[parts.length - 1]));
                }
                if (parts.length == 2) {
                    Optional<Service> service = cluster.service(parts[0], parts[1]);
                    boolean pod = cluster.pod(parts[0], parts[1]).isPresent();
                    yield service.isPresent() && !pod
                            ? new Target.ToService(service.get().ref())
                            : new Target.ToPod(pod(typed, parts, 0));
                }
                if (parts.length > 2 || !typed.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?")) {
                    throw new Failure("cannot read " + typed
                            + " as a destination; it is svc/NS/NAME, pod/NS/NAME, node/NAME, an address, or a DNS name"
                            + near(typed));
                }
                yield new Target.ToName(typed);
            }
        };
    }

    /** The Service of a target, for its ports. */
    Optional<Service> service(Target target) {
        return target instanceof Target.ToService(ObjectRef ref)
                ? cluster.service(ref.namespace(), ref.name())
                : Optional.empty();
    }

    private Origin originAt(Ip ip) {
        Optional<Pod> pod = cluster.podAt(ip);
        if (pod.isPresent()) {
            return new Origin.InPod(pod.get().ref());
        }
        return cluster.nodeAt(ip)
                .<Origin>map(node -> new Origin.OnNode(node.name()))
                .orElseGet(() -> new Origin.Outside(Optional.of(ip)));
    }

    private ObjectRef pod(String typed, String[] parts, int from) {
        if (parts.length != from + 2) {
            throw new Failure("cannot read " + typed + "; a pod is pod/NAMESPACE/NAME" + near(typed));
        }
        return cluster.pod(parts[from], parts[from + 1]).map(Pod::ref).orElseThrow(() -> unknown("pod", typed));
    }

    private Service service(String typed, String[] parts) {
        if (parts.length == 3) {
            return cluster.service(parts[1], parts[2]).orElseThrow(() -> unknown("Service", typed));
        }
        // svc/NAME.NAMESPACE as in DNS, or svc/NAME when there is one.
        String[] labels = parts[parts.length - 1].split("\\.", -1);
        List<Service> called = parts.length != 2
                ? List.of()
                : cluster.services().stream()
                        .filter(service -> service.ref().name().equals(labels[0]))
                        .filter(service ->
                                labels.length == 1 || service.ref().namespace().equals(labels[1]))
                        .toList();
        if (called.size() != 1) {
            throw new Failure("cannot read " + typed + "; a Service is svc/NAMESPACE/NAME" + near(typed));
        }
        return called.getFirst();
    }

    private String node(String typed, String[] parts) {
        if (parts.length != 2) {
            throw new Failure("cannot read " + typed + "; a node is node/NAME" + near(typed));
        }
        return cluster.node(parts[1]).map(Node::name).orElseThrow(() -> unknown("node", typed));
    }

    private Failure unknown(String kind, String typed) {
        return new Failure("the bundle has no " + kind + " " + typed + near(typed));
    }

    private String near(String typed) {
        List<String> known = new ArrayList<>();
        cluster.pods().forEach(pod -> known.add(pod.ref().toString()));
        cluster.services().forEach(service -> known.add(service.ref().toString()));
        cluster.nodes().forEach(node -> known.add("node/" + node.name()));
        String last = typed.substring(typed.lastIndexOf('/') + 1);
        List<String> near = new ArrayList<>(Nearest.of(typed, known, CANDIDATES));
        known.stream()
                .filter(name -> near.size() < CANDIDATES
                        && !near.contains(name)
                        && !Nearest.of(last, List.of(name.substring(name.lastIndexOf('/') + 1)), 1)
                                .isEmpty())
                .forEach(near::add);
        if (!near.isEmpty()) {
            return "; did you mean " + String.join(" or ", near) + "?";
        }
        return known.isEmpty()
                ? "; the bundle has no API objects, so only addresses can be used"
                : "; it has for example "
                        + String.join(
                                ", ", known.stream().sorted().limit(CANDIDATES).toList());
    }
}
