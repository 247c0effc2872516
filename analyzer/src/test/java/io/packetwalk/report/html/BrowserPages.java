package io.packetwalk.report.html;

import io.packetwalk.Analysis;
import io.packetwalk.Reporting;
import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reports of sample bundles as files to open, each analyzed once. */
final class BrowserPages {
    static final List<String> SECTIONS = List.of("t", "flows", "pairs", "dns", "svc", "nodes", "policy", "evidence");
    static final String DRAWN =
            "!document.querySelector('#SECTION [data-home]').textContent.includes('drawn by the script')";

    private static final Map<String, Report> REPORTS = new ConcurrentHashMap<>();

    private BrowserPages() {}

    static Report report(String bundle) throws IOException {
        Report known = REPORTS.get(bundle);
        if (known != null) {
            return known;
        }
        Report report = analysed(bundle);
        REPORTS.put(bundle, report);
        return report;
    }

    static Report analysed(String bundle) throws IOException {
        return analysed(Path.of("..", "samples", "bundles", bundle + ".tar.gz"));
    }

    static Report analysed(Path archive) throws IOException {
        return Reporting.of(
                Analysis.run(
                        Bundle.of(List.of(new Input.Stored(archive)), Limits.standard(), () -> 0),
                        1,
                        _cluster -> Optional.empty()),
                "0.1.0");
    }

    static Path page(Path folder, String bundle) throws IOException {
        return written(folder, bundle, report(bundle));
    }

    static Path written(Path folder, String name, Report report) throws IOException {
        return Files.writeString(folder.resolve(name + ".html"), HtmlReport.of(report))
                .toRealPath();
    }

    static void visitAll(Chromium browser, Path page) {
        browser.open(page, "");
        for (String section : SECTIONS) {
            browser.value("location.hash = '" + section + "'");
            browser.until(DRAWN.replace("SECTION", section));
        }
    }
}
