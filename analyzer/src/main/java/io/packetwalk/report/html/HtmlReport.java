package io.packetwalk.report.html;

import io.packetwalk.report.Neutral;
import io.packetwalk.report.Report;
import io.packetwalk.template.Page;
import io.packetwalk.template.ReportPage;
import io.packetwalk.template.Room;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The report as one HTML file. */
public final class HtmlReport {
    private HtmlReport() {}

    /** The page; same report, same bytes. However much is broken, what stands before the first script stays small. */
    public static String of(Report report) {
        List<Page.Chunk> sections = Chunks.of(report);
        String page = "";
        for (Room room : Room.ALL) {
            page = written(new Pages(report, room).page(sections));
            if (page.substring(0, page.indexOf("<script")).getBytes(StandardCharsets.UTF_8).length <= Room.BYTES) {
                return page;
            }
        }
        return page;
    }

    /** True when a file that begins like this was written by us and may be replaced. */
    public static boolean isOurs(String beginning) {
        return beginning.startsWith(ReportPage.MARKER);
    }

    /** What stands in a saved report may be forged, also where our own words are expected: whatever still hides or reorders text goes. */
    private static String written(Page page) {
        return ReportPage.render(page).lines().map(Neutral::of).collect(Collectors.joining("\n", "", "\n"));
    }
}
