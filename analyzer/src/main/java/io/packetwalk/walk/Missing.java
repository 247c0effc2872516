package io.packetwalk.walk;

/**
 * Evidence that is not there.
 *
 * @param what what is missing, for a reader
 * @param why why it is missing, or why it is needed
 * @param command the command that gets it, empty when there is none
 */
public record Missing(String what, String why, String command) {}
