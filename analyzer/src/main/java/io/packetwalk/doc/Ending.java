package io.packetwalk.doc;

import java.util.Optional;

/**
 * How an artifact ended.
 *
 * @param lines lines it had
 * @param cut why a part of it is missing at the end; empty when it is whole as far as its syntax can tell
 */
public record Ending(long lines, Optional<String> cut) {}
