package io.packetwalk.walk.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a walk says of a rule with each match, target, expression and statement: {@code rule-checklist.tsv}. */
class RuleChecklistTest {

    @TestFactory
    Stream<DynamicTest> everyItemEndsAsListed() throws IOException {
        return RuleChecklist.items(Path.of("")).stream()
                .map(item -> DynamicTest.dynamicTest(item.language() + ": " + item.name(), () -> {
                    assertThat(RuleChecklist.walk(item).verdict())
                            .as(item.rule())
                            .isEqualTo(item.verdict());
                }));
    }
}
