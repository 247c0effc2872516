package io.packetwalk.parse.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law: what is known of a rule by its shape is what reading it says. */
class RuleShapesTest {

    private static final Path SAMPLES = Path.of("../samples/formats/iptables-save");

    @Test
    void aShapeTellsOfEveryRuleOfTheSamples() throws IOException {
        RuleShapes shapes = new RuleShapes();
        try (Stream<Path> files = Files.list(SAMPLES)) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (!line.isEmpty() && SavedRule.start(line) >= 0) {
                        told(shapes, line);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-A X -m comment --comment \"a b\" -j Y|-A X -m comment --comment \"a b -j Y|-A X -m comment --comment \"a \\\" b\" -j Y",
                "-A X -s 10.0.0.1 -j Y|-A X -s -j Y|-A X -s 10.0.0.1 10.0.0.2 -j Y",
                "-A X -m comment --comment --dport -j Y|-A X -m comment --comment --dport --sport -j Y|-A X -m comment --comment x y",
                "-A X ! -s 10.0.0.1|-A X -s ! 10.0.0.1|-A X ! 10.0.0.1|-A X !-s 10.0.0.1",
                "-A X --or-mark -5 -j Y|-A X -5 -j Y|-A X -4 -j Y",
                "-A X\t-j Y|-A X\tx -j Y|-A X -j\tY",
                "-A X -j Y \"\"|-A X -j Y \"a\"b|-A X --x \"a\"-j",
                "-A \u00e9 -j Y|-A \u00e9 --\u00e9 x -j \"\u00e9"
            })
    void neighboursAreToldApart(String rules) {
        RuleShapes shapes = new RuleShapes();
        for (String rule : List.of(rules.split("\\|", -1))) {
            told(shapes, rule);
            told(shapes, rule);
        }
    }

    private static void told(RuleShapes shapes, String rule) {
        int start = SavedRule.start(rule);
        assertThat(shapes.whole(rule, start)).as(rule).isEqualTo(new RuleWords(rule, start).whole());
    }
}
