package io.packetwalk.parse.capture;

import io.packetwalk.capture.LinkType;
import io.packetwalk.capture.file.CaptureReader;
import io.packetwalk.capture.file.Frame;
import io.packetwalk.capture.file.Tap;
import io.packetwalk.capture.packet.Dissector;
import io.packetwalk.capture.packet.Tunnels;
import io.packetwalk.evidence.Note;
import io.packetwalk.evidence.Presence;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import io.packetwalk.fact.capture.CaptureCommentFact;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.CaptureNameFact;
import io.packetwalk.parse.Content;
import io.packetwalk.parse.FactSink;
import io.packetwalk.parse.Format;
import io.packetwalk.parse.Head;
import io.packetwalk.parse.Parser;
import io.packetwalk.parse.Score;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * pcap and pcapng: one {@link CaptureFact} for the file, with one conversation per pair of ends and vantage. Packets are counted
 * as lines: modelled when an IP layer was read, ignored when link housekeeping, unmodelled when another protocol, malformed when cut.
 */
public final class Capture implements Parser {

    static final int TCP = 6;
    static final int UDP = 17;
    static final int SCTP = 132;
    static final int DNS = 53;

    /** Section header block; pcap in both byte orders, microseconds and nanoseconds. */
    private static final Set<String> MAGIC = Set.of("0a0d0d0a", "d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d");

    private final int workers;
    private final Room room;
    private final Tunnels tunnels;

    /**
     * Uses all processors there are.
     *
     * @param overlays UDP ports of VXLAN and Geneve devices, beside the well-known ones
     */
    public Capture(int... overlays) {
        this(Runtime.getRuntime().availableProcessors(), Room.STANDARD, new Tunnels(overlays));
    }

    /** @param workers threads that read one capture; what is read does not depend on it */
    static Capture with(int workers) {
        return with(workers, Room.STANDARD);
    }

    static Capture with(int workers, Room room) {
        return new Capture(workers, room, new Tunnels());
    }

    private Capture(int workers, Room room, Tunnels tunnels) {
        this.workers = workers;
        this.room = room;
        this.tunnels = tunnels;
    }

    @Override
    public Format format() {
        return new Format("pcap");
    }

    @Override
    public Score claims(Head head) {
        return head.magic().length() >= 8 && MAGIC.contains(head.magic().substring(0, 8)) ? Score.SURE : Score.NONE;
    }

    @Override
    public void parse(Content content, FactSink sink) throws IOException {
        String artifact = content.artifact();
        try (Pipeline pipeline = new Pipeline(workers, room)) {
            read(artifact, new CaptureReader(content.bytes(), pipeline), pipeline, sink);
        }
    }

    private void read(String artifact, CaptureReader reader, Pipeline pipeline, FactSink sink) throws IOException {
        Dissector dissector = new Dissector(tunnels);
        Sightings sightings = new Sightings();
        Remarks remarks = new Remarks(artifact, tunnels);
        Frame frame = reader.frame();
        long modelled = 0;
        long ignored = 0;
        long cut = 0;
        long strange = 0;
        long deep = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        while (reader.next()) {
            first = Math.min(first, frame.nanos);
            last = Math.max(last, frame.nanos);
            cut += frame.captured < frame.original ? 1 : 0;
            if (!frame.comment.isEmpty()) {
                remarks.comment(frame);
            }
            Batch batch = pipeline.batch();
            batch.offer(dissector);
            switch (dissector.dissect(frame)) {
                case MODELLED -> {
                    modelled++;
                    deep += dissector.deeper() ? 1 : 0;
                    sightings.add(frame, dissector, batch);
                }
                case IGNORED -> ignored++;
                case UNMODELLED -> {
                    strange += LinkType.known(frame.linkType) ? 0 : 1;
                    sink.unmodelled(Source.packet(artifact, frame.number), dissector.reason());
                }
                case MALFORMED -> sink.malformed(Source.packet(artifact, frame.number), dissector.reason());
            }
        }
        sightings.end(dissector, pipeline.batch());
        long packets = frame.number;
        List<Shard> shards = pipeline.finish(frame.bytes);
        Optional<Window> window =
                packets == 0 ? Optional.empty() : Optional.of(new Window(instant(first), instant(last)));
        List<CaptureNameFact> names = Remarks.names(artifact, reader.annotations());
        List<CaptureCommentFact> comments = remarks.comments(reader.annotations());
        sink.more(new CaptureFact(
                Source.whole(artifact),
                reader.container(),
                reader.taps().stream().map(Capture::described).toList(),
                packets,
                cut,
                window.map(Window::from),
                window.map(Window::to),
                reader.truncated() || reader.broken(),
                shards.stream().mapToLong(Shard::beyond).sum(),
                names,
                comments,
                Listing.of(artifact, shards, sightings.vantages)));
        names.forEach(sink::more);
        comments.forEach(sink::more);
        remarks.notes(reader.annotations(), sink);
        sink.continued(modelled);
        sink.ignored(ignored);
        window.ifPresent(sink::window);
        limits(artifact, reader, packets, cut, sink);
        links(artifact, reader, packets, strange, sink);
        nested(artifact, deep, packets, sink);
        room(artifact, shards, sink);
    }

    /** Nanoseconds since 1970 as an instant. */
    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    private static CaptureFact.CaptureInterface described(Tap tap) {
        return new CaptureFact.CaptureInterface(
                tap.id(),
                tap.name(),
                tap.linkType(),
                tap.snapLength(),
                tap.filter(),
                tap.drops(),
                tap.fromNanos() < 0 || tap.toNanos() < tap.fromNanos()
                        ? Optional.empty()
                        : Optional.of(new Window(instant(tap.fromNanos()), instant(tap.toNanos()))));
    }

    private void room(String artifact, List<Shard> shards, FactSink sink) {
        List<Shard> full = shards.stream().filter(shard -> shard.beyond() > 0).toList();
        if (!full.isEmpty()) {
            long beyond = full.stream().mapToLong(Shard::beyond).sum();
            long from = full.stream().mapToLong(Shard::beyondFrom).min().orElseThrow();
            long oneOf = full.stream()
                    .mapToLong(shard -> shard.conversations.oneOf())
                    .max()
                    .orElseThrow();
            String text =
                    artifact + ": room for " + room.most() + " conversations; of those that began at packet " + from
                            + " or later only a sample was kept, taken by a hash of their addresses and ports (at first one of 4, at last one of "
                            + oneOf + "), and " + beyond + " packets are of others. Cut the capture by time or address";
            sink.note(Note.warn("capture-flows-limited", Source.whole(artifact), text));
        }
    }

    /** Frames behind headers that are not read: what is in them nobody knows. */
    private static void links(String artifact, CaptureReader reader, long packets, long strange, FactSink sink) {
        if (strange > 0) {
            String types = reader.taps().stream()
                    .map(Tap::linkType)
                    .filter(type -> !LinkType.known(type))
                    .map(LinkType::name)
                    .distinct()
                    .collect(Collectors.joining(", "));
            sink.note(Note.warn(
                    "capture-link-type",
                    Source.whole(artifact),
                    artifact + ": " + strange + " of " + packets + " packets were skipped, link type "
                            + (types.isEmpty() ? "unknown" : types)
                            + " is not read. Capture on the interface with IP packets (tcpdump -i any)"));
        }
    }

    /** Tunnels in tunnels in tunnels: those in the fourth are told as what carries them. */
    private static void nested(String artifact, long deep, long packets, FactSink sink) {
        if (deep > 0) {
            sink.note(
                    Note.warn(
                            "capture-nested-tunnels",
                            Source.whole(artifact),
                            artifact + ": " + deep + " of " + packets + " packets carry more than " + Dissector.DEPTH
                                    + " IP packets in each other; the innermost were not read, and flows inside them are not told. Capture on an interface inside the outer tunnels"));
        }
    }

    /** What keeps this capture from telling the whole story. */
    private static void limits(String artifact, CaptureReader reader, long packets, long cut, FactSink sink) {
        Source whole = Source.whole(artifact);
        if (reader.truncated() || reader.broken()) {
            String how = reader.broken() ? "a record that cannot be" : "the file ends inside a record";
            String where = how + " after packet " + packets;
            sink.malformed(Source.packet(artifact, packets + 1), where);
            sink.presence(new Presence.Truncated(where));
            sink.note(Note.warn("capture-truncated", whole, artifact + ": " + where + "; what came before was read"));
        }
        if (cut > 0) {
            String count = cut + " of " + packets + " packets";
            sink.note(Note.hint("capture-snaplen", whole, artifact + ": the snap length cut " + count + " short"));
        }
        for (Tap tap : reader.taps()) {
            if (tap.drops() > 0) {
                String name = tap.name().isEmpty() ? Integer.toString(tap.id()) : tap.name();
                String text = artifact + ": interface " + name + " dropped " + tap.drops() + " packets";
                sink.note(Note.warn("capture-drops", whole, text + "; a packet missing here proves nothing"));
            }
        }
    }
}
