package io.packetwalk.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.report.section.NodeMatrix;
import io.packetwalk.template.Cover;
import io.packetwalk.template.Rail;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What sections say of sample bundles, before anything is drawn. */
class SectionsTest {

    private static List<String> cells(String bundle, String service) throws IOException {
        return BrowserPages.report(bundle).behind().nodes().services().stream()
                .filter(row -> row.service().equals(service))
                .flatMap(row -> row.cells().stream())
                .map(NodeMatrix.Cell::state)
                .toList();
    }

    @Test
    void aNodeWithoutAnyServiceRulesDiffersFromThoseThatHaveThem() throws IOException {
        assertThat(cells("missing-rules-one-node", "svc/default/web:80/tcp"))
                .containsExactly("differs", "same", "same");
    }

    @Test
    void nothingDiffersOnAHealthyCluster() throws IOException {
        assertThat(cells("healthy-baseline", "svc/default/web:80/tcp")).containsOnly("same");
    }

    @Test
    void theListOfSectionsSaysWhereTroubleIs() throws IOException {
        assertThat(Rails.of(BrowserPages.report("stale-rules-one-node")).sections())
                .contains(
                        new Rail.Entry("flows", "Flows", "4", "failed"),
                        new Rail.Entry("svc", "Services", "2", "in trouble"),
                        new Rail.Entry("nodes", "Nodes", "2", "differ"));
        assertThat(Rails.of(BrowserPages.report("healthy-baseline")).sections())
                .extracting(Rail.Entry::trouble)
                .containsOnly("");
    }

    /** kubectl writes an object's brace on a line of its own. */
    @Test
    void aCitedObjectIsQuotedAsFarAsItTellsWhoseItIs() throws IOException {
        assertThat(BrowserPages.report("stale-rules-one-node").excerpts())
                .filteredOn(excerpt -> excerpt.source().equals("kubectl/endpointslices.json:125"))
                .singleElement()
                .satisfies(excerpt -> assertThat(String.join("\n", excerpt.lines()))
                        .contains("10.244.1.4", "\"nodeName\": \"node1\""));
    }

    @Test
    void anArtifactThatIsCitedAsAWholeIsQuotedFromItsBeginning() throws IOException {
        assertThat(BrowserPages.report("wrong-targetport").excerpts())
                .filteredOn(excerpt -> excerpt.marked() == 0)
                .isNotEmpty()
                .allSatisfy(excerpt -> assertThat(excerpt.from()).isEqualTo(1));
    }

    @Test
    void whatANodeLacksStandsAboveWhatIsWhole() throws IOException {
        Cover cover = Covers.of(BrowserPages.report("stale-rules-one-node"), 40);

        assertThat(cover.kinds().getFirst().name()).isEqualTo("coredns-log");
        assertThat(cover.kinds().getFirst().states())
                .extracting(Cover.State::sign)
                .containsExactly("✓", "✓", "–");
        assertThat(cover.kinds()).filteredOn(kind -> !kind.whole()).hasSize(1);
        assertThat(cover.elsewhere()).extracting(Cover.Elsewhere::where).contains("cluster");
    }
}
