package io.packetwalk.fact.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberedTest {

    private final Numbered<String> words = new Numbered<>();

    @Test
    void equalValuesHaveOneNumberInOrderOfFirstSight() {
        int[] first = IntStream.range(0, 5000).map(i -> words.number("w" + i)).toArray();
        int[] again = IntStream.range(0, 5000).map(i -> words.number("w" + i)).toArray();

        assertThat(first).isEqualTo(IntStream.range(0, 5000).toArray()).isEqualTo(again);
        assertThat(words.values()).hasSize(5000).startsWith("w0", "w1");
        assertThat(words.value(4711)).isEqualTo("w4711");
    }

    @Test
    void whatWasNotSeenHasNoNumberYet() {
        words.number("a");

        assertThat(words.known("a")).isZero();
        assertThat(words.known("b")).isEqualTo(-1);
        assertThat(words.values()).containsExactly("a");
    }

    /** Aa and BB have one hash. */
    @Test
    void valuesOfOneHashAreTwo() {
        assertThat(words.number("Aa")).isNotEqualTo(words.number("BB"));
        assertThat(words.known("BB")).isEqualTo(1);
    }
}
