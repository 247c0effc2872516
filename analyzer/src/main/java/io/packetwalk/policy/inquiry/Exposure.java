package io.packetwalk.policy.inquiry;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.IngressFact;
import io.packetwalk.fact.k8s.ServiceFact;
import io.packetwalk.model.Cluster;
import io.packetwalk.model.Service;
import io.packetwalk.net.Ip;
import io.packetwalk.net.Ports;
import io.packetwalk.net.Proto;
import io.packetwalk.policy.Answers;
import io.packetwalk.policy.Direction;
import io.packetwalk.policy.End;
import io.packetwalk.policy.Ends;
import io.packetwalk.policy.Owners;
import io.packetwalk.policy.PolicyEngine;
import io.packetwalk.policy.Traffic;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A workload that something offers to the world outside.
 *
 * @param workload {@code NS/NAME[Kind]}
 * @param by the Service or Ingress that offers it
 * @param ports ports of the pods
 * @param verdict whether policies let addresses outside in: {@code ALLOWED} all of them, {@code DENIED} none, {@code UNDETERMINED}, or {@code SOME}; for an Ingress it is
 *     its controller that connects, which the objects do not name
 */
public record Exposure(String workload, String by, String ports, String verdict) implements Comparable<Exposure> {

    @Override
    public int compareTo(Exposure other) {
        return (workload + "\n" + by + "\n" + ports).compareTo(other.workload + "\n" + other.by + "\n" + other.ports);
    }

    /** Everything that is offered, by workload. */
    public static List<Exposure> of(Cluster cluster, Ends ends, PolicyEngine engine) {
        TreeSet<Exposure> all = new TreeSet<>();
        for (Service service : cluster.services()) {
            ServiceFact object = service.object();
            boolean open = object.type().equals("NodePort")
                    || object.type().equals("LoadBalancer")
                    || !object.externalIps().isEmpty();
            if (open) {
                object.ports().forEach(port -> add(object, port, service.ref().toString(), false, ends, engine, all));
            }
        }
        for (IngressFact ingress : cluster.policies().ingresses()) {
            for (IngressFact.Backend backend : ingress.backends()) {
                cluster.service(ingress.ref().namespace(), backend.service())
                        .ifPresent(service -> service.object().ports().stream()
                                .filter(port -> backend.port().equals(port.name())
                                        || backend.port().equals(Integer.toString(port.port())))
                                .forEach(port -> add(
                                        service.object(), port, ingress.ref().toString(), true, ends, engine, all)));
            }
        }
        return List.copyOf(all);
    }

    private static void add(
            ServiceFact service,
            ServiceFact.ServicePort port,
            String by,
            boolean controller,
            Ends ends,
            PolicyEngine engine,
            TreeSet<Exposure> out) {
        ObjectRef ref = Owners.placed(service.ref());
        if (service.selector().isEmpty()) {
            return;
        }
        for (Ends.Member member : ends.members()) {
            if (member.ref().namespace().equals(ref.namespace())
                    && member.end() instanceof End.Pod pod
                    && pod.labels()
                            .known()
                            .entrySet()
                            .containsAll(service.selector().entrySet())) {
                Optional<Integer> number =
                        Ports.parsePort(port.targetPort()).or(() -> pod.port(port.proto(), port.targetPort()));
                number.ifPresent(at -> out.add(new Exposure(
                        member.workload(),
                        by,
                        Traffic.of(port.proto(), at).toString(),
                        verdict(engine, pod, port.proto(), at, controller))));
            }
        }
    }

    private static String verdict(PolicyEngine engine, End.Pod pod, Proto proto, int port, boolean controller) {
        PolicyEngine.Guard guard = engine.guard(Direction.INGRESS, pod);
        if (guard.idle()) {
            return "ALLOWED";
        }
        if (controller) {
            return "UNDETERMINED";
        }
        TreeSet<String> words = new TreeSet<>();
        for (End outside :
                new Mentions(guard.tiers()).outside(pod.addresses().stream().anyMatch(Ip::v6))) {
            Answers answers =
                    guard.ruling(outside).about(Traffic.of(proto, port)).answers();
            words.add(answers.accepted() ? "ALLOWED" : answers.denied() ? "DENIED" : "UNDETERMINED");
        }
        return words.size() == 1 ? words.first() : words.contains("ALLOWED") ? "SOME" : "UNDETERMINED";
    }
}
