package io.packetwalk.fact.system;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import java.util.Optional;

/**
 * One kernel setting.
 *
 * @param source its line
 * @param key with dots, for example {@code net.ipv4.ip_forward}
 * @param value as printed
 */
public record SysctlFact(Source source, String key, String value) implements Fact {

    /** The value where it is a decimal number. */
    public Optional<Long> number() {
        return value.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(value)) : Optional.empty();
    }
}
