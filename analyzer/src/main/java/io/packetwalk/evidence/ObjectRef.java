package io.packetwalk.evidence;

import java.util.Comparator;
import java.util.Locale;

/**
 * Name of a Kubernetes object, as the command line prints it: {@code pod/NS/NAME}, {@code svc/NS/NAME}, {@code node/NAME}.
 *
 * @param kind API kind, for example {@code Pod}
 * @param namespace empty for cluster-scoped kinds
 * @param name object name
 */
public record ObjectRef(String kind, String namespace, String name) implements Comparable<ObjectRef> {

    private static final Comparator<ObjectRef> ORDER = Comparator.comparing(ObjectRef::kind)
            .thenComparing(ObjectRef::namespace)
            .thenComparing(ObjectRef::name);

    public static ObjectRef pod(String namespace, String name) {
        return new ObjectRef("Pod", namespace, name);
    }

    public static ObjectRef service(String namespace, String name) {
        return new ObjectRef("Service", namespace, name);
    }

    public static ObjectRef node(String name) {
        return new ObjectRef("Node", "", name);
    }

    @Override
    public int compareTo(ObjectRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String word = switch (kind) {
            case "Service" -> "svc";
            case "NetworkPolicy" -> "np";
            default -> kind.toLowerCase(Locale.ROOT);
        };
        return namespace.isEmpty() ? word + "/" + name : word + "/" + namespace + "/" + name;
    }
}
