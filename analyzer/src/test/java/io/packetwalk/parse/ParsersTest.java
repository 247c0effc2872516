package io.packetwalk.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.packetwalk.parse.intake.Parsers;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ParsersTest {

    @Test
    void everyFormatIsReadByOneParserAndParsersStandByTheirName() {
        assertThat(Parsers.ALL.stream().map(Parser::format)).doesNotHaveDuplicates();
        assertThat(Parsers.ALL.stream().map(parser -> parser.getClass().getSimpleName()))
                .isSorted();
    }

    @Test
    void everyParserIsListed() {
        List<String> parsers = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.packetwalk.parse").stream()
                        .filter(type -> type.isAssignableTo(Parser.class) && !type.isInterface())
                        .map(JavaClass::getName)
                        .toList();
        assertThat(Parsers.ALL.stream().map(parser -> parser.getClass().getName()))
                .containsAll(parsers);
    }

    /** Captures and API objects have samples and tests of their own. */
    @Test
    void everyTextFormatHasASample() {
        assertThat(Parsers.ALL)
                .filteredOn(parser -> !List.of("capture", "k8s").contains(family(parser)))
                .allSatisfy(parser -> assertThat(Samples.of(parser)).isNotEmpty());
    }

    @Test
    void noTextFormatClaimsBinaryContent() {
        Head binary = new Head("nodes/n1/ip-route.txt", "00010203", List.of(), 4096);
        assertThat(Parsers.ALL)
                .filteredOn(parser -> !family(parser).equals("capture"))
                .allSatisfy(parser -> assertThat(parser.claims(binary)).isEqualTo(Score.NONE));
    }

    private static String family(Parser parser) {
        String name = parser.getClass().getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
