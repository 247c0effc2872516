package io.packetwalk.fact.ipvs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.IpPort;
import java.util.Map;
import java.util.Optional;

/**
 * One line of a listing with figures: {@code ipvsadm -L --stats}, {@code --rate}, {@code --persistent-conn}, {@code --thresholds}. It shows that the server is there, and
 * neither scheduler nor forwarding method.
 *
 * @param source its line
 * @param service the virtual server
 * @param server the real server, empty on the line of the virtual one
 * @param figures by the column's head as printed ({@code Conns}, {@code InPkts}, {@code CPS}, ...); connections, packets or bytes, for {@code --rate} those of a second
 */
public record IpvsCounterFact(Source source, IpvsService service, Optional<IpPort> server, Map<String, Long> figures)
        implements Fact {
    public IpvsCounterFact {
        figures = Map.copyOf(figures);
    }
}
