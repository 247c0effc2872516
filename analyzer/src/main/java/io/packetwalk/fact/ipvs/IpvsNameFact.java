package io.packetwalk.fact.ipvs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Proto;

/**
 * One line of a listing without {@code -n} that names a host where an address would stand. What it forwards is not known, for who knows what resolved the name.
 *
 * @param source its line
 * @param kind what the line is of
 * @param protocol that of the virtual server or the connection
 * @param address {@code HOST:PORT} as printed; of a real server's line, that of its virtual server when only this one is a name
 */
public record IpvsNameFact(Source source, Kind kind, Proto protocol, String address) implements Fact {

    /** What a line is of. */
    public enum Kind {
        VIRTUAL_SERVER,
        REAL_SERVER,
        CONNECTION
    }
}
