package io.packetwalk.parse.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law: that rules of one shape are all read, or none, whatever names and numbers stand in them. */
class NftShapesTest {

    private static final Path SAMPLES = Path.of("../samples/formats/nft-ruleset");

    @Test
    void aShapeTellsOfEveryRuleOfTheSamples() throws IOException {
        NftShapes shapes = new NftShapes();
        int known = 0;
        try (Stream<Path> files = Files.list(SAMPLES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    known += shapes.whole(line).isPresent() ? 1 : 0;
                    told(shapes, line);
                }
            }
        }
        assertThat(known).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip saddr 10.0.0.1 accept | ip saddr fd00::/8 drop",
                "ip daddr 10.0.0.1 tcp dport 80 jump one | ip daddr 10.0.0.2 tcp dport 443 jump two",
                "ip daddr 10.0.0.1 bogus 1 accept | ip daddr 10.0.0.1 bogus 2 accept",
                "rt0 addr 1.2.3.4 accept | rt4 addr 1.2.3.4 accept",
                "@th,16,16 80 accept | @names 80 accept",
                "ip saddr @names drop | ip saddr @nh drop",
                "log prefix \"a\" drop | \"log\" prefix \"b\" drop",
                "meta mark set 0x1 accept | meta mark 1 accept",
                "dnat to 10.0.0.1:80 | dnat to [fd00::1]:80",
                "jump { accept } | jump chain",
                "limit rate 1/second accept | limit rate over 10 mbytes/second drop"
            })
    void neighboursAreToldApart(String pair) {
        NftShapes shapes = new NftShapes();
        for (String rule : pair.split(" \\| ", -1)) {
            told(shapes, rule);
        }
    }

    private static void told(NftShapes shapes, String line) {
        List<String> words = new ArrayList<>();
        NftTokens.cut(line, words);
        boolean read = NftShapes.whole(new NftStatements(new NftTokens(words)).read());
        assertThat(shapes.whole(line).orElse(read)).as(line).isEqualTo(read);
        shapes.learn(line, read);
    }
}
