package io.packetwalk.parse.logs;

import io.packetwalk.parse.Timestamps;
import java.time.Instant;
import java.util.Optional;

/**
 * What stands before the program's own words: {@code kubectl --prefix} ({@code [pod/x/c] }), the time of {@code kubectl --timestamps} or
 * of the container runtime, and the runtime's {@code stdout F } (CRI log format; {@code P} marks a part of a longer line).
 *
 * @param time when, if the line tells with a zone
 * @param partial the line goes on in the next one
 * @param text the program's own words
 */
record LogPrefix(Optional<Instant> time, boolean partial, String text) {

    static LogPrefix of(String line) {
        int at = line.startsWith("[pod/") && line.indexOf("] ") > 0 ? line.indexOf("] ") + 2 : 0;
        Optional<Instant> time = at == 0 ? Timestamps.parse(line) : Timestamps.parse(line.substring(at));
        boolean partial = false;
        if (time.isPresent()) {
            int blank = line.indexOf(' ', at);
            at = blank < 0 ? line.length() : blank + 1;
            if (line.startsWith("stdout ", at) || line.startsWith("stderr ", at)) {
                int tag = at + 7;
                boolean tagged = tag < line.length() && (line.charAt(tag) == 'F' || line.charAt(tag) == 'P');
                if (tagged) {
                    partial = line.charAt(tag) == 'P';
                    at = Math.min(line.length(), tag + 2);
                }
            }
        }
        return new LogPrefix(time, partial, at == 0 ? line : line.substring(at));
    }
}
