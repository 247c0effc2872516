package io.packetwalk.parse;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.packetwalk.parse.intake.Parsers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged samples: whatever happens to a dump, its parser does not throw and every line ends in exactly one state. */
final class FuzzTest {

    private static final int ROUNDS = 60;
    private static final String NASTY = "\t \"'\\{}[]()<>:;=,!#*-+/%@\u0000\u00ff\uffff0x9";

    static List<Samples.Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void damagedSamplesAreData(Samples.Sample sample) {
        TextContent content = sample.content();
        Random random = new Random(sample.toString().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            TextContent damaged = new TextContent(content.artifact(), damage(content.text(), random));
            assertThatCode(() -> {
                        Account account = Account.of(sample.parser(), damaged);
                        account.coverage(damaged.artifact(), "", damaged.count());
                        Parsers.ALL.forEach(parser -> parser.claims(damaged.head()));
                    })
                    .as(damaged.text())
                    .doesNotThrowAnyException();
        }
    }

    private static String damage(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int hits = 1 + random.nextInt(4); hits > 0 && !lines.isEmpty(); hits--) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            int cut = line.isEmpty() ? 0 : random.nextInt(line.length());
            switch (random.nextInt(8)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 2 -> lines.set(at, line.substring(0, cut));
                case 3 -> lines.set(at, line.substring(cut));
                case 4 ->
                    lines.set(
                            at,
                            line.substring(0, cut)
                                    + NASTY.charAt(random.nextInt(NASTY.length()))
                                    + line.substring(cut));
                case 5 -> lines.set(at, line.replace(' ', NASTY.charAt(random.nextInt(NASTY.length()))));
                case 6 -> lines.set(at, without(line, random));
                default -> lines.subList(at, lines.size()).clear();
            }
        }
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** The line without one of its words. */
    private static String without(String line, Random random) {
        List<String> words = Words.of(line);
        if (!words.isEmpty()) {
            words.remove(random.nextInt(words.size()));
        }
        return String.join(" ", words);
    }
}
