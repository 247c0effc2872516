package io.packetwalk.check.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrewTest {

    @Test
    void resultsComeInTheOrderOfThePiecesHoweverManyWork() {
        List<Callable<Integer>> squares = IntStream.range(0, 200)
                .<Callable<Integer>>mapToObj(i -> () -> i * i)
                .toList();
        assertThat(Crew.all(1, squares))
                .isEqualTo(Crew.all(7, squares))
                .hasSize(200)
                .startsWith(0, 1, 4, 9);
    }

    @Test
    void aFailureIsToldToTheCaller() {
        List<Callable<Integer>> pieces = List.of(() -> 1, () -> {
            throw new StackOverflowError();
        });
        assertThatThrownBy(() -> Crew.all(2, pieces)).isInstanceOf(StackOverflowError.class);
    }
}
