package io.packetwalk;

import io.packetwalk.check.Case;
import io.packetwalk.report.Draft;
import io.packetwalk.report.Material;
import io.packetwalk.report.Report;

/** The last step of the way: from an analysis to everything a reader sees. */
public final class Reporting {
    private Reporting() {}

    /**
     * The report. Cited lines are read back from the bundle, so this streams it a second time.
     *
     * @param version version of this program
     * @throws java.io.UncheckedIOException when the bundle cannot be read any more
     */
    public static Report of(Analysis analysis, String version) {
        return Draft.of(
                new Material(
                        analysis.intake().inputs(),
                        analysis.intake().layout(),
                        Shape.proxyModes(analysis.cluster()),
                        Shape.datapaths(analysis.cluster()),
                        analysis.intake().readings(),
                        analysis.intake().notes(),
                        new Case(analysis.cluster(), analysis.flows(), analysis.walks(), analysis.asked()),
                        analysis.diagnosis(),
                        new Quotation(analysis.bundle())),
                version);
    }
}
