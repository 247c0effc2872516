package io.packetwalk.parse;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.packetwalk.parse.intake.Parsers;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged samples: whatever happens to a dump, its parser does not throw and every line ends in exactly one state. */
final class FuzzTest {

    private static final int ROUNDS = 60;

    static List<Samples.Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void damagedSamplesAreData(Samples.Sample sample) {
        TextContent content = sample.content();
        Random random = new Random(sample.toString().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            TextContent damaged = new TextContent(content.artifact(), Damage.of(content.text(), random));
            assertThatCode(() -> {
                        Account account = Account.of(sample.parser(), damaged);
                        account.coverage(damaged.artifact(), "", damaged.count());
                        Parsers.ALL.forEach(parser -> parser.claims(damaged.head()));
                    })
                    .as(damaged.text())
                    .doesNotThrowAnyException();
        }
    }
}
