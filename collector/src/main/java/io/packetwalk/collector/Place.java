package io.packetwalk.collector;

/** Where an artifact is taken. */
public sealed interface Place {

    /** Through the API server. */
    record Cluster() implements Place {}

    /** A node's own network namespace. */
    record Node(String name) implements Place {}

    /** A pod's network namespace, entered from its node. */
    record Pod(String namespace, String name) implements Place {}

    /** The folder of the bundle where its artifacts lie; what {@code {place}} stands for. */
    default String folder() {
        return switch (this) {
            case Cluster _c -> "kubectl";
            case Node node -> "nodes/" + node.name();
            case Pod pod -> "pods/" + pod.namespace() + "/" + pod.name();
        };
    }
}
