package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;

/**
 * One kernel setting.
 *
 * @param source its line
 * @param key with dots, for example {@code net.ipv4.ip_forward}
 * @param value as printed
 */
public record SysctlFact(Source source, String key, String value) implements Fact {}
