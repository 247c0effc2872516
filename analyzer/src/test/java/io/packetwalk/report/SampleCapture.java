package io.packetwalk.report;

import io.packetwalk.evidence.Place;
import io.packetwalk.evidence.Source;
import io.packetwalk.fact.capture.CaptureFact;
import io.packetwalk.fact.capture.CaptureNameFact;
import io.packetwalk.model.CapturePoint;
import io.packetwalk.model.CaptureTerms;
import io.packetwalk.net.Ip;
import java.util.List;
import java.util.Optional;

/** A capture that somebody opened at a desk: its file has a name for the address that is gone. */
final class SampleCapture {

    private SampleCapture() {}

    static CapturePoint named() {
        String artifact = "captures/desk.pcapng";
        Source file = Source.whole(artifact);
        CaptureNameFact name = new CaptureNameFact(file, Ip.of("10.244.1.9"), "Inventory-Old.example");
        CaptureFact capture = new CaptureFact(
                file,
                "pcapng",
                List.of(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                List.of(name),
                List.of(),
                List.of());
        return new CapturePoint(
                artifact,
                new Place.Unplaced(),
                "",
                capture,
                List.of(),
                new CaptureTerms(Optional.empty(), Optional.empty(), -1));
    }
}
