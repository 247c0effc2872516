package io.packetwalk.report;

import io.packetwalk.check.Case;
import io.packetwalk.check.diagnosis.Diagnosis;
import io.packetwalk.evidence.Note;
import io.packetwalk.fact.Reading;
import java.util.List;
import java.util.Map;

/**
 * Everything a report is made from.
 *
 * @param inputs names of the inputs as the reader gave them, without folders
 * @param layout id of the bundle layout
 * @param proxyMode kube-proxy mode by node, where known
 * @param datapaths recognised datapaths by node
 * @param readings what was read
 * @param notes what limits the reading of the bundle as a whole
 * @param examined what the checks looked at
 * @param diagnosis what they found
 * @param excerpts the way back to the captured text
 * @param maxFlows flows kept as columns; failed flows and those of findings are kept beyond it
 */
public record Material(
        List<String> inputs,
        String layout,
        Map<String, String> proxyMode,
        Map<String, List<String>> datapaths,
        List<Reading> readings,
        List<Note> notes,
        Case examined,
        Diagnosis diagnosis,
        Excerpts excerpts,
        int maxFlows) {
    /** What a report keeps when nobody says otherwise. */
    public static final int MAX_FLOWS = 100_000;

    public Material {
        inputs = List.copyOf(inputs);
        readings = List.copyOf(readings);
        notes = List.copyOf(notes);
    }
}
