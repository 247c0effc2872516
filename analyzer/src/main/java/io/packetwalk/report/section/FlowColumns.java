package io.packetwalk.report.section;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many conversations in little room: one text per column, numbers in decimal with one blank between them, in the order of the flows.
 * Where a number stands for a text it is an index into {@link #words}; -1 means none.
 *
 * <p>A hundred thousand flows as objects are a hundred megabytes of JSON; so they are about ten, and deflate to two.
 *
 * @param rows flows here
 * @param kept whether all failed flows and all tied to a finding are here, while of the others this many of {@code others} are a sample
 * @param others flows that are neither
 * @param epoch the time that {@code start} counts from, RFC 3339 in UTC
 * @param words texts
 * @param ids number of the flow: 12 for {@code f12}; each but the first as difference to the one before
 * @param start microseconds since the flow before began; for the first, since {@code epoch}
 * @param took microseconds from first to last packet
 * @param proto protocol, a word
 * @param client client address, a word
 * @param clientObject its pod or node, a word or -1
 * @param clientPort its port
 * @param server server address as addressed, a word
 * @param serverObject its object, a word or -1
 * @param serverPort its port
 * @param reached address after translation, a word or -1
 * @param reachedObject its object, a word or -1
 * @param reachedPort its port, -1 when not translated
 * @param packets packets from the client
 * @param answers packets from the server
 * @param bytes bytes from the client
 * @param answered bytes from the server
 * @param state how it ended, a word
 * @param findings fingerprints, a word with blanks between them, or -1
 * @param dns first question as {@code name type rcode}, a word or -1
 * @param again segments sent again
 * @param points number of points that saw it
 * @param point for each point of each flow: {@code artifact TAB interface TAB node TAB netns TAB tunnel}, a word
 * @param first its first packet there, 0 when the point is no capture
 * @param last its last packet there, counted from the first
 * @param there packets from the client there
 * @param back packets from the server there
 * @param tuple {@code src > dst} there, a word; -1 as the client sent it, -2 as translated
 * @param tracked what connection tables say of it, a word or -1: node, source and words of each entry with tabs between; of failed flows and those of findings only
 * @param lost where its packets vanished, a word or -1: kind, way, last point, first point without them, all of it in one sentence, doubts, and each source with tabs
 *     between; null in reports of earlier versions
 * @param unexpected a translation that nothing explains, a word or -1: what became of what, and each source with tabs between; null likewise
 * @param goodput bytes of data acknowledged per second on the faster way, -1 when not known; null likewise
 * @param names pairs of words: an address, and what capture files call it; null likewise
 */
public record FlowColumns(
        int rows,
        int kept,
        int others,
        String epoch,
        List<String> words,
        String ids,
        String start,
        String took,
        String proto,
        String client,
        String clientObject,
        String clientPort,
        String server,
        String serverObject,
        String serverPort,
        String reached,
        String reachedObject,
        String reachedPort,
        String packets,
        String answers,
        String bytes,
        String answered,
        String state,
        String findings,
        String dns,
        String again,
        String points,
        String point,
        String first,
        String last,
        String there,
        String back,
        String tuple,
        @Nullable String tracked,
        @Nullable String lost,
        @Nullable String unexpected,
        @Nullable String goodput,
        @Nullable String names) {}
