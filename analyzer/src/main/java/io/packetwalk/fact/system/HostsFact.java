package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;
import java.util.List;

/**
 * One line of a hosts file.
 *
 * @param source its line
 * @param ip address
 * @param names names
 */
public record HostsFact(Source source, Ip ip, List<String> names) implements Fact {}
