package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyzeTest {
    @TempDir
    private Path here = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"healthy-baseline", "lab-healthy"})
    void healthyClusterIsGoodWhateverThereIsToObserve(String bundle) throws IOException {
        Ran ran = Ran.in(here, "analyze", Ran.bundle(bundle));

        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .startsWith(bundle + ".tar.gz  ")
                .contains("No failure was found", "Report  " + bundle + ".html");
        assertThat(Files.readString(here.resolve(bundle + ".html"))).startsWith("<!");
    }

    @ParameterizedTest
    @CsvSource({"wrong-targetport,PW-004", "bind-localhost,PW-168"})
    void causeMakesTheExitCodeBad(String bundle, String check) {
        Ran ran = Ran.in(here, "analyze", Ran.bundle(bundle), "-o", "name");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).startsWith(check + "~");
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void exitZeroSaysGoodAnyway() {
        assertThat(Ran.in(here, "analyze", Ran.bundle("wrong-targetport"), "-o", "name", "--exit-zero")
                        .exit())
                .isZero();
    }

    @Test
    void jsonIsOneDocumentWithTheFieldsOfTheContract() throws IOException {
        Ran ran = Ran.in(here, "analyze", Ran.bundle("wrong-targetport"), "-o", "json", "-o", "text=answer.txt");

        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(report.fieldNames())
                .toIterable()
                .contains(
                        "schemaVersion",
                        "tool",
                        "bundle",
                        "findings",
                        "clear",
                        "undetermined",
                        "notApplicable",
                        "crashed",
                        "walks",
                        "flows",
                        "coverage",
                        "notes");
        assertThat(report.at("/schemaVersion").asText()).isEqualTo("1");
        assertThat(report.at("/findings/0/rank").asInt()).isEqualTo(1);
        assertThat(report.at("/findings/0/role").asText()).isEqualTo("root-cause");
        assertThat(report.at("/findings/0/evidence/0/excerpt").asText()).isNotEmpty();
        assertThat(report.at("/bundle/proxyMode").size()).isPositive();
        assertThat(report.at("/bundle/datapaths").toString()).contains("flannel-vxlan");
        assertThat(report.at("/crashed")).isEmpty();
        assertThat(here.resolve("answer.txt")).content().contains("PW-004").doesNotContain("\u001b");
    }

    @Test
    void fileThatIsNotOursIsNeverOverwritten() throws IOException {
        Path theirs = Files.writeString(here.resolve("wrong-targetport.html"), "<html>holiday pictures</html>");

        Ran ran = Ran.in(here, "analyze", Ran.bundle("wrong-targetport"));

        assertThat(theirs).hasContent("<html>holiday pictures</html>");
        assertThat(ran.err()).contains("was not written by packetwalk");
        assertThat(ran.out()).doesNotContain("Report  ");
    }

    @Test
    void ourOwnReportIsReplaced() throws IOException {
        Ran.in(here, "analyze", Ran.bundle("wrong-targetport"));
        Path ours = here.resolve("wrong-targetport.html");
        String first = Files.readString(ours);
        Files.writeString(ours, first + "<!-- older -->");

        Ran ran = Ran.in(here, "analyze", Ran.bundle("wrong-targetport"));

        assertThat(ran.err()).isEmpty();
        assertThat(ours).hasContent(first);
    }

    @Test
    void nothingReadableIsNoGoodAnswer() throws IOException {
        Files.writeString(here.resolve("poem.txt"), "Shall I compare thee to a summer's day?\n");

        assertThat(Ran.in(here, "analyze", "poem.txt", "-o", "name").exit()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eks.tar.gz", "sosreport-lists-node1.tar.xz", "supportconfig-node2.txz"})
    void hostAloneIsNoGoodAnswerAndAsksForTheApi(String host) throws IOException {
        Ran ran = Ran.in(
                here,
                "analyze",
                Path.of("../samples/layouts").toAbsolutePath().resolve(host).toString(),
                "-o",
                "text",
                "-o",
                "html=a.html",
                "-o",
                "markdown=a.md",
                "-o",
                "json=a.json");

        String told = "no Pod, Service or Node object is in this bundle, so nobody knows what should work.";
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out())
                .contains(told, "Get next: packetwalk collect cluster ", "or kubectl get ")
                .doesNotContain("No failure was found");
        assertThat(Files.readString(here.resolve("a.md")))
                .contains(told, "Get next: `packetwalk collect cluster ")
                .doesNotContain("No failure was found");
        assertThat(Files.readString(here.resolve("a.html")))
                .contains(told, "Get first: <code>packetwalk collect cluster ")
                .doesNotContain("No failure was found", "Nothing broken was found");
        JsonNode report = new ObjectMapper().readTree(here.resolve("a.json").toFile());
        assertThat(report.at("/notes"))
                .extracting(note -> note.at("/code").asText())
                .contains("no-api-objects");
        assertThat(report.at("/nextCapture/0/command").asText()).startsWith("packetwalk collect cluster ");
        assertThat(report.at("/findings")).isEmpty();
    }

    @Test
    void rulesAloneDecideNothing() throws IOException {
        Files.writeString(here.resolve("rules.txt"), "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n");

        Ran ran = Ran.in(here, "analyze", "rules.txt", "-o", "text");

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).contains("Nothing could be decided: no Pod, Service or Node object");
    }

    @Test
    void limitThatIsPassedNamesItsFlag() {
        Ran ran = Ran.in(here, "analyze", Ran.bundle("wrong-targetport"), "--max-entries", "3");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("--max-entries").doesNotContain("bug");
    }

    @Test
    void packetOfTheSymptomDecidesWhenNothingWasFound() {
        Ran ran = Ran.in(
                here,
                "analyze",
                Ran.bundle("healthy-baseline"),
                "--symptom",
                "from default/client-a to svc/default/web",
                "-o",
                "text");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("Asked   tcp pod/default/client-a → svc/default/web:80   DELIVERED");
    }

    @Test
    void symptomOfNobodyNamesCandidates() {
        Ran ran = Ran.in(
                here,
                "analyze",
                Ran.bundle("wrong-targetport"),
                "--symptom",
                "from pod/default/client-b to svc/default/sol:80");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("did you mean svc/default/solo");
    }
}
