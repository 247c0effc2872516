package io.packetwalk.check;

import io.packetwalk.check.served.ServedNodes;
import io.packetwalk.flow.Flows;
import io.packetwalk.model.Cluster;
import io.packetwalk.walk.Question;
import java.util.Optional;

/**
 * What checks look at.
 *
 * @param cluster the joined model
 * @param flows what was seen
 * @param walks predicted walks, computed once per question
 * @param asked the failure the reader asked about with {@code --symptom}
 * @param served what nodes do with Service addresses, read when first asked for
 * @param once what several checks need
 */
public record Case(Cluster cluster, Flows flows, Walks walks, Optional<Question> asked, ServedNodes served, Once once) {

    public Case(Cluster cluster, Flows flows, Walks walks, Optional<Question> asked) {
        this(cluster, flows, walks, asked, new ServedNodes(), new Once());
    }
}
