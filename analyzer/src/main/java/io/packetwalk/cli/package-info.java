/**
 * How do people and programs call us? Verbs, exit codes, colours, progress; the verbs themselves stand in {@code cli.verb}.
 *
 * <p>May import the root, {@code report}, {@code index}, {@code redact}, and the types these hand out. The only package that knows of a
 * clock, an environment, standard streams.
 */
@NullMarked
package io.packetwalk.cli;

import org.jspecify.annotations.NullMarked;
