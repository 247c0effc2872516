package io.packetwalk.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paired paths: what splits the failed connections of a sample from those that worked. */
class BrowserPairsTest extends InBrowser {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mtu-underlay-1450    | size          | Only with larger packets: look at the MTU along the way.
            vxlan-port-blocked   | distance      | Only across nodes: look at tunnel, routes, MTU and firewalls between nodes.
            stale-rules-one-node | client’s node | Only from node1: its rules, routes and connection table, or its way to the destination.
            wrong-targetport     | address       | Only by the Service’s address: look at its rules on the client’s node, its ports and endpoints; the network to the pods carries.
            """)
    void theThingThatSplitsNamesTheLayer(String bundle, String thing, String tells) throws IOException {
        assertThat(BrowserPages.report(bundle).behind().paired().rows())
                .flatMap(row -> row.splits())
                .filteredOn(
                        split -> split.thing().equals(thing) && split.state().equals("splits"))
                .extracting(split -> split.tells())
                .contains(tells);
    }

    @Test
    void aReaderSeesBothSidesAndOpensTheirFlows() throws IOException {
        Chromium browser = browser();
        browser.open(BrowserPages.page(folder, "stale-rules-one-node"), "pairs");
        browser.until("document.querySelector('#pairs table')");
        assertThat(browser.value("document.querySelector('#pairs .splits').textContent")
                        .asText())
                .contains("4 of 8 from node1", "12 of 12 from node3");
        browser.value("document.querySelector('#pairs a[href^=\"#flow/\"]').click()");
        browser.until("document.querySelector('.detail .ladder')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void nothingIsHeldSideBySideWhereNothingFailed() throws IOException {
        assertThat(BrowserPages.report("healthy-baseline").behind().paired().rows())
                .isEqualTo(List.of());
    }
}
