package io.packetwalk.doc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Line numbers, held against the text itself. */
class LinesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all.yaml",
                "pods.yaml",
                "pods.json",
                "services.json",
                "configmaps.yaml",
                "configmaps.json",
                "endpointslices.yaml",
                "events.json",
                "networkpolicies.yaml",
                "networkpolicies.json"
            })
    void everyFieldStandsOnTheLineOfItsKey(String sample) {
        List<String> lines =
                new String(Read.sample(sample), StandardCharsets.UTF_8).lines().toList();
        Read read = Read.of(Read.sample(sample));
        assertThat(read.unreadable()).isEmpty();
        assertThat(read.ending()).isEqualTo(new Ending(lines.size(), Optional.empty()));
        assertThat(read.documents()).isNotEmpty().allSatisfy(document -> {
            assertThat(document.tree().line()).isEqualTo(document.from());
            check(Read.root(document), lines);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"pods.yaml", "pods.json"})
    void windowsLineEndsChangeNothing(String sample) {
        String text = new String(Read.sample(sample), StandardCharsets.UTF_8);
        assertThat(Read.of(text.replace("\n", "\r\n")).pieces())
                .isEqualTo(Read.of(text).pieces());
    }

    private static void check(Field field, List<String> lines) {
        if (field.tree().orElse(null) instanceof Tree.Obj) {
            field.fields().forEach((name, value) -> {
                assertThat(lines.get((int) value.line() - 1)).contains(name);
                value.tree().ifPresent(tree -> {
                    if (tree instanceof Tree.Scalar scalar && scalar.block()) {
                        List<String> text = scalar.text().lines().toList();
                        for (int i = 0; i < text.size(); i++) {
                            assertThat(lines.get((int) scalar.lineOf(i) - 1)).endsWith(text.get(i));
                        }
                    } else if (tree instanceof Tree.Scalar scalar
                            && scalar.text().matches("[\\w.:/ -]+")) {
                        assertThat(lines.get((int) value.line() - 1)).contains(scalar.text());
                    } else {
                        check(value, lines);
                    }
                });
            });
        } else if (field.tree().orElse(null) instanceof Tree.Arr) {
            field.items().forEach(item -> check(item, lines));
        }
    }
}
