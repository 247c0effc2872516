package io.packetwalk.fact.logs;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.List;

/**
 * The queries of one log of CoreDNS's {@code log} plugin. A day has millions, so each is put together when it is asked for.
 *
 * @param source the log
 * @param queries its queries, in file order
 */
public record DnsQueriesFact(Source source, DnsQueries queries) implements Fact {

    @Override
    public List<DnsQueryLogFact> parts() {
        return queries;
    }
}
