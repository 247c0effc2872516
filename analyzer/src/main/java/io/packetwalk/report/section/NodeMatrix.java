package io.packetwalk.report.section;

import java.util.List;

/**
 * Nodes side by side.
 *
 * @param nodes columns
 * @param services what each node sends a Service's packets to
 * @param settings kernel settings, MTUs and versions, one value per column, empty where it was not dumped
 */
public record NodeMatrix(List<String> nodes, List<Programmed> services, List<Setting> settings) {
    static final NodeMatrix NONE = new NodeMatrix(List.of(), List.of(), List.of());

    /**
     * A Service port as the nodes see it.
     *
     * @param service {@code svc/NS/NAME:PORT}
     * @param intended endpoints the API lists as usable
     * @param local only endpoints on the same node may be used, so nodes differ by design
     * @param differs a known cell is not what the API intends
     * @param cells one per node
     */
    public record Programmed(String service, List<String> intended, boolean local, boolean differs, List<Cell> cells) {}

    /** The backends of a node; {@code state} is {@code same}, {@code differs} or {@code unknown}. */
    public record Cell(String node, String state, List<String> backends) {}

    /** One setting; {@code kind} is {@code kernel setting}, {@code MTU} or {@code version}. */
    public record Setting(String kind, String name, boolean differs, List<String> values) {}
}
