package io.packetwalk.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One flow in full: where its packets vanished, and what became of them that nothing explains. */
class BrowserFlowTest extends InBrowser {

    private static Chromium flow(String bundle, String id) throws IOException {
        Chromium browser = browser();
        Path page = BrowserPages.page(folder, bundle);
        browser.open(page, "flow/" + id);
        browser.until("document.querySelector('.detail .ladder')");
        return browser;
    }

    /** The first failed flow of a bundle. */
    private static String failed(String bundle) throws IOException {
        return BrowserPages.report(bundle).rootCauses().getFirst().flows().getFirst();
    }

    private static String text(Chromium browser, String selector) {
        return browser.value(
                        "[...document.querySelectorAll('" + selector + "')].map(each => each.textContent).join(' | ')")
                .asText();
    }

    @Test
    void whoWatchedAndSawNothingStandsOnTheLadder() throws IOException {
        Chromium browser = flow("hostgw-missing-route", failed("hostgw-missing-route"));

        assertThat(text(browser, ".detail .ladder .name.blind")).isEqualTo("node2");
        assertThat(text(browser, ".detail .ladder .lost")).contains("lost");
        assertThat(text(browser, ".detail .because"))
                .contains(
                        "Lost: requests were lost between node1 eth0 and node2 eth0",
                        "the network from node1 to node2");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatWasOnlySeenLastIsNotCalledLost() throws IOException {
        Chromium browser = flow("hairpin-off", failed("hairpin-off"));

        assertThat(text(browser, ".detail .because")).contains("Last seen: ").doesNotContain("Lost: ");
    }

    @Test
    void aTranslationThatNothingExplainsIsSaid() throws IOException {
        Chromium browser = flow("stale-rules-one-node", failed("stale-rules-one-node"));

        assertThat(text(browser, ".detail .because"))
                .contains("Unexpected translation: svc/default/web (10.96.10.10:80) was translated to 10.244.2.4:8080");
    }

    @Test
    void aPacketThatWitnessesAStepIsNotItsCause() throws IOException {
        assertThat(HtmlReport.of(BrowserPages.report("stale-rules-one-node")))
                .containsPattern("class=\"hop cause\">\\s*<span class=\"kind\">is translated");
    }

    @Test
    void theFindingTellsWhatCapturesSaw() throws IOException {
        String page = HtmlReport.of(BrowserPages.report("mtu-underlay-1450"));

        assertThat(page.lines()
                        .filter(line -> line.contains("were lost between"))
                        .collect(Collectors.joining()))
                .contains("requests were lost between node1 eth0 and node2 eth0")
                .contains("answers were lost between node2 eth0 and node1 eth0");
        assertThat(page).contains("✕</span> stall here");
    }
}
