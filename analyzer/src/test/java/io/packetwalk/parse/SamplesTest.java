package io.packetwalk.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.Golden;
import io.packetwalk.parse.intake.Parsers;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every sample of every format, found by folder. {@code scripts/update-golden SamplesTest} writes what is read now beside the
 * sample: look at the difference before you commit it.
 */
final class SamplesTest {

    @TestFactory
    Stream<DynamicTest> theFormatOfASampleWinsAmongAll() {
        return Samples.all().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> {
                    Head head = sample.content().head();
                    Score best = Parsers.ALL.stream()
                            .map(parser -> parser.claims(head))
                            .max(Score::compareTo)
                            .orElse(Score.NONE);
                    assertThat(best).isNotEqualTo(Score.NONE);
                    assertThat(Parsers.ALL.stream()
                                    .filter(parser -> parser.claims(head) == best)
                                    .map(Parser::format))
                            .containsExactly(sample.parser().format());
                }));
    }

    @TestFactory
    Stream<DynamicTest> aSampleReadsAsWrittenBesideIt() {
        return Samples.all().stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> compare(sample)));
    }

    private static void compare(Samples.Sample sample) throws IOException {
        TextContent content = sample.content();
        Account account = Account.of(sample.parser(), content);
        assertThat(account.coverage(content.artifact(), sample.parser().format().id(), content.count())
                        .lines())
                .isEqualTo(content.count());
        Golden.holds(sample.facts(), FactPrinter.print(account));
    }
}
