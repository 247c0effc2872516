package io.packetwalk.walk.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.walk.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;

/**
 * A question about a changed cluster.
 *
 * @param says what must stand in the telling, each part after the other
 */
record CiliumRow(
        String holds,
        UnaryOperator<CiliumCluster> change,
        Question.Origin from,
        Question.Target to,
        int port,
        List<String> says) {

    static CiliumRow row(
            String holds,
            UnaryOperator<CiliumCluster> change,
            Question.Origin from,
            Question.Target to,
            int port,
            String... says) {
        return new CiliumRow(holds, change, from, to, port, List.of(says));
    }

    DynamicTest test(Path folder) {
        return DynamicTest.dynamicTest(
                holds,
                () -> assertThat(CiliumCluster.told(
                                change.apply(new CiliumCluster()).walk(folder, from, to, port)))
                        .containsSubsequence(says));
    }
}
