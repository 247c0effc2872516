package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.Planted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile text in a bundle reaches the reader of every verb as visible text and nothing else: no control of the terminal, no reordering, no markup in a ticket. */
class HostileTest {

    /** What a terminal obeys, and what reorders or hides text. */
    private static final Pattern HARM =
            Pattern.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]");

    /** Code in a ticket shows as it is written; a backtick behind a backslash begins none (CommonMark 6.1). */
    private static final Pattern CODE = Pattern.compile("(?s)(?<![\\\\`])(`+)(?!`).*?(?<!`)\\1(?!`)");

    private static final Pattern MARKUP = Pattern.compile("(?<!\\\\)<[a-zA-Z/!]|!\\[[^\\]]*\\]\\(");

    @TempDir
    private Path here = Path.of("");

    static List<String> hostile() {
        return Planted.HOSTILE;
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void isOnlyShown(String hostile) throws IOException {
        Planted.write(here.resolve("bundle"), hostile);
        List<List<String>> asked = new ArrayList<>();
        for (String form : List.of("text", "wide", "json", "yaml", "markdown", "sarif", "junit", "name")) {
            asked.add(List.of("analyze", "bundle", "-o", form, "--exit-zero"));
        }
        asked.add(List.of("analyze", "bundle", "-o", "text", "--color", "never", "--exit-zero"));
        asked.add(List.of("flows", "bundle", "--legs"));
        asked.add(List.of("flows", "bundle", "-o", "jsonl"));
        asked.add(List.of("flows", "bundle", "-o", "csv"));
        asked.add(List.of("search", "bundle", Planted.WITNESS));
        asked.add(List.of("search", "bundle", Planted.WITNESS, "-o", "jsonl"));
        asked.add(List.of("show", "bundle", "logs/kube-system_kube-proxy-a.log:1-3"));
        asked.add(List.of("show", "bundle", "nodes/n1/dmesg.txt:1"));
        asked.add(List.of("show", "bundle", "captures/n1.eth0.pcap#1-6"));
        asked.add(List.of("policy", "bundle", "--list"));
        asked.add(List.of("policy", "bundle", "--from", "10.1.1.5", "--to", "10.1.2.9", "--port", "8080"));
        asked.add(List.of("trace", "bundle", "--from", "10.1.1.5", "--to", "10.1.2.9:8080"));
        asked.add(List.of("verify", "bundle"));
        int witnesses = 0;
        for (List<String> arguments : asked) {
            Ran ran = Ran.in(here, arguments.toArray(String[]::new));
            assertThat(ran.exit()).as(arguments.toString() + ran.err()).isBetween(0, 3);
            assertThat(ran.err()).as(arguments.toString()).doesNotContain("Exception");
            // RFC 4180 ends its lines with CR LF.
            for (String said : List.of(ran.out().replace("\r\n", "\n"), ran.err())) {
                HARM.matcher(said)
                        .results()
                        .findFirst()
                        .ifPresent(found -> assertThat(said.substring(
                                        Math.max(0, found.start() - 60), Math.min(said.length(), found.end() + 20)))
                                .as(
                                        "%s lets through U+%04X",
                                        arguments, (int) found.group().charAt(0))
                                .isEmpty());
            }
            witnesses += ran.out().contains(Planted.WITNESS) ? 1 : 0;
            if (arguments.contains("markdown")) {
                String plain = CODE.matcher(ran.out()).replaceAll("CODE");
                assertThat(MARKUP.matcher(plain)
                                .results()
                                .map(found -> plain.substring(found.start()))
                                .toList())
                        .as("markup in the ticket")
                        .isEmpty();
            }
        }
        assertThat(witnesses).as("verbs that show the planted text").isGreaterThan(10);
    }
}
