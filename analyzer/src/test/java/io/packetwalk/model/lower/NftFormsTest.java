package io.packetwalk.model.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.bundle.Bundle;
import io.packetwalk.bundle.Input;
import io.packetwalk.bundle.Limits;
import io.packetwalk.evidence.Fact;
import io.packetwalk.fact.Reading;
import io.packetwalk.fact.nft.NftRuleFact;
import io.packetwalk.fact.nft.NftStatement;
import io.packetwalk.model.lower.nft.NftLowering;
import io.packetwalk.model.rules.BaseChain;
import io.packetwalk.parse.intake.Intake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** nft's text and nft's JSON of one rule set say the same. */
class NftFormsTest {

    private static final Path FORMATS = Path.of("..", "samples", "formats");

    @Test
    void textAndJsonMeanTheSameRules() throws IOException {
        List<BaseChain> text = chains("nft-ruleset/kube-proxy.txt");
        List<BaseChain> json = chains("nft-json/kube-proxy.json");
        assertThat(text).hasSize(8);
        assertThat(LoweredText.print(json)).isEqualTo(LoweredText.print(text));
    }

    @Test
    void textAndJsonAreTheSameStatements() throws IOException {
        Map<String, List<List<NftStatement>>> text = statements("nft-ruleset/kube-proxy.txt");
        assertThat(text).hasSizeGreaterThan(20);
        assertThat(statements("nft-json/kube-proxy.json")).isEqualTo(text);
    }

    private static List<BaseChain> chains(String sample) throws IOException {
        return NftLowering.lower(NftCoverage.rules(read(sample)), false).stream()
                .filter(base -> base.table().equals("kube-proxy"))
                .toList();
    }

    /** By chain: JSON lists all chains before all rules. */
    private static Map<String, List<List<NftStatement>>> statements(String sample) throws IOException {
        return read(sample).facts().stream()
                .flatMap(fact -> Stream.concat(Stream.of(fact), fact.parts().stream()))
                .flatMap(NftFormsTest::rule)
                .filter(rule -> rule.table().equals("kube-proxy"))
                .collect(Collectors.groupingBy(
                        NftRuleFact::chain, Collectors.mapping(NftRuleFact::statements, Collectors.toList())));
    }

    private static Stream<NftRuleFact> rule(Fact fact) {
        return fact instanceof NftRuleFact rule ? Stream.of(rule) : Stream.empty();
    }

    private static Reading read(String sample) throws IOException {
        Bundle bundle =
                Bundle.of(List.of(new Input.Stored(FORMATS.resolve(sample))), Limits.standard(), System::nanoTime);
        return Intake.of(bundle, 1).readings().getFirst();
    }
}
