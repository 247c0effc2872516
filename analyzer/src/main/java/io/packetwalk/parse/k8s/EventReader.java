package io.packetwalk.parse.k8s;

import io.packetwalk.doc.Field;
import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.fact.k8s.EventFact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events, core/v1 and events.k8s.io/v1: the same object under two sets of names (pkg/apis/events/v1/conversion.go). */
final class EventReader implements KindReader {

    @Override
    public List<Fact> read(ApiItem item) {
        Optional<ObjectRef> involved =
                ApiItem.reference(item.at("involvedObject")).or(() -> ApiItem.reference(item.at("regarding")));
        Optional<Instant> observed = ApiItem.instant(item.at("eventTime"));
        int count = Math.max(
                first(item, "count", "deprecatedCount").integer(0),
                item.at("series", "count").integer(0));
        return List.of(new EventFact(
                item.source(),
                item.ref(),
                involved.orElse(new ObjectRef("", "", "")),
                item.at("type").text(""),
                item.at("reason").text(""),
                first(item, "message", "note").text(""),
                Math.max(1, count),
                ApiItem.instant(first(item, "firstTimestamp", "deprecatedFirstTimestamp"))
                        .or(() -> observed)
                        .or(item::created),
                ApiItem.instant(item.at("series", "lastObservedTime"))
                        .or(() -> ApiItem.instant(first(item, "lastTimestamp", "deprecatedLastTimestamp")))
                        .or(() -> observed)
                        .or(item::created)));
    }

    private static Field first(ApiItem item, String core, String events) {
        return item.at(core).present() ? item.at(core) : item.at(events);
    }
}
