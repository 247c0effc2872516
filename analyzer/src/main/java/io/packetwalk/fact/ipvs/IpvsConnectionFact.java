package io.packetwalk.fact.ipvs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.IpPort;
import io.packetwalk.net.Proto;

/**
 * One line of {@code ipvsadm -Lnc}. A client port of 0 makes it a persistence template: where the client's next connections go.
 *
 * @param source its line
 * @param proto protocol
 * @param seconds until it expires
 * @param state for example {@code ESTABLISHED}; {@code NONE} for templates
 * @param client who connects
 * @param virtual where to
 * @param destination the real server
 */
public record IpvsConnectionFact(
        Source source, Proto proto, int seconds, String state, IpPort client, IpPort virtual, IpPort destination)
        implements Fact {

    public boolean template() {
        return client.port() == 0;
    }
}
