package io.packetwalk.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeutralTest {
    @ParameterizedTest
    @CsvSource({
        "27, \\x1b", // ESC: colours, cursor, title
        "13, \\r", // CR: overwrites the line
        "8, \\x08", // BS: deletes what stands before
        "155, \\x9b", // C1 CSI
        "8238, \\u202e", // right-to-left override
        "8294, \\u2066", // isolate
        "8203, \\u200b", // zero width space
        "65279, \\ufeff", // byte order mark
        "8232, \\u2028", // line separator
    })
    void dangerousCharactersBecomeVisible(int character, String shown) {
        assertThat(Neutral.of("a" + (char) character + "b")).isEqualTo("a" + shown + "b");
    }

    @Test
    void halfASurrogatePairIsNoCharacter() {
        assertThat(Neutral.of("a\ud83d")).isEqualTo("a\\ud83d");
    }

    @Test
    void invisibleTagCharactersBecomeVisible() {
        assertThat(Neutral.of("a\udb40\udc41")).isEqualTo("a\\udb40\\udc41");
    }

    @Test
    void ordinaryTextIsTheSameObject() {
        String text = "pod/größe-工作 → ok 🙂";

        assertThat(Neutral.of(text)).isSameAs(text);
    }
}
