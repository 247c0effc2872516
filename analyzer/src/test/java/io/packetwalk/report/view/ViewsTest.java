package io.packetwalk.report.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.packetwalk.report.Json;
import io.packetwalk.report.Report;
import io.packetwalk.report.Sample;
import io.packetwalk.report.text.Tone;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

class ViewsTest {
    private static final Report BROKEN = Sample.broken();

    static Iterable<Views.Form> forms() {
        return Views.ALL;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aSavedReportLooksTheSameByteForByte(Views.Form form) throws IOException {
        Report saved = Json.report(Json.document(BROKEN));

        assertThat(form.of(saved, Tone.PLAIN)).isNotEmpty().isEqualTo(form.of(BROKEN, Tone.PLAIN));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void hostileTextReachesNoTerminal(Views.Form form) {
        String text = form.of(Sample.broken(captured -> captured + "\u001b[2J\u202e"), Tone.PLAIN);

        assertThat(text).doesNotContain("\u001b");
        // Programs want names as they are; people must not be misled by them.
        if (!Set.of("json", "yaml").contains(form.format())) {
            assertThat(text).doesNotContain("\u202e");
        }
    }

    @Test
    void sarifNamesRuleLevelPlaceAndFingerprint() throws IOException {
        JsonNode run = new ObjectMapper()
                .readTree(Views.named("sarif").orElseThrow().of(BROKEN, Tone.PLAIN))
                .at("/runs/0");

        JsonNode result = run.at("/results/0");
        assertThat(run.at("/tool/driver/name").textValue()).isEqualTo("packetwalk");
        assertThat(result.at("/ruleId").textValue()).isEqualTo("PW-034");
        assertThat(result.at("/level").textValue()).isEqualTo("error");
        assertThat(result.at("/partialFingerprints/packetwalk~1v1").textValue()).isEqualTo("PW-034~k3x9");
        assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                        .textValue())
                .isEqualTo("nodes/worker-3/iptables-save.txt");
        assertThat(result.at("/locations/0/physicalLocation/region/startLine").intValue())
                .isEqualTo(412);
    }

    @Test
    void junitCountsUndecidedAsSkippedNeverAsPassed() throws Exception {
        String xml = Views.named("junit").orElseThrow().of(Sample.broken(text -> text + "]]><&\"\u0000"), Tone.PLAIN);

        Element suite = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("testsuite")
                .item(0);
        assertThat(suite.getAttribute("failures")).isEqualTo("2");
        assertThat(suite.getAttribute("skipped")).isEqualTo("2");
        assertThat(suite.getAttribute("tests"))
                .isEqualTo(
                        Integer.toString(suite.getElementsByTagName("testcase").getLength()));
    }
}
