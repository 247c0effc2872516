/**
 * What is in the archive, ours or foreign? Streams entries, never extracts; sizes, counts, ratios, depth and time are limited.
 *
 * <p>May import {@code evidence}.
 */
@NullMarked
package io.packetwalk.bundle;

import org.jspecify.annotations.NullMarked;
