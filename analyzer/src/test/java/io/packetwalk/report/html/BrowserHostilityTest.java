package io.packetwalk.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.Planted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attacker would like to do with a report, in a real browser: text that was captured or forged stays text. */
class BrowserHostilityTest extends InBrowser {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>window.taken=1</script>",
                "\"><img src=x onerror=window.taken=1>",
                "' onmouseover='window.taken=1",
                "\u001b[2J\u202egpj.exe\u2066\u200b\u2028\u2029",
                "]]>--><svg onload=window.taken=1>",
            })
    void hostileTextIsInertWhereverItStands(String hostile) throws IOException {
        Chromium browser = browser();
        for (String bundle : List.of("stale-rules-one-node", "ndots-amplification")) {
            Path page = BrowserPages.written(folder, "hostile", Forged.of(BrowserPages.report(bundle), hostile));
            BrowserPages.visitAll(browser, page);
            browser.value("document.querySelectorAll('details').forEach(each => { each.open = true; })");
            inert(browser);
        }
        Path crowded = BrowserPages.written(folder, "crowded-hostile", Forged.of(Crowded.report(), hostile));
        BrowserPages.visitAll(browser, crowded);
        browser.value("location.hash = 'further'");
        browser.until(
                "document.querySelectorAll('#further details.row').length + document.querySelectorAll('article.finding').length === "
                        + Crowded.MANY);
        browser.value("[...document.querySelectorAll('details')].slice(0, 60).forEach(each => { each.open = true; })");
        browser.until("document.querySelector('#further details.row .claim')");
        inert(browser, BrowserPages.SECTIONS.size() + 2);
    }

    @Test
    void whatIsPlantedInABundleIsInertInItsReport() throws IOException {
        Chromium browser = browser();
        for (int i = 0; i < Planted.HOSTILE.size(); i++) {
            Path bundle = folder.resolve("planted-" + i);
            Planted.write(bundle, Planted.HOSTILE.get(i));
            Path page = BrowserPages.written(folder, "planted-" + i, BrowserPages.analysed(bundle));
            BrowserPages.visitAll(browser, page);
            browser.value("location.hash = 'flow/f1'");
            browser.until("document.querySelector('.detail .ladder')");
            browser.value("document.querySelectorAll('details').forEach(each => { each.open = true; })");
            inert(browser);
            assertThat(browser.value("document.body.textContent.split('" + Planted.WITNESS + "').length")
                            .asInt())
                    .as("planted text is shown")
                    .isGreaterThan(5);
        }
    }

    private static void inert(Chromium browser) {
        inert(browser, BrowserPages.SECTIONS.size() + 1);
    }

    private static void inert(Chromium browser, int scripts) {
        assertThat(browser.value("typeof window.taken").asText()).isEqualTo("undefined");
        assertThat(browser.value(
                                "document.querySelectorAll('img, iframe, object, embed, [onerror], [onload], [onmouseover]').length")
                        .asInt())
                .isZero();
        assertThat(browser.value("document.querySelectorAll('script').length").asInt())
                .isEqualTo(scripts);
        assertThat(browser.value(
                                "/[\\u001b\\u0085\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\u200b]/.test(document.body.textContent)")
                        .asBoolean())
                .isFalse();
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }
}
