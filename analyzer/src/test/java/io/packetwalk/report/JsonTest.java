package io.packetwalk.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    private final Report report = Sample.broken();

    @Test
    void fieldsStandInTheOrderOfTheContract() throws IOException {
        JsonNode document = new ObjectMapper().readTree(Json.document(report));

        assertThat(names(document))
                .startsWith(
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
        assertThat(names(document.at("/bundle")))
                .containsExactly("inputs", "layout", "window", "nodes", "proxyMode", "datapaths", "artifacts");
        assertThat(names(document.at("/findings/0")))
                .startsWith(
                        "rank",
                        "id",
                        "name",
                        "fingerprint",
                        "confidence",
                        "severity",
                        "layer",
                        "role",
                        "subjects",
                        "what",
                        "why",
                        "evidence",
                        "conditions",
                        "rejected",
                        "do",
                        "then",
                        "wouldChangeOurMind",
                        "flows",
                        "affected");
        assertThat(names(document.at("/walks/0/paths/0/steps/0")))
                .containsExactly(
                        "n", "node", "netns", "kind", "hook", "table", "chain", "text", "before", "after", "basis",
                        "sources");
        assertThat(names(document.at("/flows/rows/0")))
                .startsWith(
                        "id",
                        "proto",
                        "client",
                        "server",
                        "translated",
                        "start",
                        "end",
                        "packets",
                        "bytes",
                        "state",
                        "handshakeMillis",
                        "retransmissions",
                        "zeroWindows",
                        "rst",
                        "icmp",
                        "dns",
                        "tunnel",
                        "communityId",
                        "sightings",
                        "findings");
        assertThat(names(document.at("/flows/rows/0/sightings/0")))
                .startsWith("artifact", "interface", "node", "netns", "firstPacket", "lastPacket");
    }

    @Test
    void absentIsNullWhereTheContractSaysSo() throws IOException {
        JsonNode document = new ObjectMapper().readTree(Json.document(report));

        assertThat(document.at("/findings/0/subjects/0/namespace").isNull()).isTrue();
        assertThat(document.at("/walks/0/question/size").isNull()).isTrue();
        assertThat(document.at("/flows/rows/0/dns").isNull()).isTrue();
        assertThat(document.at("/notApplicable/0").textValue()).isEqualTo("PW-185");
    }

    @Test
    void whatItWritesItReadsBack() throws IOException {
        assertThat(Json.report(Json.document(report))).isEqualTo(report);
    }

    @Test
    void anotherSchemaVersionIsRefused() {
        assertThatThrownBy(() -> Json.report("{\"schemaVersion\": \"2\"}")).isInstanceOf(IOException.class);
    }

    @Test
    void evidenceCarriesTheCitedLine() {
        assertThat(report.findings().getFirst().evidence().getFirst().excerpt())
                .startsWith("[37:2220] -A KUBE-SVC-ITKZ2X");
    }

    @Test
    void flowsOfFindingsComeFirst() {
        assertThat(report.flows().rows().getFirst().id()).isEqualTo("f2");
        assertThat(report.flows().rows().getFirst().findings()).containsExactly("PW-034~k3x9");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
