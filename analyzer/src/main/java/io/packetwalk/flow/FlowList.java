package io.packetwalk.flow;

import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Flows that are put together when asked for, then kept. */
final class FlowList extends AbstractList<Flow> implements RandomAccess {

    private final IntFunction<Flow> builder;
    private final @Nullable Flow[] kept;

    /** @param builder gives the flow at an index; gives an equal one when asked again */
    FlowList(int size, IntFunction<Flow> builder) {
        this.builder = builder;
        this.kept = new Flow[size];
    }

    @Override
    public Flow get(int index) {
        Flow flow = kept[index];
        if (flow == null) {
            flow = builder.apply(index);
            kept[index] = flow;
        }
        return flow;
    }

    @Override
    public int size() {
        return kept.length;
    }

    /** The flow at an index; one that nobody asked for before is not kept. */
    Flow fresh(int index) {
        Flow flow = kept[index];
        return flow == null ? builder.apply(index) : flow;
    }

    /** All in order, none kept that was not kept before. */
    Stream<Flow> passing() {
        return IntStream.range(0, kept.length).mapToObj(this::fresh);
    }
}
