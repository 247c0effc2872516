package io.packetwalk.check;

import io.packetwalk.flow.Flow;
import io.packetwalk.walk.Question;
import io.packetwalk.walk.Walk;
import java.util.Optional;

/** Predicted walks, computed when first asked for. */
public interface Walks {

    /** The walk of one packet. */
    Walk of(Question question);

    /** The walk of the packet that began a flow; empty when its client is not in the model. */
    Optional<Walk> of(Flow flow);
}
