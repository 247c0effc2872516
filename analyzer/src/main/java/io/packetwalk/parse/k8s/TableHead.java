package io.packetwalk.parse.k8s;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headings of a table of {@code kubectl get}. Cells are found by where their heading starts, because cells may be empty and may hold
 * blanks ({@code 3 (5m ago)}).
 *
 * @param names headings
 * @param offsets where each starts
 */
record TableHead(List<String> names, List<Integer> offsets) {

    /** A word or words in capitals, then at least two blanks: kubectl pads columns with three. */
    private static final Pattern HEADING =
            Pattern.compile("[A-Z][A-Z0-9()/_:.-]*(?: [A-Z0-9()/_:.-]+)*(?=\\s{2,}|\\s*$)");

    private static final Set<String> FIRST = Set.of("NAME", "NAMESPACE", "LAST SEEN");

    /** Kind to the headings that only its table has, the more telling ones first. */
    private static final List<Map.Entry<String, Set<String>>> KINDS = List.of(
            Map.entry("EndpointSlice", Set.of("ADDRESSTYPE", "ENDPOINTS")),
            Map.entry("Endpoints", Set.of("ENDPOINTS")),
            Map.entry("Service", Set.of("TYPE", "CLUSTER-IP")),
            Map.entry("Ingress", Set.of("CLASS", "HOSTS")),
            Map.entry("Node", Set.of("ROLES", "VERSION")),
            Map.entry("Pod", Set.of("READY", "STATUS", "RESTARTS")),
            Map.entry("NetworkPolicy", Set.of("POD-SELECTOR")),
            Map.entry("DaemonSet", Set.of("DESIRED", "CURRENT", "READY", "UP-TO-DATE", "NODE SELECTOR")),
            Map.entry("Deployment", Set.of("READY", "UP-TO-DATE", "AVAILABLE")),
            Map.entry("ReplicaSet", Set.of("DESIRED", "CURRENT", "READY")),
            Map.entry("Job", Set.of("COMPLETIONS", "DURATION")),
            Map.entry("CronJob", Set.of("SCHEDULE", "LAST SCHEDULE")),
            Map.entry("Event", Set.of("LAST SEEN", "REASON", "OBJECT")),
            Map.entry("Secret", Set.of("TYPE", "DATA")),
            Map.entry("ConfigMap", Set.of("DATA", "AGE")));

    /** The headings of {@code line}; empty when it is not the first line of such a table. */
    static Optional<TableHead> of(String line) {
        List<String> names = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        Matcher heading = HEADING.matcher(line);
        int end = 0;
        while (heading.find()) {
            if (!line.substring(end, heading.start()).isBlank()) {
                return Optional.empty();
            }
            names.add(heading.group());
            offsets.add(heading.start());
            end = heading.end();
        }
        boolean whole = line.substring(end).isBlank() && names.size() > 1 && offsets.getFirst() == 0;
        return whole && FIRST.contains(names.getFirst())
                ? Optional.of(new TableHead(List.copyOf(names), List.copyOf(offsets)))
                : Optional.empty();
    }

    /** API kind of the rows, empty when the headings do not tell. */
    String kind() {
        for (Map.Entry<String, Set<String>> kind : KINDS) {
            if (names.containsAll(kind.getValue())) {
                return kind.getKey();
            }
        }
        List<String> own =
                names.stream().filter(name -> !name.equals("NAMESPACE")).toList();
        if (own.equals(List.of("NAME", "STATUS", "AGE"))) {
            return "Namespace";
        }
        return own.subList(0, Math.min(3, own.size())).equals(List.of("NAME", "READY", "AGE")) ? "StatefulSet" : "";
    }

    /** Whether each cell of {@code row} stands under its heading. */
    boolean fits(String row) {
        for (int offset : offsets) {
            if (offset > 0 && offset <= row.length() && row.charAt(offset - 1) != ' ') {
                return false;
            }
        }
        return true;
    }

    /** Heading to cell, in order. */
    Map<String, String> cells(String row) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            int from = Math.min(offsets.get(i), row.length());
            int to = i + 1 < offsets.size() ? Math.min(offsets.get(i + 1), row.length()) : row.length();
            cells.put(names.get(i), row.substring(from, to).strip());
        }
        return Collections.unmodifiableMap(cells);
    }
}
