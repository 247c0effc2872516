package io.packetwalk.check.host;

import io.packetwalk.check.Case;
import io.packetwalk.check.Check;
import io.packetwalk.check.CheckId;
import io.packetwalk.check.Claim;
import io.packetwalk.check.Outcome;
import io.packetwalk.check.Proof;
import io.packetwalk.check.Severity;
import io.packetwalk.evidence.Condition;
import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;
import io.packetwalk.model.CapturePoint;
import java.util.List;

/**
 * PW-191: a capture lost packets, so what it lacks proves nothing. A small snap length is no loss: headers are kept on purpose, by our own collector and by
 * {@code redact} too.
 */
public final class CaptureArtefact implements Check {

    private static final CheckId ID = new CheckId("PW-191", "capture-artefact", "host", 20);

    @Override
    public CheckId id() {
        return ID;
    }

    @Override
    public Outcome run(Case that) {
        if (that.cluster().captures().isEmpty()) {
            return new Outcome.NotApplicable("no capture in the bundle");
        }
        List<CapturePoint> bad = that.cluster().captures().stream()
                .filter(point -> point.capture().truncated()
                        || point.capture().interfaces().stream().anyMatch(face -> face.drops() > 0))
                .toList();
        if (bad.isEmpty()) {
            return new Outcome.Clear("no capture tells of dropped or missing packets");
        }
        Claim claim = Claim.of(ID).about(new ObjectRef("Bundle", "", "captures"));
        List<Source> at =
                bad.stream().map(point -> point.capture().source()).limit(3).toList();
        for (CapturePoint point : bad.stream().limit(5).toList()) {
            long drops = point.capture().interfaces().stream()
                    .mapToLong(face -> Math.max(0, face.drops()))
                    .sum();
            claim.shows(
                    point.capture().packets() + " packets, " + drops + " dropped by the kernel"
                            + (point.capture().truncated() ? ", file ends inside a packet" : ""),
                    point.capture().source());
        }
        Condition there = Condition.yes("captures are not whole", at);
        return new Outcome.Found(List.of(claim.what(
                        bad.size() + (bad.size() == 1 ? " capture is" : " captures are") + " not whole.")
                .why("A packet that was not captured looks like one that was lost.")
                .not("PW-093", "what is missing is missing in the file")
                .remedy("tcpdump -ni IFACE -s 0 -B 65536 -w again.pcap", "none, reads only", "")
                .then("the new file has no dropped packets")
                .unless("a second capture of the same traffic that is whole")
                .finding(
                        Severity.S3,
                        new Proof(there, there, Condition.no("it hurts nobody", List.of()), there, List.of()))));
    }
}
