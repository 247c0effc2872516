package io.packetwalk;

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
        return of(analysis, version, Material.MAX_FLOWS);
    }

    /**
     * The report with another limit of flows.
     *
     * @param maxFlows flows kept beside those that failed or are tied to a finding
     */
    public static Report of(Analysis analysis, String version, int maxFlows) {
        return Draft.of(
                new Material(
                        analysis.intake().inputs(),
                        analysis.intake().layout(),
                        Shape.proxyModes(analysis.cluster()),
                        Shape.datapaths(analysis.cluster()),
                        analysis.intake().readings(),
                        analysis.intake().notes(),
                        analysis.examined(),
                        analysis.diagnosis(),
                        new Quotation(analysis.bundle()),
                        maxFlows),
                version);
    }
}
