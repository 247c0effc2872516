/**
 * What do the files <em>say</em>? Records without logic, one family per package; the only seam between parsing and analysis.
 *
 * <p>May import {@code evidence} and {@code net}.
 */
@NullMarked
package io.packetwalk.fact;

import org.jspecify.annotations.NullMarked;
