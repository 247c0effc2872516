package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.Map;

/**
 * One member of an ipset.
 *
 * @param source its line
 * @param set set name
 * @param element as written, for example {@code 10.0.0.1,tcp:80}
 * @param options {@code nomatch}, {@code timeout 30}, {@code comment x}; the value empty when there is none
 */
public record SetMemberFact(Source source, String set, String element, Map<String, String> options) implements Fact {}
