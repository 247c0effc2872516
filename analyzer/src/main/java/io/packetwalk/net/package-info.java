/**
 * What is an address, a port set, a packet?
 *
 * <p>Strict value types: nothing is resolved, nothing is guessed. May import nothing of this program.
 */
@NullMarked
package io.packetwalk.net;

import org.jspecify.annotations.NullMarked;
