package io.packetwalk.fact.capture;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.FiveTuple;
import java.util.List;

/**
 * What somebody wrote into a capture file.
 *
 * @param source the packet it is about, or the whole file
 * @param comment the words
 * @param tuples of a packet its layers, outermost first
 */
public record CaptureCommentFact(Source source, String comment, List<FiveTuple> tuples) implements Fact {}
