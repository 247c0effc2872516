package io.packetwalk.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.report.Report;
import io.packetwalk.report.Sample;
import io.packetwalk.report.Suppressions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReportTest {
    private final String page = HtmlReport.of(Sample.broken());

    @Test
    void theAnswerStandsInPlainHtmlBeforeAnyScript() {
        assertThat(page.substring(0, page.indexOf("<script")))
                .contains("svc/shop/inventory:80 times out from pods on worker-3, in 37 of 74 connections.")
                .contains("kubectl -n kube-system delete pod kube-proxy-x8f2z")
                .contains("LOST here")
                .contains("<b>2</b> more findings");
    }

    @Test
    void aHealthyBundleSaysWhatWasRuledOutAndWhatWasNotLookedAt() {
        assertThat(HtmlReport.of(Sample.healthy()))
                .contains("No failure was found in this bundle.")
                .contains("What was ruled out")
                .contains("They are <em>not</em> clear");
    }

    @Test
    void thePolicyComesFirstAndAdmitsExactlyOurStyleAndScript() throws Exception {
        assertThat(page.replace("\n", ""))
                .contains("<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src");
        String policy = first("content=\"(default-src[^\"]*)\"").replace("&#39;", "'");

        assertThat(policy)
                .isEqualTo("default-src 'none'; script-src '" + hash(first("(?s)<script>(.*?)</script>"))
                        + "'; style-src '" + hash(first("(?s)<style>(.*?)</style>"))
                        + "'; img-src data:; base-uri 'none'; form-action 'none'");
    }

    @Test
    void nothingIsLoadedFromAnywhere() {
        assertThat(page).doesNotContain("http://", "https://", "@import", "url(", " src=");
    }

    @Test
    void noHandlersAndNoStylesInAttributes() {
        assertThat(page).doesNotContainPattern("<[^>]*\\son[a-z]+=").doesNotContainPattern("<[^>]*\\sstyle=");
        assertThat(first("(?s)<script>(.*?)</script>"))
                .doesNotContain(
                        "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write", "new Function");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</style><script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "javascript:alert(1)",
                "--><script>alert(1)</script>",
                "${7*7}",
            })
    void capturedTextIsTextWhereverItStands(String hostile) {
        String attacked = HtmlReport.of(Sample.broken(text -> text + hostile));

        assertThat(all(attacked, "<script")).hasSize(all(page, "<script").size());
        assertThat(all(attacked, "<img|<style")).hasSize(1);
        assertThat(attacked)
                .doesNotContainPattern("<[^>\"]*(\"[^\"]*\"[^>\"]*)*\\son[a-z]+=")
                .doesNotContain("href=\"javascript");
        assertThat(tags(attacked)).isEqualTo(tags(HtmlReport.of(Sample.broken(text -> text + "harmless"))));
    }

    @Test
    void textThatReordersOrHidesBecomesVisible() {
        String attacked = HtmlReport.of(Sample.broken(text -> text + "\u202eevil\u001b[2J\u200b"));

        assertThat(attacked).doesNotContain("\u202e", "\u001b", "\u200b").contains("\\u202eevil\\x1b[2J\\u200b");
    }

    @Test
    void everyLinkHasItsTargetHereOrInAChunk() {
        List<String> targets = all(page, "id=\"([^\"]*)\"");
        Report report = Sample.broken();

        assertThat(all(page, "href=\"#([^\"]*)\""))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Stream.of(
                                        targets.stream(),
                                        report.excerpts().stream().map(excerpt -> "e/" + excerpt.source()),
                                        report.flows().rows().stream().map(row -> "flow/" + row.id()))
                                .flatMap(names -> names))
                        .contains(java.net.URLDecoder.decode(link, StandardCharsets.UTF_8)));
        assertThat(targets).doesNotHaveDuplicates().contains("f/PW-034~k3x9", "e/nodes/worker-3/iptables-save.txt:412");
    }

    @Test
    void landmarksAndHeadingsAreThere() {
        assertThat(page).contains("<main", "<nav", "<header", "class=\"skip\"", "lang=\"en\"");
        assertThat(all(page, "<h1")).hasSize(1);
    }

    @Test
    void sameReportSameBytes() {
        assertThat(HtmlReport.of(Sample.broken())).isEqualTo(page);
    }

    @Test
    void howeverMuchIsBrokenTheFirstScreenIsSmallAndNothingIsLost() {
        String large = HtmlReport.of(Crowded.report());
        String shown = large.substring(0, large.indexOf("<script"));

        assertThat(shown.getBytes(StandardCharsets.UTF_8).length).isLessThan(300_000);
        int full = all(shown, "<article class=\"(finding)").size();
        assertThat(full).isPositive();
        assertThat(all(shown, "<h2>(\\d+) further findings")).containsExactly(String.valueOf(Crowded.MANY - full));
        assertThat(large).contains("id=\"chunk-further\"");
        assertThat(shown).contains("more nodes", "more commands are in the plan", "more artifacts have fewer");
    }

    @Test
    void aSuppressedFindingStandsFoldedWithItsReasonAndItsLastDay() {
        Report report = Sample.broken();
        String said = HtmlReport.of(
                Suppressions.read("quiet.txt", List.of("PW-034 2027-01-31 we drain worker-3 on Monday <b>"))
                        .applied(report, LocalDate.of(2026, 11, 26)));

        assertThat(said)
                .contains("<b>1</b> suppressed finding", "we drain worker-3 on Monday &lt;b&gt;", "until 2027-01-31")
                .contains("No other cause than the one that you chose not to be told of.")
                .doesNotContain("class=\"answer proven\"");
    }

    @Test
    void theHeadSaysWhatTheBundleIs() {
        assertThat(all(page, "(?s)<header class=\"masthead\">(.*?)</header>").getFirst())
                .contains("not redacted", "1 artifact cut, lost or changed", "Makes no network requests");
    }

    @Test
    void everyHopLeadsToItsStep() {
        assertThat(all(page, "<a class=\"place\" href=\"#([^\"]*)\""))
                .isNotEmpty()
                .allSatisfy(anchor -> assertThat(page).contains("id=\"" + anchor + "\""));
    }

    private String first(String pattern) {
        return all(page, pattern).getFirst();
    }

    private static List<String> all(String text, String pattern) {
        List<String> found = new ArrayList<>();
        Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(HtmlReportTest::group)
                .forEach(found::add);
        return found;
    }

    private static String group(MatchResult match) {
        return match.group(Math.min(1, match.groupCount()));
    }

    /** The names of all tags, in order: what hostile text must not change. */
    private static List<String> tags(String text) {
        return all(text.substring(0, text.indexOf("<script")), "<(/?[a-z0-9]+)");
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
