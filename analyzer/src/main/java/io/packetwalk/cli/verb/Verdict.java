package io.packetwalk.cli.verb;

import io.packetwalk.cli.Exit;
import io.packetwalk.report.Report;
import io.packetwalk.report.Trace;

/** What an answer means for the exit code. */
enum Verdict {
    GOOD,
    BAD,
    UNTOLD;

    int exit() {
        return switch (this) {
            case GOOD -> Exit.GOOD;
            case BAD -> Exit.BAD;
            case UNTOLD -> Exit.UNTOLD;
        };
    }

    /**
     * Bad when a finding explains a failure, or would, and is sure enough. An observation alone breaks nothing, so a healthy cluster
     * with something to tidy up is good. Nothing found is no good answer while seen failures stay unexplained, the packet that was
     * asked about cannot be followed, nothing could be read or decided, or an archive breaks off.
     */
    static Verdict of(Report report, boolean asked, FailOn failOn) {
        boolean bad = report.findings().stream()
                .filter(finding -> finding.suppressed() == null)
                .filter(finding -> !finding.role().equals("observation"))
                .anyMatch(finding -> failOn.reached(finding.confidence()));
        if (bad) {
            return BAD;
        }
        if (asked) {
            return of(report.walks().getFirst());
        }
        boolean nothingRead = report.coverage().stream()
                .allMatch(coverage -> coverage.format().equals("unknown"));
        boolean unexplained = report.flows().failed() > 0
                && report.findings().stream()
                        .noneMatch(finding -> finding.role().equals("root-cause"));
        boolean cut = report.notes().stream().anyMatch(note -> note.code().equals("archive-truncated"));
        return nothingRead || unexplained || cut || report.blind() ? UNTOLD : GOOD;
    }

    /** Bad as soon as one way is known to fail; good only when all are known to work. */
    static Verdict of(Trace trace) {
        switch (trace.resolution().outcome()) {
            case "resolved", "not-needed" -> {}
            case "undetermined" -> {
                return UNTOLD;
            }
            default -> {
                return BAD;
            }
        }
        if (trace.paths().stream().anyMatch(Verdict::fails)) {
            return BAD;
        }
        boolean known = !trace.paths().isEmpty()
                && trace.paths().stream()
                        .allMatch(path -> path.delivered() && !path.symptom().equals("unknown"));
        return known ? GOOD : UNTOLD;
    }

    private static boolean fails(Trace.Path path) {
        return switch (path.verdict()) {
            case "DELIVERED" -> !path.symptom().equals("ok") && !path.symptom().equals("unknown");
            case "UNDETERMINED" -> false;
            default -> true;
        };
    }
}
