package io.packetwalk.report.section;

import java.util.List;

/**
 * Services with what stands behind them.
 *
 * @param total Services in the bundle
 * @param rows those shown: the ones findings are about first
 * @param walked walks that were computed for the verdicts; further ports have none
 */
public record Services(int total, List<Row> rows, int walked) {
    static final Services NONE = new Services(0, List.of(), 0);

    /**
     * One Service.
     *
     * @param name {@code svc/NS/NAME}
     * @param type {@code ClusterIP}, {@code NodePort}, ...
     * @param addresses its addresses
     * @param source its object
     * @param listed {@code slices}, {@code endpoints}, or {@code nowhere} when neither was dumped
     * @param slices where its endpoints are listed
     * @param ports ports
     * @param endpoints endpoints, ready or not
     */
    public record Row(
            String name,
            String type,
            List<String> addresses,
            String source,
            String listed,
            List<String> slices,
            List<Port> ports,
            List<Endpoint> endpoints) {
        /** True when a packet from some node does not arrive, or something behind it is not ready or does not listen. */
        public boolean troubled() {
            return ports.stream().flatMap(port -> port.verdicts().stream()).anyMatch(FromNode::fails)
                    || endpoints.stream()
                            .anyMatch(endpoint -> endpoint.ready().equals("NO")
                                    || endpoint.listeners().stream()
                                            .anyMatch(listener ->
                                                    listener.listens().equals("NO")));
        }
    }

    /** One port, with what became of a packet to it from each node; no verdicts when it was not walked. */
    public record Port(String name, String port, String targetPort, int nodePort, List<FromNode> verdicts) {}

    /** A verdict from a node; {@code backends} are the addresses its rules send to. */
    public record FromNode(String node, String verdict, String symptom, String reason, List<String> backends) {
        /** True when it is known that not every packet arrives. */
        boolean fails() {
            return !verdict.equals("DELIVERED") && !verdict.equals("UNDETERMINED");
        }
    }

    /**
     * One endpoint.
     *
     * @param address its address
     * @param object the pod behind it, empty when none is named
     * @param node may be empty
     * @param ready {@code YES}, {@code NO} or {@code UNKNOWN}
     * @param terminating {@code YES}, {@code NO} or {@code UNKNOWN}
     * @param source its line
     * @param listeners whether a process listens, per port
     */
    public record Endpoint(
            String address,
            String object,
            String node,
            String ready,
            String terminating,
            String source,
            List<Listener> listeners) {}

    /** Whether a process listens on a port: {@code YES}, {@code NO} or {@code UNKNOWN} (the sockets were not dumped), and where that stands. */
    public record Listener(String port, String listens, String text, String source) {}
}
