/**
 * Where does a statement stand, and how well was it read?
 *
 * <p>The vocabulary every other package speaks: sources, presence, coverage, windows, notes and the three truth values. Imports
 * nothing of this program.
 */
@NullMarked
package io.packetwalk.evidence;

import org.jspecify.annotations.NullMarked;
