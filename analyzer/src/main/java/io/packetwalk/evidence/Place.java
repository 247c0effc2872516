package io.packetwalk.evidence;

/** Whose artifact it is: the whole cluster's, one node's, one pod's, or a host outside. */
public sealed interface Place {

    /** API dumps and other cluster-wide artifacts. */
    record Cluster() implements Place {
        @Override
        public String toString() {
            return "cluster";
        }
    }

    /** The host network namespace of a node. */
    record Node(String name) implements Place {
        @Override
        public String toString() {
            return "node/" + name;
        }
    }

    /** The network namespace of a pod, or a log of it. */
    record Pod(String namespace, String name) implements Place {
        @Override
        public String toString() {
            return "pod/" + namespace + "/" + name;
        }
    }

    /** A host that is no node of the cluster. */
    record Outside(String name) implements Place {
        @Override
        public String toString() {
            return "host/" + name;
        }
    }

    /** Could not be told; a Note says so. */
    record Unplaced() implements Place {
        @Override
        public String toString() {
            return "unplaced";
        }
    }
}
