package io.packetwalk.policy.inquiry;

import io.packetwalk.policy.End;
import io.packetwalk.policy.Traffic;

/** Something that would have to be otherwise for a rule to match. */
public sealed interface Change {

    /** In words, after "would be allowed if". */
    String text();

    /** The end after the change. */
    End on(End end);

    /** A label of the peer's pod. */
    record PodLabel(String name, String key, String value) implements Change {
        @Override
        public String text() {
            return name + " had label " + key + "=" + value;
        }

        @Override
        public End on(End end) {
            return end instanceof End.Pod pod
                    ? new End.Pod(
                            pod.name(),
                            pod.namespace(),
                            pod.namespaceLabels(),
                            pod.labels().with(key, value),
                            pod.ports(),
                            pod.addresses())
                    : end;
        }
    }

    /** A label of the peer's namespace. */
    record NamespaceLabel(String name, String key, String value) implements Change {
        @Override
        public String text() {
            return "namespace " + name + " had label " + key + "=" + value;
        }

        @Override
        public End on(End end) {
            return end instanceof End.Pod pod
                    ? new End.Pod(
                            pod.name(),
                            pod.namespace(),
                            pod.namespaceLabels().with(key, value),
                            pod.labels(),
                            pod.ports(),
                            pod.addresses())
                    : end;
        }
    }

    /** Another port. */
    record Port(Traffic packet, String name) implements Change {
        @Override
        public String text() {
            return "the port were " + name;
        }

        @Override
        public End on(End end) {
            return end;
        }
    }
}
