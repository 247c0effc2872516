package io.packetwalk.fact.capture;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.evidence.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One capture file.
 *
 * @param source the file
 * @param container {@code pcap} or {@code pcapng}
 * @param interfaces capture interfaces
 * @param packets packets read
 * @param cut packets of which fewer bytes were kept than were on the wire (snap length)
 * @param first earliest time of a packet
 * @param last latest time of a packet
 * @param truncated whether the file ends inside a record
 * @param beyond packets of conversations that there was no room for
 * @param names names that the file has for addresses
 * @param comments what somebody wrote into the file
 * @param conversations what it saw, in order of first packets. There are as many as there were conversations, so each is put together when it
 *     is asked for; who asks twice gets two equal ones
 */
public record CaptureFact(
        Source source,
        String container,
        List<CaptureInterface> interfaces,
        long packets,
        long cut,
        Optional<Instant> first,
        Optional<Instant> last,
        boolean truncated,
        long beyond,
        List<CaptureNameFact> names,
        List<CaptureCommentFact> comments,
        List<ConversationFact> conversations)
        implements Fact {

    @Override
    public List<ConversationFact> parts() {
        return conversations;
    }

    /**
     * One interface of a capture.
     *
     * @param id index in the file
     * @param name interface name, empty when the file has none
     * @param linkType LINKTYPE_ number
     * @param snaplen bytes kept per packet, 0 for all
     * @param filter capture filter, may be empty
     * @param drops packets the kernel dropped, -1 when the file does not say
     * @param window from when to when it captured, by the statistics in the file
     */
    public record CaptureInterface(
            int id, String name, int linkType, int snaplen, String filter, long drops, Optional<Window> window) {}
}
