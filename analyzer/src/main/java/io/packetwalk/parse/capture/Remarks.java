package io.packetwalk.parse.capture;

import io.packetwalk.capture.file.Annotations;
import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Layer;
import io.packetwalk.capture.packet.Outcome;
import io.packetwalk.capture.packet.Tunnels;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.CaptureCommentFact;
import io.packetwalk.fact.capture.CaptureNameFact;
import io.packetwalk.net.FiveTuple;
import io.packetwalk.parse.FactSink;
import java.util.ArrayList;
import java.util.List;

/** What stands in a capture beside its packets, as facts and notes. Keys that decrypt it are counted, and never read. */
final class Remarks {

    private static final int MOST = 10_000;

    private final String artifact;
    private final Dissector dissector;
    private final List<CaptureCommentFact> ofPackets = new ArrayList<>();
    private long left;

    Remarks(String artifact, Tunnels tunnels) {
        this.artifact = artifact;
        this.dissector = new Dissector(tunnels);
    }

    /** Takes the comment of a frame; so few have one that it is read by itself. */
    void comment(Frame frame) {
        if (ofPackets.size() == MOST) {
            left++;
            return;
        }
        List<FiveTuple> tuples = new ArrayList<>();
        if (dissector.dissect(frame) == Outcome.MODELLED) {
            for (int i = 0; i < dissector.count(); i++) {
                Layer layer = dissector.layer(i);
                tuples.add(Conversations.tuple(layer.quotes ? dissector.quote() : layer));
            }
        }
        ofPackets.add(new CaptureCommentFact(Source.packet(artifact, frame.number), frame.comment, tuples));
    }

    /** Those about packets, then those about the file. */
    List<CaptureCommentFact> comments(Annotations said) {
        List<CaptureCommentFact> all = new ArrayList<>(ofPackets);
        said.comments().forEach(text -> all.add(new CaptureCommentFact(Source.whole(artifact), text, List.of())));
        return List.copyOf(all);
    }

    static List<CaptureNameFact> names(String artifact, Annotations said) {
        return said.names().stream()
                .map(known -> new CaptureNameFact(Source.whole(artifact), known.address(), known.name()))
                .toList();
    }

    void notes(Annotations said, FactSink sink) {
        Source whole = Source.whole(artifact);
        said.comments().forEach(text -> sink.note(Note.hint("capture-comment", whole, artifact + ": " + text)));
        if (left > 0) {
            sink.note(Note.hint(
                    "capture-comments-limited",
                    whole,
                    artifact + ": " + MOST + " comments of packets are kept, " + left + " are left out"));
        }
        if (said.secrets() > 0) {
            sink.note(Note.warn(
                    "capture-secrets",
                    whole,
                    artifact + ": holds keys that decrypt its connections (" + said.secrets()
                            + (said.secrets() == 1 ? " block" : " blocks")
                            + "). They were skipped; whoever gets the file can use them"));
        }
    }
}
