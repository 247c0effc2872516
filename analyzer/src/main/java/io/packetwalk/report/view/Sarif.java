package io.packetwalk.report.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Findings for code hosts and security dashboards: SARIF 2.1.0 (OASIS). A place in a text artifact is a line there, a packet or a whole
 * artifact is the artifact alone, with its number in the message.
 */
final class Sarif {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private Sarif() {}

    static String of(Report report) {
        List<Rule> rules = report.findings().stream()
                .map(finding -> new Rule(finding.id(), finding.name(), new Text(finding.name())))
                .distinct()
                .toList();
        Driver driver = new Driver(report.tool().name(), report.tool().version(), rules);
        return Json.document(new Log(
                SCHEMA,
                "2.1.0",
                List.of(new Run(
                        new Tool(driver),
                        report.findings().stream().map(Sarif::result).toList()))));
    }

    private static Result result(Report.Finding finding) {
        return new Result(
                finding.id(),
                level(finding),
                new Text(finding.confidence() + ": " + finding.what() + " " + finding.why()),
                finding.evidence().stream().map(Sarif::location).toList(),
                Map.of("packetwalk/v1", finding.fingerprint()));
    }

    /** What breaks nothing is a note, however sure we are of it. */
    private static String level(Report.Finding finding) {
        if (finding.role().equals("observation")) {
            return "note";
        }
        return switch (finding.confidence()) {
            case "PROVEN" -> "error";
            case "LIKELY" -> "warning";
            default -> "note";
        };
    }

    private static Location location(Report.Evidence evidence) {
        String place = evidence.source();
        int colon = place.lastIndexOf(':');
        String[] lines = colon < 0 ? new String[0] : place.substring(colon + 1).split("-", 2);
        boolean text = lines.length > 0 && lines[0].matches("[1-9]\\d{0,8}");
        Region region = text
                ? new Region(
                        Integer.parseInt(lines[0]), evidence.excerpt().isEmpty() ? null : new Text(evidence.excerpt()))
                : null;
        return new Location(
                new Physical(
                        new Artifact(uri(text ? place.substring(0, colon) : place.replaceFirst("#.*", ""))), region),
                new Text(evidence.statement() + " (" + place + ")"));
    }

    /** A relative reference as RFC 3986 wants it. */
    private static String uri(String path) {
        StringBuilder out = new StringBuilder();
        for (byte octet : path.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/!$&'()*+,;=@".indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append(String.format(java.util.Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }

    private record Log(@JsonProperty("$schema") String schema, String version, List<Run> runs) {}

    private record Run(Tool tool, List<Result> results) {}

    private record Tool(Driver driver) {}

    private record Driver(String name, String version, List<Rule> rules) {}

    private record Rule(String id, String name, Text shortDescription) {}

    private record Text(String text) {}

    private record Result(
            String ruleId,
            String level,
            Text message,
            List<Location> locations,
            Map<String, String> partialFingerprints) {}

    private record Location(Physical physicalLocation, Text message) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Physical(
            Artifact artifactLocation, @Nullable Region region) {}

    private record Artifact(String uri) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Region(int startLine, @Nullable Text snippet) {}
}
