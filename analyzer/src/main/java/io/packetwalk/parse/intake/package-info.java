/**
 * From a bundle to readings: which parser reads which artifact, what is said about its presence, and whose it is.
 *
 * <p>The top of {@code parse}: knows every family's parsers by the list {@link io.packetwalk.parse.intake.Parsers}.
 */
@NullMarked
package io.packetwalk.parse.intake;

import org.jspecify.annotations.NullMarked;
