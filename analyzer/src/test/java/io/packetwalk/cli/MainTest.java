package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    private Path here = Path.of("");

    @Test
    void versionNamesTheProgram() {
        Ran ran = Ran.in(here, "--version");

        assertThat(ran).isEqualTo(new Ran(0, "packetwalk " + Main.VERSION + System.lineSeparator(), ""));
    }

    @Test
    void helpBeginsWithTwoExamplesAndNamesEveryVerb() {
        Ran ran = Ran.in(here, "--help");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).startsWith("Examples:\n  packetwalk ");
        for (Verb verb : Verb.values()) {
            assertThat(ran.out()).contains("\n  " + verb.word() + " ");
        }
    }

    @Test
    void withoutAVerbTheHelpIsAnErrorMessage() {
        Ran ran = Ran.in(here);

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("Examples:");
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void everyVerbsHelpBeginsWithTwoExamples(Verb verb) {
        Ran flag = Ran.in(here, verb.word(), "--help");
        Ran help = Ran.in(here, "help", verb.word());

        assertThat(flag.exit()).isZero();
        assertThat(flag.err()).isEmpty();
        assertThat(flag.out().lines())
                .startsWith("Examples:")
                .anyMatch(line -> line.startsWith("Usage: packetwalk " + verb.word()));
        assertThat(flag.out().lines().skip(1).limit(2))
                .allMatch(line -> line.startsWith("  packetwalk " + verb.word() + " "));
        assertThat(help).isEqualTo(flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit-codes", "filters", "formats", "privacy", "environment"})
    void everyTopicHasAPage(String topic) {
        Ran ran = Ran.in(here, "help", topic);

        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines().count()).isGreaterThan(5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    analise x.tgz                | did you mean analyze?
                    --hepl                       | there is no option --hepl
                    help filter                  | did you mean filters?
                    analyze                      | Missing required parameter
                    analyze x.tgz --sympton y    | did you mean --symptom?
                    analyze missing.tgz          | there is no file or folder
                    analyze . --fail-on never    | Invalid value for option '--fail-on': expected one of [proven, likely, possible]
                    flows . --limit many         | Invalid value for option '--limit': 'many' is not an int
                    flows . --limit 1 --limit 2  | option '--limit' (N) should be specified only once
                    trace . --from 10.0.0.1      | Missing required option: '--to=Y[:PORT[/PROTO]]'
                    diff . --exit-zero           | Missing required parameter: 'B'
                    analyze . -o jsn             | cannot write jsn here; known formats: text
                    analyze . -o text -o json    | only one output can go to standard output
                    analyze . --max-entries -5   | a limit cannot be negative
                    flows missing.pcap           | there is no file or folder missing.pcap
                    flows . verdict:losst        | did you mean lost?
                    search . ""                  | nothing to search for
                    explain PW-999               | nothing to explain about 'pw-999'
                    verify . --for PW-999        | there is no check PW-999
                    collect                      | say what to collect
                    """)
    void whatCannotRunSaysOneClearThing(String line, String says) {
        Ran ran = Ran.in(here, line.replace(" \"\"", " ").split(" ", -1));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(says).doesNotContain("Exception", "\tat ", "bug");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "auto,'',false",
        "always,NO_COLOR=1,true",
        "never,CLICOLOR_FORCE=1,false",
        "auto,CLICOLOR_FORCE=1,true",
        "auto,CLICOLOR_FORCE=0,false"
    })
    void coloursFollowFlagThenEnvironmentThenTerminal(String flag, String variable, boolean coloured) {
        String[] pair = variable.split("=", -1);
        Map<String, String> environment = variable.isEmpty() ? Map.of() : Map.of(pair[0], pair[1]);

        Ran ran = Ran.in(here, environment, "analyze", Ran.bundle("bind-localhost"), "--color", flag, "-o", "text");

        assertThat(ran.out().contains("\u001b[")).isEqualTo(coloured);
    }
}
