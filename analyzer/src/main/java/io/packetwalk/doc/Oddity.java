package io.packetwalk.doc;

/**
 * A value of another type than its reader expects. It is read as absent.
 *
 * @param line its line
 * @param path where it is, for example {@code spec.ports[0].port}
 * @param expected what should have been there
 */
public record Oddity(long line, String path, String expected) {}
