package io.packetwalk.model.rules;

/**
 * Rules that may exist and were not dumped.
 *
 * @param what what is missing, for a reader
 * @param why why it is missing
 * @param command the command that gets it
 * @param blocking true when no verdict is possible without it, false when it is only assumed to be empty
 */
public record Gap(String what, String why, String command, boolean blocking) {}
